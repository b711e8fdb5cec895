"""How sure a fact of the ledger is, in the words that pictures and lessons use for it.

The strengths themselves, and what each means, stand in ``helpers.emulator.facts``.
"""

from helpers.bilingual import Text

STRENGTHS = {
    "recorded": Text("記録あり", "recorded"),
    "documented": Text("文書あり", "documented"),
    "observed": Text("観測", "observed"),
    "second-hand": Text("伝聞", "second-hand"),
    "disputed": Text("根拠が食い違う", "disputed"),
    "assumed": Text("推定", "assumed"),
}
"""The ledger's word for a strength -> the words for the reader."""

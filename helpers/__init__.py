"""The learner's vocabulary: everything a lesson imports, loaded when it is first used.

from helpers import connect, language, predict, check, show_sources, show_status
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.bilingual import Text
    from helpers.connection import cleanup, connect
    from helpers.connection.failure_card import explain
    from helpers.widgets.comparison import compare
    from helpers.widgets.event_list import show_events
    from helpers.widgets.exercise import check
    from helpers.widgets.history import show_history
    from helpers.widgets.language import language
    from helpers.widgets.prediction import Option, predict
    from helpers.widgets.request_list import show_requests
    from helpers.widgets.source_hand import show_sources
    from helpers.widgets.status import show_status

__all__ = [
    "Option",
    "Text",
    "check",
    "cleanup",
    "compare",
    "connect",
    "explain",
    "language",
    "predict",
    "show_events",
    "show_history",
    "show_requests",
    "show_sources",
    "show_status",
]

_HOME = {
    "Option": "helpers.widgets.prediction",
    "Text": "helpers.bilingual",
    "check": "helpers.widgets.exercise",
    "cleanup": "helpers.connection",
    "compare": "helpers.widgets.comparison",
    "connect": "helpers.connection",
    "explain": "helpers.connection.failure_card",
    "language": "helpers.widgets.language",
    "predict": "helpers.widgets.prediction",
    "show_events": "helpers.widgets.event_list",
    "show_history": "helpers.widgets.history",
    "show_requests": "helpers.widgets.request_list",
    "show_sources": "helpers.widgets.source_hand",
    "show_status": "helpers.widgets.status",
}


def __getattr__(name: str) -> Any:
    """Load a name on first use, so that one part can be imported without the rest."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__

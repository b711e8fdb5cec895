"""A text in both languages, and the error that speaks both."""

from typing import NamedTuple


class Text(NamedTuple):
    """One message, said in Japanese and in English. ``str()`` gives both on one line."""

    ja: str
    en: str

    def __str__(self) -> str:
        return f"{self.ja} / {self.en}"


class TutorialError(Exception):
    """Something the tutorial itself refuses, told in both languages. Never a Stripe error."""

    def __init__(self, ja: str, en: str) -> None:
        self.text = Text(ja, en)
        super().__init__(str(self.text))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the sentence alone helps a learner more."""
        return [self.text.ja, self.text.en]

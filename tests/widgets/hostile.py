"""Text that someone may have put into a field of theirs, and what a browser makes of a picture."""

from html.parser import HTMLParser

HOSTILE = {
    "script": "<script>window.broken = 1</script>",
    "handler": '<img src=x onerror="window.broken = 1">',
    "quotes": "\"'><b onmouseover='window.broken = 1'>",
    "style": "</style><script>window.broken = 1</script>",
    "form": "</form></details></table><input name=source>",
    "rtl": "‮reversed",
    "long": "x" * 10_000,
    "template": "{0} {named} %s ${x} `x`",
    "json": '","x":{"y":"</pre>',
}


class Seen(HTMLParser):
    """The elements, the attributes and the text that a browser would make of some HTML."""

    def __init__(self, markup: object) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

"""The widget behind the search box and the flash cards. Loaded when the first one is shown."""

import anywidget
from traitlets import Unicode

from glossary.live import page_side


class LiveView(anywidget.AnyWidget):
    """HTML that goes to the page when it changes; what the reader does comes back as messages."""

    _esm = page_side("live.js")
    _css = page_side("live.css")

    form = Unicode("").tag(sync=True)
    said = Unicode("").tag(sync=True)
    answer = Unicode("").tag(sync=True)
    waiting = Unicode("").tag(sync=True)

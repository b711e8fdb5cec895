"""The widget behind every live picture. Loaded when the first is shown: it takes half a second."""

import anywidget
from traitlets import Unicode

from helpers.widgets.live import source_of


class LiveView(anywidget.AnyWidget):
    """Pieces of HTML, sent to the page when they change; what the reader does comes back."""

    _esm = source_of("live.js")
    _css = source_of("live.css")

    top = Unicode("").tag(sync=True)
    table = Unicode("").tag(sync=True)
    controls = Unicode("").tag(sync=True)
    outcome = Unicode("").tag(sync=True)
    said = Unicode("").tag(sync=True)
    waiting = Unicode("").tag(sync=True)

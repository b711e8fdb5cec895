"""The environment variables under which lessons run when nobody is looking.

The author's own account, key, start-up files and Jupyter settings must not change an output.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_REMOVED = (
    "TUTORIAL_ACCOUNT",
    "STRIPE_SECRET_KEY",
    "TUTORIAL_STRIPE_ADDRESS",
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
    "JUPYTER_PATH",
    "JUPYTER_CONFIG_PATH",
)


def kernel_environment(base: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """`base` without what belongs to the person; settings and files go below `scratch`."""
    environment = {name: value for name, value in base.items() if name not in _REMOVED}
    return environment | {
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_CONFIG_DIR": str(scratch / "jupyter-config"),
        "JUPYTER_DATA_DIR": str(scratch / "jupyter-data"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "jupyter-runtime"),
    }

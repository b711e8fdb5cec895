"""How deep the tests go that try many random or very many things, or every lesson once more.

In CI all the way. On a person's machine a fifth of it, so that `make test` stays quick; there,
`CI=1 make test` goes all the way too (and fails where chromium or node is missing). What is
asserted is the same at both depths.
"""

import os

FULL = bool(os.environ.get("CI"))
SHARE = 1 if FULL else 5


def depth(full: int) -> int:
    """How many examples, requests or objects to try where ``full`` is all of them."""
    return max(1, full // SHARE)

"""The answers of editor features as text that a person can read in a test document.

One module a group of features; each holds ``ANSWERS``: the feature's name and a function of the
snapshot, the code-point offset of the cursor and the argument of the fence.
"""

from __future__ import annotations

from collections.abc import Callable

from answers import completion, moving, reading, writing
from floe_lsp.ide.snapshot import Snapshot

ANSWERS: dict[str, Callable[[Snapshot, int, str], str]] = {
    **moving.ANSWERS,
    **completion.ANSWERS,
    **reading.ANSWERS,
    **writing.ANSWERS,
}

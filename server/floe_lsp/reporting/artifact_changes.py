"""What differs between two artifacts as lines, by whom it concerns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from floe_lsp.schemas.artifact.comparison import AREAS, Change
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import printable, shortened


def change_lines(found: Sequence[Change]) -> Iterator[str]:
    """Yield a line an area that has changes, and below it one each: ``+``, ``-`` or ``~``."""
    for area in AREAS:
        here = [change for change in found if change.area == area]
        if here:
            yield f"for the {area}:" if area in {"product", "orchestrator"} else f"for {area}:"
        for change in here:
            yield printable(f"  {_sign(change)} {dotted(change.path)}{_values(change)}")


def _sign(change: Change) -> str:
    return "+" if change.old is None else "-" if change.new is None else "~"


def _values(change: Change) -> str:
    given = [_shown(each) for each in (change.old, change.new) if each is not None]
    return f": {' -> '.join(given)}"


def _shown(value: object) -> str:
    return shortened(json.dumps(value, ensure_ascii=False))

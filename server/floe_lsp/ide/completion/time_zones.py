"""Time zones: those in use first, then what the typed letters may mean, also by city."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.validate import time_zones
from floe_lsp.ide.places import WordKind

from . import words
from .context import CompletionContext, Proposal

_FUZZY_LENGTH = 4
"""Letters from which on a mistyped city is looked for; fewer are near to too many."""

_AREAS = ("Europe", "America", "Asia", "Australia", "Africa", "Pacific", "Atlantic", "Indian")


def zones(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the zones that fit what is typed, the likeliest first."""
    typed = context.cursor.word.prefix
    wanted = typed.strip().casefold().replace(" ", "_")
    used = words.time_zones(context.snapshot)
    order = {name: index for index, name in enumerate(("UTC", *used))}
    names = sorted(
        time_zones.names(), key=lambda name: (order.get(name, len(order)), _area(name), name)
    )
    by_name = [name for name in names if name.casefold().startswith(wanted)]
    by_part = [
        name
        for name in names
        if name not in set(by_name)
        and any(part.startswith(wanted) for part in name.casefold().split("/")[1:])
    ]
    meant = time_zones.meant_by(typed) if len(wanted) >= _FUZZY_LENGTH else None
    found: dict[str, None] = dict.fromkeys([*by_name, *by_part, *([meant] if meant else [])])
    for name in found:
        # A client that compares beginnings alone must not drop what was found by its city.
        is_prefix = name.casefold().startswith(wanted)
        yield Proposal(
            name,
            detail="used in this workspace" if name in used else None,
            filter_text=None if is_prefix else f"{typed} {name}",
            data={"kind": WordKind.TIME_ZONE.value, "name": name},
        )


def _area(name: str) -> int:
    area = name.partition("/")[0]
    if "/" not in name:
        return len(_AREAS) + 1
    return _AREAS.index(area) if area in _AREAS else len(_AREAS)

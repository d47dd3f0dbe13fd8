"""Where an artifact holds options of the product, whose keys anybody may choose."""

from collections.abc import Iterator
from typing import Final

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import field, items

_PLACES: Final[tuple[tuple[str | None, ...], ...]] = (
    ("destinations", None, "config"),
    ("transforms", "models", None, "quality_checks", None, "parameters"),
)
"""Names of fields; ``None`` is any item of a list."""


def product_options(data: object) -> Iterator[tuple[Loc, object]]:
    """Yield each map of such options, or what stands in its place, with its path.

    Args:
        data: The raw artifact; parts may be models that were built already.
    """
    for place in _PLACES:
        yield from _found(data, place, ())


def is_product_option(path: Loc) -> bool:
    """Return whether a path leads to something below such a map."""
    return any(
        len(path) > len(place)
        and all(name in (None, step) for name, step in zip(place, path, strict=False))
        for place in _PLACES
    )


def _found(data: object, place: tuple[str | None, ...], path: Loc) -> Iterator[tuple[Loc, object]]:
    if not place:
        yield path, data
        return
    name, *rest = place
    below = items(data) if name is None else ((name, field(data, name)),)
    for step, part in below:
        yield from _found(part, tuple(rest), (*path, step))

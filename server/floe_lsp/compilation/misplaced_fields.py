"""Fields in the wrong place, and where they belong: ``cron`` belongs under ``schedule``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from floe_lsp.schemas.types import reflection
from floe_lsp.syntax import Path

if TYPE_CHECKING:
    from pydantic import BaseModel

_DEPTH = 3
"""How far below the root a field is looked for; a deeper one was hardly meant."""

_MOST = 2
"""A field that belongs in more places than this says nothing about what was meant."""


def right_places(model: type[BaseModel], path: Path) -> tuple[Path, ...]:
    """Return the mappings in which the unknown key at ``path`` would be a field.

    A key at the root may have slipped out of any of them; a key further down only out of one that
    it stands in. The items of a list are meant by the path of its first one.
    """
    owners = _owners(model).get(str(path[-1]), ())
    if len(path) > 1:
        here = tuple(0 if isinstance(step, int) else step for step in path[:-1])
        return tuple(owner for owner in owners if here[: len(owner)] == owner and owner != here)
    return owners if len(owners) <= _MOST else ()


def lacking_elsewhere(
    model: type[BaseModel], unknown: Iterable[Path], missing: frozenset[Path]
) -> dict[Path, Path]:
    """Return, for paths of unknown keys, the mapping that must have such a field and lacks it.

    There the field is wanted, whatever else may have one of its name. A key below the root is
    wanted only by a mapping in which it stands.
    """
    found: dict[Path, Path] = {}
    wanted: set[Path] = set()
    for path in unknown:
        name, above = path[-1], path[:-1]
        places = [
            owner
            for owner in _owners(model).get(str(name), ())
            if (*owner, name) in missing or owner in missing
            if not above or (above[: len(owner)] == owner and above != owner)
        ]
        if len(places) == 1 and (*places[0], name) not in wanted:
            found[path] = places[0]
            wanted.add((*places[0], name))
    return found


def belongs_to_the_file(model: type[BaseModel], name: str) -> bool:
    """Return whether a field stands at the root of a file and in no other mapping of it."""
    return _owners(model).get(name) == ((),)


@cache
def _owners(model: type[BaseModel]) -> dict[str, tuple[Path, ...]]:
    """The mappings that have each field of a model, in the order of the contract."""
    found: dict[str, list[Path]] = defaultdict(list)
    paths: list[Path] = [()]
    for path in paths:
        for key in reflection.allowed_keys(model, path):
            found[key].append(path)
            below = (*path, key)
            if len(below) < _DEPTH:
                mappings = (child for child in (below, (*below, 0)) if _is_mapping(model, child))
                paths.extend(mappings)
    return {key: tuple(owners) for key, owners in found.items()}


def _is_mapping(model: type[BaseModel], path: Path) -> bool:
    return bool(reflection.allowed_keys(model, path))

"""What differs between two artifacts, told by whom it concerns.

Who compiled, when and from which commit is no difference, nor is the order of named items.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import is_list, is_mapping

Area: TypeAlias = Literal["product", "dbt", "orchestrator", "governance"]
AREAS: Final[tuple[Area, ...]] = ("product", "dbt", "orchestrator", "governance")

_PROVENANCE: Final[frozenset[Loc]] = frozenset(
    {
        ("version",),
        ("metadata", "compiled_at"),
        ("metadata", "floe_version"),
        ("metadata", "source_hash"),
        ("metadata", "generated_by"),
        ("metadata", "git_commit"),
        ("metadata", "git_dirty"),
        ("enforcement_result", "timestamp"),
    }
)
_AREA_OF: Final[tuple[tuple[Loc, Area], ...]] = (
    (("metadata", "platform_version"), "governance"),
    (("metadata",), "product"),
    (("product",), "product"),
    (("identity",), "product"),
    (("output_ports",), "product"),
    (("plugins", "compute"), "dbt"),
    (("plugins", "dbt"), "dbt"),
    (("dbt_profiles",), "dbt"),
    (("transforms",), "dbt"),
    (("mode",), "governance"),
    (("inheritance_chain",), "governance"),
    (("governance",), "governance"),
    (("enforcement_result",), "governance"),
    (("quality_config",), "governance"),
    (("data_contracts",), "governance"),
)
"""The area of a place by the beginning of its path; of any other it is the orchestrator's."""
_NAMES: Final = ("name", "key", "source_name", "id", "field", "title")
"""What tells the items of a list apart, in the order in which it is looked for."""


@dataclass(frozen=True)
class Change:
    """A place at which two artifacts differ; ``None`` where one has nothing."""

    area: Area
    path: Loc
    old: object
    new: object


def changes(old: Mapping[str, object], new: Mapping[str, object]) -> list[Change]:
    """Return what differs between two artifacts as plain data, area by area.

    Args:
        old: The one.
        new: The other, in the same layout.
    """
    found = [Change(_area(path), path, *pair) for path, *pair in _differences(old, new, ())]
    return sorted(found, key=lambda change: AREAS.index(change.area))


def _area(path: Loc) -> Area:
    for start, area in _AREA_OF:
        if path[: len(start)] == start:
            return area
    return "orchestrator"


def _differences(old: object, new: object, path: Loc) -> Iterator[tuple[Loc, object, object]]:
    if old == new or path in _PROVENANCE:
        return
    before, after = _named(old), _named(new)
    if before is None or after is None:
        yield path, old, new
        return
    for key in dict.fromkeys((*before, *after)):
        yield from _differences(before.get(key), after.get(key), (*path, key))


def _named(value: object) -> dict[str, object] | None:
    """Return what stands below a value by its name; ``None`` where nothing has one."""
    if is_mapping(value):
        return {str(key): each for key, each in value.items()}
    if not is_list(value) or not value:
        return None
    for name in _NAMES:
        named: dict[str, object] = {
            str(each[name]): each for each in value if is_mapping(each) and name in each
        }
        if len(named) == len(value):
            return named
    return None

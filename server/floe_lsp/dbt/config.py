"""How dbt joins what folders, property files and ``config(...)`` set (dbt, "config inheritance").

Tags, hooks and packages add up, ``meta`` and its like are joined key by key, ``grants`` too, and of
anything else the last counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from .unknown import UNKNOWN

_ADDED = frozenset({"pre-hook", "post-hook", "tags", "packages"})
_JOINED = frozenset({"quoting", "column_types", "meta", "docs", "contract", "grants"})
_SPELT = {"pre_hook": "pre-hook", "post_hook": "post-hook"}


def merge_configs(levels: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Return what several levels result in, from the most general to the one that counts most."""
    result: dict[str, object] = {}
    for level in levels:
        for written, value in level.items():
            key = _SPELT.get(written, written)
            if key in _ADDED:
                result[key] = _sum(result.get(key, []), value)
            elif key in _JOINED:
                result[key] = _joined(result.get(key, {}), value)
            else:
                result[key] = value
    return result


def _sum(before: object, value: object) -> object:
    if before is UNKNOWN or value is UNKNOWN:
        return UNKNOWN
    return [*cast("list[object]", before), *listed(value)]


def listed(value: object) -> list[object]:
    """Return a list as it is, and anything else as the only item of one."""
    return [*cast("list[object]", value)] if isinstance(value, list) else [value]


def _joined(before: object, value: object) -> object:
    if value is None:
        return before
    if not isinstance(before, dict) or not isinstance(value, dict):
        return UNKNOWN
    return {**cast("dict[str, object]", before), **cast("dict[str, object]", value)}

"""No circle of imports anywhere, neither between files nor between the rooms of a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter

import grimp  # import-linter brings it
import pytest

PACKAGE = "floe_lsp"


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """Every module with those that it imports, those of functions and of type checking included."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    return {
        module: frozenset(graph.find_modules_directly_imported_by(module))
        for module in graph.modules
    }


def packages() -> list[str]:
    modules = imports().keys()
    return sorted({module.rpartition(".")[0] for module in modules if "." in module})


def circle(graph: Mapping[str, frozenset[str] | set[str]]) -> list[str]:
    """Return the names on one circle of a graph, nothing where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def between_rooms(package: str) -> dict[str, set[str]]:
    """Return the imports between what stands directly in a package, a folder taken as one."""

    def room(module: str) -> str | None:
        inside = module.removeprefix(f"{package}.")
        return None if inside == module else inside.partition(".")[0]

    found: defaultdict[str, set[str]] = defaultdict(set)
    for importer, imported in imports().items():
        if (start := room(importer)) is not None:
            ends = {room(each) for each in imported}
            found[start] |= {end for end in ends if end is not None and end != start}
    return found


@pytest.mark.requirement("no-circular-imports")
def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle(imports()) == []


@pytest.mark.requirement("no-circular-imports")
@pytest.mark.parametrize("package", packages())
def test_no_rooms_import_each_other_in_a_circle(package: str) -> None:
    assert circle(between_rooms(package)) == []


@pytest.mark.requirement("no-circular-imports")
def test_a_circle_is_seen() -> None:
    assert sorted(set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}))) == ["a", "b", "c"]

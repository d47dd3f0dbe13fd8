"""The table of places says what the models and the features know too."""

from __future__ import annotations

import re

import pytest

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.places import (
    ENGINE_OPTIONS,
    PlacePattern,
    ValueSource,
    WordKind,
    place_at,
    places_of,
)
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.schemas.types import reflection
from floe_lsp.syntax import Path

pytestmark = pytest.mark.requirement("one table of places")

ROWS = [
    (pattern, info)
    for file in FileKind
    for kind in WordKind
    for pattern, info in places_of(file, kind)
]


def paths(pattern: PlacePattern) -> list[Path]:
    """Return paths that a pattern means, with every category of plugins for its ``*``."""
    keys = [each.manifest_key for each in PluginCategory if each.manifest_key] + ["gold", "any"]
    steps = re.findall(r"\[\]|[^.\[\]]+", pattern.text)
    return [
        tuple(0 if step == "[]" else key if step == "*" else step for step in steps) for key in keys
    ]


@pytest.mark.parametrize(
    "pattern", [row[0] for row in ROWS], ids=lambda each: f"{each.file.value}: {each.text}"
)
def test_a_model_knows_every_place(pattern: PlacePattern) -> None:
    known = [
        path
        for path in paths(pattern)
        if path[: len(ENGINE_OPTIONS)] == ENGINE_OPTIONS
        or reflection.describe(pattern.file.model, path) is not None
    ]
    assert known
    assert all(pattern.matches(path) for path in known)


def test_every_page_is_that_of_a_code() -> None:
    pages = {code for _, info in ROWS for code in info.pages}
    assert pages
    assert pages <= CODES.keys()


def test_every_source_of_values_is_asked() -> None:
    assert {info.values for _, info in ROWS} - {None} == set(ValueSource)


def test_both_spellings_are_the_same_place() -> None:
    for one, other in (
        (("transforms", 0, "dependsOn", 1), ("transforms", 0, "depends_on", 1)),
        (("outputPorts", 2, "name"), ("output_ports", 2, "name")),
    ):
        assert place_at(FileKind.PRODUCT, one) is place_at(FileKind.PRODUCT, other)
        assert place_at(FileKind.PRODUCT, one).kind is not WordKind.VALUE
    assert place_at(FileKind.MANIFEST, ("outputPorts", 2, "name")).kind is WordKind.VALUE


def test_the_row_that_says_more_counts() -> None:
    assert place_at(FileKind.MANIFEST, ("plugins", "compute", "type")).kind is WordKind.ENGINE
    assert place_at(FileKind.MANIFEST, ("plugins", "catalog", "type")).kind is WordKind.PLUGIN


def test_values_and_nodes_below_both_spellings() -> None:
    pattern = PlacePattern(FileKind.PRODUCT, "outputPorts[].name")
    data = {"output_ports": [{"name": "a"}, {}, 5, {"name": "b"}], "outputPorts": None}
    assert list(pattern.values(data)) == ["a", "b"]
    assert list(pattern.values(None)) == []
    assert list(pattern.nodes(None)) == []

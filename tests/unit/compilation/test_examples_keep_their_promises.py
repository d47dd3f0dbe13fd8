"""The examples' manifest asks for what is checked: what a product lacks of it is found.

Each description, each list of tests, each test that a rule asks for and each tag of both examples
is taken away by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from floe_lsp.compilation import Diagnostic, Sources, analyze
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.changed_files import ChangedFiles
from floe_lsp.compilation.diagnostics import Edit, Location, apply_edits
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.results import exit_code
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import (
    Entry,
    MappingNode,
    SequenceNode,
    SourceText,
    TextEdit,
    entries,
    fields_of,
    items_of,
)
from floe_lsp.syntax.edits import remove_entry, remove_item

pytestmark = pytest.mark.requirement("no pass without a check")

EXAMPLES = Path(__file__).parents[3] / "examples"


class Lack(NamedTuple):
    """Something that is taken away, and what has to be found then."""

    what: str
    document: Document
    edit: TextEdit
    code: str
    model: str
    places: tuple[int, ...] = ()
    """Where the name of the model or of the column stands in the property file."""

    @property
    def text(self) -> str:
        """The file without it."""
        source = self.document.text
        edit = Edit(Location(self.document.path, self.edit.span, source), self.edit.text)
        return apply_edits(source.text, [edit])


def mappings(document: Document, key: str) -> Iterator[MappingNode]:
    """The items of a list at the root of a file."""
    for each in items_of(document.node(key)):
        assert isinstance(each, MappingNode)
        yield each


def without(
    document: Document, mapping: MappingNode, key: str, code: str, model: str, place: int
) -> Iterator[Lack]:
    """Take an entry away, where there is one."""
    entry = entries(mapping).get(key)
    if entry is not None:
        edit = remove_entry(document.text, mapping, entry.key)
        yield Lack(f"{model}: {key}", document, edit, code, model, (place,))


def lacks(sources: Sources, product: Path) -> Iterator[Lack]:
    """Everything that may be taken away from a product."""
    spec = sources.document(product / "floe.yaml")
    for transform in mappings(spec, "transforms"):
        fields = entries(transform)
        edit = remove_entry(spec.text, transform, fields["tags"].key)
        model = str(fields["name"].value.value)
        yield Lack(f"{model}: tags", spec, edit, "FLOE-E400", model)
    for path in sorted(product.glob("models/**/*.yml")):
        document = sources.document(path)
        for described in mappings(document, "models"):
            yield from lacks_of_model(document, described)


def lacks_of_model(document: Document, described: MappingNode) -> Iterator[Lack]:
    fields = entries(described)
    model, at = str(fields["name"].value.value), fields["name"].value.start
    yield from without(document, described, "description", "FLOE-E220", model, at)
    for column in items_of(fields["columns"].value):
        assert isinstance(column, MappingNode)
        own = entries(column)
        place = own["name"].value.start
        yield from without(document, column, "description", "FLOE-E221", model, place)
        yield from without(document, column, "data_tests", "FLOE-E210", model, at)
        tests = own["data_tests"].value
        assert isinstance(tests, SequenceNode)
        for each in tests.items:
            if each.value == "unique" and is_only(fields, "unique"):
                edit = remove_item(document.text, tests, each)
                yield Lack(f"{model}: unique", document, edit, "FLOE-E402", model, (at,))


def is_only(fields: dict[str, Entry], test: str) -> bool:
    """Whether no more than one column of a model has a test."""
    columns = [fields_of(each) for each in items_of(fields["columns"].value)]
    tests = [item.value for each in columns for item in items_of(each["data_tests"].value)]
    return tests.count(test) == 1


def found_without(
    sources: Sources, cache: AnalysisCache, spec: Path, lack: Lack
) -> list[Diagnostic]:
    changed = ChangedFiles(sources, {lack.document.path: SourceText(lack.text)})
    found = analyze(spec, sources=changed, cache=cache, registry=PluginRegistry())
    return list(found.diagnostics)


@pytest.mark.parametrize("name", ["coffee-orders", "bike-share"])
def test_whatever_is_taken_away_is_found_at_its_place(name: str) -> None:
    sources, cache, spec = Sources(), AnalysisCache(), EXAMPLES / name / "floe.yaml"
    assert analyze(spec, sources=sources, cache=cache).diagnostics == ()
    every = list(lacks(sources, spec.parent))
    assert len(every) > 40
    assert {each.code for each in every} == {
        "FLOE-E210", "FLOE-E220", "FLOE-E221", "FLOE-E400", "FLOE-E402",
    }  # fmt: skip
    for lack in every:
        found = found_without(sources, cache, spec, lack)
        assert exit_code(found) == 2, lack.what
        (first,) = [each for each in found if each.code == lack.code]
        assert first.location.path == spec, lack.what
        assert first.location.text.slice(first.location.span) == lack.model
        lines = {
            each.location.text.position(each.location.span.start).line
            for each in first.related
            if each.location.path == lack.document.path
        }
        moved = {line_after(lack, place) for place in lack.places}
        assert moved <= lines, lack.what


def line_after(lack: Lack, place: int) -> int:
    """The line of a place once something has been taken away behind it."""
    assert place < lack.edit.span.start
    return lack.document.text.position(place).line

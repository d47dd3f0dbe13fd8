"""Property files: what a project's YAML says of its models, seeds and sources.

https://docs.getdbt.com/reference/configs-and-properties. Only what is written counts: an entry
without a name, or of another type than dbt asks for, is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from floe_lsp.syntax import (
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SourceText,
    Span,
    dereference,
    entries,
    fields_of,
    items_of,
)

from .files import YamlFile
from .plain_data import description, text


@dataclass(frozen=True)
class PropertyEntry:
    """The place where a property file describes something."""

    path: Path
    text: SourceText
    span: Span
    """The name as typed, with its quotes."""
    name: Node
    """The node of the name: an alias when it was typed as one."""
    item: Span
    """The whole description."""


@dataclass(frozen=True)
class DbtColumn:
    """A column that a property file or dbt's manifest lists."""

    name: str
    description: str | None = None
    data_type: str | None = None
    tests: tuple[str, ...] = ()
    """Names of its tests, such as ``not_null``."""


@dataclass(frozen=True)
class ResourceProperties:
    """What a property file says of one resource: a model, a seed or a table of a source."""

    kind: str
    """``models``, ``seeds`` or ``sources``: the key at the root of the file."""
    name: str
    """Of a table of a source: ``source.table``."""
    description: str | None
    columns: tuple[DbtColumn, ...]
    entry: PropertyEntry


def read_property_file(file: YamlFile) -> Iterator[ResourceProperties]:
    """Yield what a property file describes, in the order written."""
    root = fields_of(file.root)
    for kind in ("models", "seeds"):
        for item, fields in _items(root.get(kind)):
            name = fields.get("name")
            if name is not None and (named := _text(name)) is not None:
                yield _properties(file, kind, named, name.value, item, fields)
    for _, source in _items(root.get("sources")):
        schema = _text(source.get("name"))
        for item, fields in _items(source.get("tables")):
            name = fields.get("name")
            if name is not None and schema is not None and (named := _text(name)) is not None:
                yield _properties(file, "sources", f"{schema}.{named}", name.value, item, fields)


def _properties(
    file: YamlFile, kind: str, name: str, node: Node, item: Node, fields: dict[str, Entry]
) -> ResourceProperties:
    entry = PropertyEntry(file.path, file.text, node.span, node, item.span)
    columns = tuple(_columns(fields.get("columns")))
    said = description(_text(fields.get("description")))
    return ResourceProperties(kind, name, said, columns, entry)


def _columns(entry: Entry | None) -> Iterator[DbtColumn]:
    for _, fields in _items(entry):
        name = _text(fields.get("name"))
        if name is not None:
            tests = (*_tests(fields.get("tests")), *_tests(fields.get("data_tests")))
            said = description(_text(fields.get("description")))
            yield DbtColumn(name, said, _text(fields.get("data_type")), tests)


def _tests(entry: Entry | None) -> Iterator[str]:
    """Yield the names of tests, written as ``not_null`` or as ``accepted_values: {...}``."""
    for each in items_of(None if entry is None else entry.value):
        item = dereference(each)
        if isinstance(item, MappingNode):
            fields = entries(item)
            named = _text(fields.get("test_name"))
            name = named or next((key for key in fields if key not in ("name", "config")), None)
        else:
            name = item.value if isinstance(item.value, str) else None
        if name:
            yield name


def _items(entry: Entry | None) -> Iterator[tuple[Node, dict[str, Entry]]]:
    """Yield the mappings of a list, with their entries."""
    for item in items_of(None if entry is None else entry.value):
        node = dereference(item)
        if isinstance(node, MappingNode):
            yield node, entries(node)


def _text(entry: Entry | None) -> str | None:
    """Return text that is not empty, as YAML folds it."""
    node = None if entry is None else dereference(entry.value)
    return text(node.value) if isinstance(node, ScalarNode) else None

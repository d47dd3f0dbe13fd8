"""Where property files name models and sources: tests, exposures, unit tests, constraints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from floe_lsp.syntax import (
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    dereference,
    fields_of,
    items_of,
)

from .jinja.calls import Certainty, Reference
from .jinja.expressions import reference_in
from .yaml_templates import moved
from .yaml_values import inner_span, mappings_of, text_of

_MAX_LENGTH = 1_000
"""Characters of an expression that names a model."""

_NO_ARGUMENTS = frozenset({"config", "description", "meta", "name", "test_name"})
"""What stands beside the arguments of a test; a ``ref`` there is only one in a template."""


@dataclass(frozen=True)
class PropertyReference:
    """A name of a model or source in a property file, with its place there."""

    role: str
    """What names it: ``test``, ``exposure``, ``unit test``, ``constraint``, ``template``..."""
    reference: Reference
    name: Node | None = None
    """The value where it is nothing but a name, as that of a unit test's ``model``."""


def relation_in(entry: Entry) -> Reference | None:
    """Return the ``ref`` or ``source`` that a value is, ``None`` for anything else."""
    return _reference(dereference(entry.value))


def read_references(root: dict[str, Entry]) -> Iterator[PropertyReference]:
    """Yield the models and sources that a property file names, list by list."""
    for kind in ("models", "seeds", "snapshots"):
        for _, fields in mappings_of(root.get(kind)):
            yield from _of_resource(fields)
            for _, version in mappings_of(fields.get("versions")):
                yield from _of_resource(version)
    for _, source in mappings_of(root.get("sources")):
        for _, table in mappings_of(source.get("tables")):
            yield from _of_resource(table)
    for _, exposure in mappings_of(root.get("exposures")):
        yield from _listed("exposure", exposure.get("depends_on"))
    for _, unit_test in mappings_of(root.get("unit_tests")):
        yield from _of_unit_test(unit_test)
    for _, model in mappings_of(root.get("semantic_models")):
        yield from _named("semantic model", model.get("model"))


def _of_resource(fields: dict[str, Entry]) -> Iterator[PropertyReference]:
    yield from _named("snapshot", fields.get("relation"))
    for place in (fields, *(column for _, column in mappings_of(fields.get("columns")))):
        for _, constraint in mappings_of(place.get("constraints")):
            yield from _named("constraint", constraint.get("to"))
        for key in ("tests", "data_tests"):
            for _, test in mappings_of(place.get(key)):
                yield from _of_test(test)


def _of_test(test: dict[str, Entry]) -> Iterator[PropertyReference]:
    for key, entry in test.items():
        if key in _NO_ARGUMENTS:
            continue
        below = fields_of(entry.value)
        given = [each.value for key, each in below.items() if key not in _NO_ARGUMENTS]
        for node in given if below else [entry.value]:
            yield from _in_argument(node)


def _in_argument(argument: Node) -> Iterator[PropertyReference]:
    """Yield what an argument of a test names, in whatever lists and mappings."""
    pending = [argument]
    while pending:
        node = dereference(pending.pop())
        if isinstance(node, MappingNode):
            pending.extend(each.value for each in reversed([*fields_of(node).values()]))
        elif isinstance(node, SequenceNode):
            pending.extend(reversed(node.items))
        elif (found := _reference(node)) is not None:
            yield PropertyReference("test", found)


def _of_unit_test(fields: dict[str, Entry]) -> Iterator[PropertyReference]:
    name, node = text_of(fields.get("model")), fields.get("model")
    if name is not None and node is not None:
        value = dereference(node.value)
        span = inner_span(value)
        is_typed = span.end - span.start == len(name)
        reference = Reference("ref", name, None, None, span, is_typed=is_typed)
        yield PropertyReference("unit test", reference, value)
    for _, given in mappings_of(fields.get("given")):
        yield from _named("unit test", given.get("input"))


def _listed(role: str, entry: Entry | None) -> Iterator[PropertyReference]:
    for item in items_of(None if entry is None else entry.value):
        found = _reference(dereference(item))
        if found is not None:
            yield PropertyReference(role, found)


def _named(role: str, entry: Entry | None) -> Iterator[PropertyReference]:
    found = None if entry is None else _reference(dereference(entry.value))
    if found is not None:
        yield PropertyReference(role, found)


def _reference(node: Node) -> Reference | None:
    """Return the ``ref`` or ``source`` that a text is, with its place in the file."""
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        return None
    text = node.value
    if len(text) > _MAX_LENGTH or ("ref" not in text and "source" not in text):
        return None
    found = reference_in(text)
    if found is None:
        return None
    inner = inner_span(node)
    # In a folded or escaped text nothing stands where its value has it.
    if inner.end - inner.start != len(text):
        return replace(found, span=node.span, owner_span=None, is_typed=False)
    return replace(moved(found, inner.start), certainty=Certainty.CERTAIN)

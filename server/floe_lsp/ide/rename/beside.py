"""What else names a model: the product's data contract, selectors of dbt, and manifests.

Of the product's own contract the tables and the elements of service levels are written anew, and in
selectors of dbt the name that stands by itself. What the rest of a selector means, and what the
platform's team wrote of a model, is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from floe_lsp.compilation import Document
from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.compilation.enforce.contracts.files import ContractFile, written_beside
from floe_lsp.compilation.enforce.globs import GlobTooLong, glob_fits
from floe_lsp.ide.definitions.written import written_span
from floe_lsp.ide.manifest_chain import chain_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import MappingNode, Node, ScalarNode, Span, dereference, fields_of, items_of
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.file_paths import seen_from
from floe_lsp.wording.quoting import listed_paths

from .results import ChangeNote, EditToConfirm
from .writing import renamed

_SELECTORS = "selectors.yml"


def rename_beside_dbt(snapshot: Snapshot, name: str, new: str) -> tuple[EditToConfirm, ...]:
    """Return the edits of the product's data contract, and of the selectors of its dbt project.

    Args:
        snapshot: The product.
        name: The name of the model.
        new: The name that it gets.
    """
    found: list[EditToConfirm] = []
    contract, selectors = _contract(snapshot), _selectors(snapshot)
    if contract is not None and not contract.problems:
        edits = [*renamed(contract, _tables(contract, name), new), *_elements(contract, name, new)]
        note = ChangeNote(f"Rename its table to {new}", _shown(snapshot, contract))
        found += [EditToConfirm(each, note) for each in edits]
    if selectors is not None and not selectors.problems:
        note = ChangeNote(f"Select {new} instead of {name}", _shown(snapshot, selectors))
        edits = renamed(selectors, _selected(selectors, name), new)
        found += [EditToConfirm(each, note) for each in edits]
    return tuple(found)


def left_beside_dbt(snapshot: Snapshot, name: str, new: str) -> Iterator[str]:
    """Yield what may name the model and stays as it is; as ``rename_beside_dbt``."""
    contract, selectors = _contract(snapshot), _selectors(snapshot)
    word = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-])")
    for document in (contract, selectors):
        if document is not None and document.problems and word.search(document.text.text):
            shown = _shown(snapshot, document)
            yield f"not changed, as floe could not read all of it: {shown}"
    if contract is not None and not contract.problems:
        # An element of several tables, and an alias, which may stand for something else.
        done = {each.location.span for each in _elements(contract, name, new)}
        levels = (fields_of(each).get("element") for each in _items(contract, "slaProperties"))
        nodes = [each.value for each in levels if each is not None and _is(each.value, word)]
        nodes = [each for each in nodes if not any(_is_in(span, each) for span in done)]
        yield from _told(snapshot, contract, nodes, "it names more than the model")
    if selectors is not None and not selectors.problems:
        done = {dereference(each).span for each in _selected(selectors, name)}
        every = (each for each in walk(selectors.root) if _is(each, word) and each.span not in done)
        yield from _told(snapshot, selectors, every, "only dbt can tell what is selected there")
    for manifest in chain_of(snapshot):
        patterns = (
            fields_of(each).get("pattern")
            for each in items_of(manifest.node("governance", "policy_overrides"))
        )
        nodes = (each.value for each in patterns if each is not None)
        fitting = [each for each in nodes if _fits(each, name) and not _fits(each, new)]
        yield from _told(snapshot, manifest, fitting, "the platform's team decides on overrides")


def _contract(snapshot: Snapshot) -> Document | None:
    found = written_beside(snapshot.path, snapshot.sources)
    return found.document if isinstance(found, ContractFile) else None


def _selectors(snapshot: Snapshot) -> Document | None:
    package = snapshot.dbt.package
    if package is None or not snapshot.sources.is_file(package.folder / _SELECTORS):
        return None
    try:
        return snapshot.sources.document(package.folder / _SELECTORS)
    except OSError:
        return None


def _items(document: Document, field: str) -> Iterator[MappingNode]:
    for each in items_of(document.node(field)):
        item = dereference(each)
        if isinstance(item, MappingNode):
            yield item


def _tables(contract: Document, name: str) -> Iterator[Node]:
    """Yield the names of the contract's tables that are the model's."""
    for item in _items(contract, "schema"):
        entry = fields_of(item).get("name")
        if entry is not None and _is_alone(entry.value) and entry.value.value == name:
            yield entry.value


def _elements(contract: Document, name: str, new: str) -> Iterator[Edit]:
    """Yield the edits of service levels of the table, or of a column of it."""
    for item in _items(contract, "slaProperties"):
        entry = fields_of(item).get("element")
        value: object = None if entry is None else entry.value.value
        if entry is None or not isinstance(value, str) or not _is_alone(entry.value):
            continue
        span = written_span(contract.text.text, entry.value)
        is_typed = contract.text.slice(span) == value and "," not in value
        if is_typed and value.partition(".")[0] == name:
            table = Span(span.start, span.start + len(name))
            yield Edit(Location(contract.path, table, contract.text), new)


def _selected(selectors: Document, name: str) -> Iterator[Node]:
    """Yield the values of the method ``fqn`` that are the name, with nothing around it."""
    for node in walk(selectors.root):
        fields = fields_of(node) if isinstance(node, MappingNode) else {}
        method, value = fields.get("method"), fields.get("value")
        is_said = method is not None and method.value.value == "fqn"
        if is_said and value is not None and value.value.value == name and _is_alone(value.value):
            yield value.value


def _is_alone(node: Node) -> bool:
    """Whether no alias stands for a text, and it is none itself."""
    return isinstance(node, ScalarNode) and node.anchor is None


def _is(node: Node, word: re.Pattern[str]) -> bool:
    value: object = node.value if isinstance(node, ScalarNode) else None
    return isinstance(value, str) and word.search(value) is not None


def _is_in(span: Span, node: Node) -> bool:
    return node.start <= span.start and span.end <= node.end


def _fits(pattern: Node, name: str) -> bool:
    try:
        return isinstance(pattern.value, str) and glob_fits(pattern.value, name)
    except GlobTooLong:
        return False


def _told(
    snapshot: Snapshot, document: Document, nodes: Iterator[Node] | list[Node], why: str
) -> Iterator[str]:
    lines = dict.fromkeys(document.text.position(each.start).line + 1 for each in nodes)
    if lines:
        places = listed_paths([f"{_shown(snapshot, document)} line {line}" for line in lines])
        yield f"not changed, as {why}: {places}"


def _shown(snapshot: Snapshot, document: Document) -> str:
    return seen_from(snapshot.path.parent, document.path)

"""Every place that names a thing: what references lists and rename edits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from floe_lsp.compilation import Document
from floe_lsp.compilation.diagnostics import Location
from floe_lsp.compilation.load.manifests import resolve
from floe_lsp.compilation.outline import items, outline_of
from floe_lsp.dbt.properties import PropertyEntry
from floe_lsp.syntax import AliasNode, Node, Span

from .kinds import FileKind
from .manifest_chain import chain_of
from .snapshot import Snapshot
from .subjects import Kind, Subject, port_names, written_span
from .walk import anchor_span, walk


@dataclass(frozen=True)
class Occurrence:
    """A place that names a thing. ``span`` is the name as typed, without quotes."""

    document: Document
    node: Node
    span: Span
    is_declaration: bool

    @property
    def location(self) -> Location:
        """The place with its file."""
        return Location(self.document.path, self.span, self.document.text)


def occurrences_of(snapshot: Snapshot, subject: Subject) -> Iterator[Occurrence]:
    """Yield where ``subject`` is named, declarations first, each place once.

    Places in other files are those of the newest analysis, and only where the files are provably
    about the same thing: products on the same manifest, manifests of one chain.
    """
    found = _FINDERS[subject.kind](snapshot, subject)
    seen: set[tuple[Path, Span]] = set()
    for occurrence in sorted(found, key=lambda each: not each.is_declaration):
        key = (occurrence.document.path, occurrence.span)
        if key not in seen:
            seen.add(key)
            yield occurrence


def entry_location(entry: PropertyEntry) -> Location:
    """Return where dbt's property file names a model."""
    return Location(entry.path, written_span(entry.text.text, entry.name), entry.text)


def _at(document: Document, node: Node, is_declaration: bool) -> Occurrence:
    span = written_span(document.text.text, node)
    return Occurrence(document, node, span, is_declaration)


def _transforms(snapshot: Snapshot, subject: Subject) -> Iterator[Occurrence]:
    document, outline = snapshot.document, snapshot.outline
    for transform in outline.transforms:
        if transform.name == subject.name:
            yield _at(document, transform.name_node, True)
    for reference in outline.references.get(subject.name, ()):
        yield _at(document, reference.node, False)
    for port in port_names(snapshot):
        if port.name == subject.name:
            yield _at(document, port.node, False)


def declared_anchor(snapshot: Snapshot, subject: Subject) -> Iterator[Occurrence]:
    """Yield where an anchor stands."""
    document, node = snapshot.document, subject.node
    span = None if node is None else anchor_span(document.text, node)
    if node is not None and span is not None:
        yield Occurrence(document, node, span, True)


def _anchors(snapshot: Snapshot, subject: Subject) -> Iterator[Occurrence]:
    document, node = snapshot.document, subject.node
    if node is None:
        return
    yield from declared_anchor(snapshot, subject)
    for alias in walk(document.root):
        if isinstance(alias, AliasNode) and alias.target is node:
            yield Occurrence(document, alias, alias.span, False)


def _engines(snapshot: Snapshot, subject: Subject) -> Iterator[Occurrence]:
    manifests = _manifests_around(snapshot)
    for document in manifests:
        yield from engine_entries(document, subject.name)
    for document in _products_around(snapshot):
        for transform in outline_of(document).transforms:
            entry = transform.fields.get("compute")
            if entry is not None and entry.value.value == subject.name:
                yield _at(document, entry.value, False)


def engine_entries(document: Document, name: str) -> Iterator[Occurrence]:
    """Yield where a manifest names an engine: its selection, its default, what it approves of."""
    typed = document.node("plugins", "compute", "type")
    if typed is not None and typed.value == name:
        yield _at(document, typed, True)
    default = document.node("defaults", "compute")
    if default is not None and default.value == name:
        yield _at(document, default, False)
    for item in items(document.node("approved_plugins", "compute")):
        if item.value == name:
            yield _at(document, item, False)


def _products(snapshot: Snapshot, subject: Subject) -> Iterator[Occurrence]:
    for document in _products_around(snapshot):
        node = document.node("metadata", "name")
        if node is not None and node.value == subject.name:
            yield _at(document, node, True)
    for document in _manifests_around(snapshot):
        for item in items(document.node("approved_products")):
            if item.value == subject.name:
                yield _at(document, item, False)


def _manifest_files(snapshot: Snapshot, subject: Subject) -> Iterator[Occurrence]:
    documents = [*_manifests_around(snapshot), *_products_around(snapshot)]
    for analysis in snapshot.products.values():
        documents.extend(analysis.manifests)
        if analysis.product is not None:
            documents.append(analysis.product)
    for document in _newest(snapshot, documents):
        if document.path == subject.path:
            node = document.node("metadata", "name")
            if node is not None and isinstance(node.value, str):
                yield _at(document, node, True)
        for path in (("platform", "manifest"), ("parent_manifest",)):
            node = document.node(*path)
            if node is not None and _names(document, node, subject.path):
                yield _at(document, node, False)


def _names(document: Document, node: Node, path: Path | None) -> bool:
    value: object = node.value
    if not isinstance(value, str) or "://" in value or "\0" in value:
        return False
    return resolve(document.path, value) == path


def _manifests_around(snapshot: Snapshot) -> list[Document]:
    """The manifests of the file's own chain, and those between it and the products it governs."""
    below = (
        document
        for analysis in snapshot.governed
        for document in analysis.manifests
        if snapshot.kind is FileKind.MANIFEST
    )
    return _newest(snapshot, [*chain_of(snapshot), *below])


def _products_around(snapshot: Snapshot) -> list[Document]:
    """The product itself and those on the same nearest manifest; below a manifest, all of them."""
    if snapshot.kind is FileKind.MANIFEST:
        governed = snapshot.governed
        return _newest(snapshot, [each.product for each in governed if each.product is not None])
    found = [snapshot.document]
    chain = chain_of(snapshot)
    for analysis in snapshot.products.values():
        nearest = analysis.manifests[0].path if analysis.manifests else None
        if chain and nearest == chain[0].path and analysis.product is not None:
            found.append(analysis.product)
    return _newest(snapshot, found)


def _newest(snapshot: Snapshot, documents: Iterable[Document]) -> list[Document]:
    """Each file once; of the file itself, the text that the cursor is in."""
    found: dict[Path, Document] = {}
    for document in documents:
        found.setdefault(document.path, document)
    if snapshot.path in found:
        found[snapshot.path] = snapshot.document
    return list(found.values())


_FINDERS = {
    Kind.TRANSFORM: _transforms,
    Kind.ANCHOR: _anchors,
    Kind.ENGINE: _engines,
    Kind.PRODUCT: _products,
    Kind.MANIFEST: _manifest_files,
}

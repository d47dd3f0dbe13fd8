"""Every place that names a thing: what references lists and rename edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation import Document
from floe_lsp.compilation.diagnostics import Location
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.manifest_chain import chain_of
from floe_lsp.ide.manifest_files import manifest_file
from floe_lsp.ide.places import WordKind, words_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import AliasNode, Node, Span
from floe_lsp.syntax.walk import walk

from .definition import Definition
from .project import location_of, named_in_dbt, products_beside
from .transforms import transform_names
from .written import anchor_span, written_span

if TYPE_CHECKING:
    from floe_lsp.dbt.property_entry import PropertyEntry


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


@dataclass(frozen=True)
class NamedPlace:
    """A place that names a thing, also where no tree leads to it."""

    location: Location
    is_declaration: bool


def occurrences_of(snapshot: Snapshot, definition: Definition) -> Iterator[Occurrence]:
    """Yield where a thing is named, declarations first, each place once.

    Places in other files are those of the newest analysis, and only where the files are provably
    about the same thing: products on the same manifest, manifests of one chain. A word that has no
    name of its own, such as a key or a tag, is found nowhere.
    """
    finder = _FINDERS.get(definition.kind)
    found = () if finder is None else finder(snapshot, definition)
    seen: set[tuple[Path, Span]] = set()
    for occurrence in sorted(found, key=lambda each: not each.is_declaration):
        key = (occurrence.document.path, occurrence.span)
        if key not in seen:
            seen.add(key)
            yield occurrence


def named_places(snapshot: Snapshot, definition: Definition) -> Iterator[NamedPlace]:
    """Yield where a thing is named, and always the word itself that was asked about.

    No tree leads to that word in text that could not be read, and under a key that is written
    again below. A transform is named in its dbt project too, and in the other products there.
    """
    if not is_nameable(definition):
        return
    document = snapshot.document
    origin = Location(document.path, definition.origin, document.text)
    is_seen = False
    for occurrence in occurrences_of(snapshot, definition):
        location = occurrence.location
        is_seen = is_seen or location == origin
        yield NamedPlace(location, occurrence.is_declaration)
    if not is_seen:
        yield NamedPlace(origin, definition.is_declaration)
    if definition.kind is WordKind.TRANSFORM:
        yield from named_beside(snapshot, definition.name)


def places_of_transform(snapshot: Snapshot, definition: Definition) -> Iterator[NamedPlace]:
    """Yield where a transform is named, for one that was asked about outside of its product."""
    for occurrence in occurrences_of(snapshot, definition):
        yield NamedPlace(occurrence.location, occurrence.is_declaration)
    yield from named_beside(snapshot, definition.name)


def named_beside(snapshot: Snapshot, name: str) -> Iterator[NamedPlace]:
    """Yield where the dbt project of a product and its other products name a transform."""
    for product in products_beside(snapshot):
        for each in transform_names(product, name):
            place = _at(product.document, each.node, each.is_declaration).location
            yield NamedPlace(place, each.is_declaration)
    for named in named_in_dbt(snapshot, name):
        yield NamedPlace(location_of(named), False)


def is_nameable(definition: Definition) -> bool:
    """Whether a word names a thing: not an alias without anchor or an address without file."""
    if definition.kind is WordKind.ANCHOR:
        return definition.anchored is not None
    if definition.kind is WordKind.MANIFEST:
        return definition.file is not None
    return definition.kind in _FINDERS


def entry_location(entry: PropertyEntry) -> Location:
    """Return where dbt's property file names a model."""
    return Location(entry.path, written_span(entry.text.text, entry.name), entry.text)


def _at(document: Document, node: Node, is_declaration: bool) -> Occurrence:
    span = written_span(document.text.text, node)
    return Occurrence(document, node, span, is_declaration)


def _transforms(snapshot: Snapshot, definition: Definition) -> Iterator[Occurrence]:
    for each in transform_names(snapshot, definition.name):
        yield _at(snapshot.document, each.node, each.is_declaration)


def declared_anchor(snapshot: Snapshot, definition: Definition) -> Iterator[Occurrence]:
    """Yield where an anchor stands."""
    document, node = snapshot.document, definition.anchored
    span = None if node is None else anchor_span(document.text, node)
    if node is not None and span is not None:
        yield Occurrence(document, node, span, True)


def _anchors(snapshot: Snapshot, definition: Definition) -> Iterator[Occurrence]:
    document, node = snapshot.document, definition.anchored
    if node is None:
        return
    yield from declared_anchor(snapshot, definition)
    for alias in walk(document.root):
        if isinstance(alias, AliasNode) and alias.target is node:
            yield Occurrence(document, alias, alias.span, False)


def _by_name(snapshot: Snapshot, definition: Definition) -> Iterator[Occurrence]:
    """Yield where the files around name an engine or a product."""
    for document in _manifests_around(snapshot):
        yield from named_in_manifest(document, definition)
    for document in _products_around(snapshot):
        yield from _named(document, FileKind.PRODUCT, definition)


def named_in_manifest(document: Document, definition: Definition) -> Iterator[Occurrence]:
    """Yield where a manifest names an engine or a product, in the order of the places."""
    return _named(document, FileKind.MANIFEST, definition)


def _named(document: Document, file: FileKind, definition: Definition) -> Iterator[Occurrence]:
    for node, place in words_of(document.root, file, definition.kind):
        if node.value == definition.name:
            yield _at(document, node, place.declares)


def _manifest_files(snapshot: Snapshot, definition: Definition) -> Iterator[Occurrence]:
    if definition.file is None:
        return
    manifests, products = _manifests_around(snapshot), _products_around(snapshot)
    for analysis in snapshot.products.values():
        manifests.extend(analysis.manifests)
        if analysis.product is not None:
            products.append(analysis.product)
    for file, documents in ((FileKind.MANIFEST, manifests), (FileKind.PRODUCT, products)):
        for document in _newest(snapshot, documents):
            for node, place in words_of(document.root, file, WordKind.MANIFEST):
                if place.declares:
                    is_meant = document.path == definition.file and isinstance(node.value, str)
                else:
                    led_to = manifest_file(snapshot.sources, document.path, node.value)
                    is_meant = led_to == definition.file
                if is_meant:
                    yield _at(document, node, place.declares)


def _manifests_around(snapshot: Snapshot) -> list[Document]:
    """The manifests of the file's own chain, and those between it and the products it governs."""
    governed = snapshot.governed if snapshot.kind is FileKind.MANIFEST else ()
    below = (document for analysis in governed for document in analysis.manifests)
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


_FINDERS: dict[WordKind, Callable[[Snapshot, Definition], Iterator[Occurrence]]] = {
    WordKind.TRANSFORM: _transforms,
    WordKind.ANCHOR: _anchors,
    WordKind.ENGINE: _by_name,
    WordKind.PRODUCT: _by_name,
    WordKind.MANIFEST: _manifest_files,
}
"""What has a name of its own, and who finds it."""

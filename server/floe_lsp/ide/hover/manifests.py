"""What a manifest is: by its own name, and by ``platform.manifest`` and ``parent_manifest``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.content import Block, Bullets, Code, Inline, Link, Strong, paragraph, paragraphs
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.manifest_chain import chain_of, manifest_name
from floe_lsp.ide.manifest_files import fetched, registry_copy
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.registries.reference import is_reference

from . import fields
from .governance import in_force
from .links import file_link

_REFRESH: Final = Strong("Floe: Refresh Manifests")


def manifest(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Describe a manifest where it is named, or the one that an address leads to."""
    parts = (_declared, fields.value) if definition.is_declaration else (_address, _copy)
    yield from snapshot.part_guard.join(parts, snapshot, definition)


def _declared(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    yield from _described(snapshot.document, definition.name)


def _address(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Describe the manifest that an address leads to, its parents and the governance in force."""
    path = definition.file
    if path is None:
        if is_reference(definition.name):
            yield paragraph("There is no copy of this manifest here. ", _REFRESH, " fetches one.")
        else:
            yield paragraph("An address that cannot be fetched; keep a copy beside the product")
        return
    chain = chain_of(snapshot)
    if snapshot.kind is FileKind.MANIFEST:
        chain = chain[1:]
    if not chain or chain[0].path != path:
        try:
            chain = (snapshot.sources.document(path),)
        except OSError:
            yield paragraph("There is no file ", Code(definition.name))
            return
        if chain[0].is_foreign:
            yield paragraph(Code(definition.name), " does not say that it is a platform manifest")
            return
    yield from snapshot.part_guard.join((_named, _chain, _governance), snapshot, chain)


def _copy(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Say of the copy of a registry's manifest how old it is, for no registry is asked here."""
    copy = registry_copy(snapshot.sources, definition.name)
    if copy is not None:
        yield paragraph(
            f"The copy of {fetched(snapshot, copy)}, ",
            Code(copy.digest),
            ". ",
            _REFRESH,
            " fetches what the registry has now.",
        )


def _named(_: Snapshot, chain: tuple[Document, ...]) -> Iterator[Block]:
    yield from _described(chain[0], manifest_name(chain[0]))


def _chain(snapshot: Snapshot, chain: tuple[Document, ...]) -> Iterator[Block]:
    items: list[tuple[Inline, ...]] = [("file: ", _link(snapshot, chain[0]))]
    items.extend(
        (
            "inherits from ",
            Strong(manifest_name(parent)),
            *version_of(parent),
            ": ",
            _link(snapshot, parent),
        )
        for parent in chain[1:]
    )
    yield Bullets(tuple(items))


def _link(snapshot: Snapshot, manifest: Document) -> Link:
    """Return a link to a manifest, by its address where it is the copy of a registry's."""
    if manifest.address is None:
        return file_link(snapshot, manifest.path)
    return Link(str(manifest.address), manifest.path.as_uri())


def _governance(_: Snapshot, chain: tuple[Document, ...]) -> Iterator[Block]:
    governance = tuple(in_force(chain))
    if governance:
        yield paragraph("Governance in force:")
        yield Bullets(governance)


def _described(document: Document, name: str) -> Iterator[Block]:
    yield paragraph(Strong(name), *version_of(document), ", a platform manifest")
    description = document.node("metadata", "description")
    if description is not None and isinstance(description.value, str):
        yield from paragraphs(description.value)


def version_of(document: Document) -> tuple[Inline, ...]:
    """Return ``metadata.version`` after a blank, nothing where none is written."""
    node = document.node("metadata", "version")
    return () if node is None or not isinstance(node.value, str) else (f" {node.value}",)

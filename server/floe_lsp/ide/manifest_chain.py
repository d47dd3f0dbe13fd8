"""The manifests above a file and the engine that they choose, read from whatever is written.

``Snapshot.platform`` exists only when every manifest is right. An editor should still know the
default engine while somebody fixes a name, so this looks at the documents themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.load.manifests import find_chain, resolve
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.syntax import Node, Path

from .snapshot import Snapshot


@dataclass(frozen=True)
class Setting:
    """A value that a manifest of the chain sets."""

    document: Document
    node: Node


@dataclass(frozen=True)
class DefaultEngine:
    """The engine of every transform that names none, and the field that says so."""

    name: str
    field: str
    """``defaults.compute`` or ``plugins.compute.type``."""
    setting: Setting


def chain_of(snapshot: Snapshot) -> tuple[Document, ...]:
    """Return the manifests that govern a file, the nearest first; a manifest begins its own."""
    if snapshot.kind is FileKind.MANIFEST:
        return tuple(_upwards(snapshot))
    analysis = snapshot.analysis
    if analysis is not None and analysis.manifests:
        return analysis.manifests
    return find_chain(snapshot.document, None, snapshot.sources).documents


def settings(chain: tuple[Document, ...], *path: str | int) -> list[Setting]:
    """Return what the chain's manifests write at a path, the nearest first; null sets nothing."""
    return [
        Setting(document, node)
        for document in chain
        if (node := document.node(*path)) is not None and node.value is not None
    ]


def default_engine(chain: tuple[Document, ...]) -> DefaultEngine | None:
    """Return the default engine, by the same order as the compiler's RESOLVE stage."""
    fields: tuple[Path, ...] = (("defaults", "compute"), ("plugins", "compute", "type"))
    for field in fields:
        for setting in settings(chain, *field):
            if isinstance(setting.node.value, str):
                name = ".".join(map(str, field))
                return DefaultEngine(setting.node.value, name, setting)
    return None


def written_engine(transform: TransformOutline) -> str | None:
    """Return the engine that a transform names itself."""
    entry = transform.fields.get("compute")
    value = None if entry is None else entry.value.value
    return value if isinstance(value, str) and value else None


def manifest_name(document: Document) -> str:
    """Return ``metadata.name`` of a manifest, its file's name when it has none."""
    node = document.node("metadata", "name")
    return node.value if node is not None and isinstance(node.value, str) else document.path.name


def _upwards(snapshot: Snapshot) -> Iterator[Document]:
    seen = {snapshot.path}
    document = snapshot.document
    while True:
        yield document
        node = document.node("parent_manifest")
        if node is None or not isinstance(node.value, str) or "://" in node.value:
            return
        path = resolve(document.path, node.value)
        if path in seen:
            return
        seen.add(path)
        try:
            document = snapshot.sources.document(path)
        except OSError:
            return

"""The manifests above a file, whatever is wrong with them.

``Snapshot.platform`` exists only when every manifest is right. An editor should still know the
default engine while somebody fixes a name, so features look at the documents themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.load.manifests import find_chain, resolve

from .snapshot import Snapshot


def chain_of(snapshot: Snapshot) -> tuple[Document, ...]:
    """Return the manifests that govern a file, the nearest first; a manifest begins its own."""
    if snapshot.kind is FileKind.MANIFEST:
        return tuple(_upwards(snapshot))
    analysis = snapshot.analysis
    if analysis is not None and analysis.manifests:
        return analysis.manifests
    return find_chain(snapshot.document, None, snapshot.sources).documents


def manifest_name(document: Document) -> str:
    """Return ``metadata.name`` of a manifest, its file's name when it has none."""
    node = document.name_node
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

"""The manifests above a file, whatever is wrong with them.

``Snapshot.platform`` exists only when every manifest is right. An editor should still know the
default engine while somebody fixes a name, so features look at the documents themselves.
"""

from __future__ import annotations

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.load.manifests import chain_from, find_chain

from .snapshot import Snapshot


def chain_of(snapshot: Snapshot) -> tuple[Document, ...]:
    """Return the manifests that govern a file, the nearest first; a manifest begins its own."""
    if snapshot.kind is FileKind.MANIFEST:
        return chain_from(snapshot.document, None, snapshot.sources).documents
    analysis = snapshot.analysis
    if analysis is not None and analysis.manifests:
        return analysis.manifests
    return find_chain(snapshot.document, None, snapshot.sources).documents


def manifest_name(document: Document) -> str:
    """Return ``metadata.name`` of a manifest, its file's name when it has none."""
    node = document.name_node
    return node.value if node is not None and isinstance(node.value, str) else document.path.name

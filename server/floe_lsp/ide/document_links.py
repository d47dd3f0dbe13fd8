"""Links from a file to others (LSP ``textDocument/documentLink``): manifests and pages.

Editors underline a link as long as it is there, so names are none: "Go to Definition" leads from a
transform to its model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.pages import docs_url
from floe_lsp.syntax import Node, Span

from .definitions.ignored_codes import ignored_codes
from .definitions.written import written_span
from .limits import MOST_ENTRIES
from .manifest_files import fetched, manifest_file, registry_copy
from .places import WordKind, words_of
from .snapshot import Snapshot


@dataclass(frozen=True)
class DocumentLink:
    """A link on one line; ``uri`` is that of a file, or of a page."""

    span: Span
    uri: str
    tooltip: str


def document_links(snapshot: Snapshot) -> tuple[DocumentLink, ...]:
    """Return the links whose targets exist, in the order of the file."""
    found = snapshot.part_guard.join((_manifest, _pages), snapshot)
    return tuple(sorted(islice(found, MOST_ENTRIES), key=lambda link: link.span))


def _manifest(snapshot: Snapshot) -> Iterator[DocumentLink]:
    which = "the platform's" if snapshot.kind is FileKind.PRODUCT else "the parent"
    for node, place in words_of(snapshot.document.root, snapshot.kind, WordKind.MANIFEST):
        if place.declares:
            continue
        path = manifest_file(snapshot.sources, snapshot.path, node.value)
        if path is not None and snapshot.sources.is_file(path):
            copy = registry_copy(snapshot.sources, node.value)
            of_when = "" if copy is None else f": the copy of {fetched(snapshot, copy)}"
            tooltip = f"Open {which} manifest{of_when}"
            yield DocumentLink(_inner(snapshot, node), path.as_uri(), tooltip)


def _pages(snapshot: Snapshot) -> Iterator[DocumentLink]:
    for ignored in ignored_codes(snapshot.document):
        url = docs_url(ignored.code)
        if url is not None:
            yield DocumentLink(ignored.span, url, f"What {ignored.code} means")


def _inner(snapshot: Snapshot, node: Node) -> Span:
    """The text of a scalar without its quotes, on its first line."""
    text = snapshot.document.text
    return text.first_line(written_span(text.text, node))

"""E103: a value that only holds the place of what is still to be written, in any field."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.placeholder_findings import STILL_TO_BE_WRITTEN
from floe_lsp.syntax import MappingNode
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.placeholders import PLACEHOLDER, is_placeholder
from floe_lsp.wording.quoting import quote


def check(document: Document) -> Iterator[Diagnostic]:
    """Report each placeholder that a fix has written and nobody has replaced."""
    if PLACEHOLDER.search(document.text.text) is None:
        return
    for node in walk(document.root):
        for entry in node.entries if isinstance(node, MappingNode) else ():
            if is_placeholder(entry.key.value, entry.value.value):
                name = str(entry.key.value)
                yield document.diagnostic(
                    STILL_TO_BE_WRITTEN,
                    entry.value,
                    f"{quote(name)} is still to be written: {entry.value.value} holds its place",
                    f"write it in place of {entry.value.value}",
                )

"""Hover in a data contract: what its standard says of a key, and of what may stand there."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation import Document
from floe_lsp.ide.content import Block, Content, Strong, paragraph, prose
from floe_lsp.ide.field_docs import allowed, field_blocks
from floe_lsp.schemas.odcs.fields import describe
from floe_lsp.schemas.types.reflection import FieldDoc
from floe_lsp.syntax import ScalarNode, path_at

from . import Hover


def contract_hover(document: Document, offset: int) -> Hover | None:
    """Return what there is to say about the place at a code-point offset."""
    if document.root is None or document.is_foreign:
        return None
    path, node, on_key = path_at(document.root, offset)
    if not isinstance(node, ScalarNode) or not node.start <= offset <= node.end:
        return None
    doc = describe(path, document.value)
    if doc is None or not doc.name:
        return None
    blocks = tuple(field_blocks(doc) if on_key else _of_value(doc))
    return Hover(node.span, Content(blocks)) if blocks else None


def _of_value(doc: FieldDoc) -> Iterator[Block]:
    if doc.description:
        yield paragraph(Strong(doc.name), ": ", *prose(doc.description))
    if len(doc.allowed) > 1:
        yield paragraph("Allowed: ", *allowed(doc))

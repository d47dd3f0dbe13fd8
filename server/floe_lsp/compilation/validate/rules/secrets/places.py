"""Where the secrets of a value are written."""

from __future__ import annotations

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.scalars import span_in_scalar
from floe_lsp.schemas.types.secrets.shapes import SecretShape
from floe_lsp.syntax import ScalarNode, Span


class Places:
    """Where the secrets of a value are written, asked for in their order."""

    def __init__(self, document: Document, node: ScalarNode) -> None:
        self._text = document.text.text
        self._node = node
        whole = span_in_scalar(document.text, node, Span(0, len(node.text)))
        self._whole = whole
        self._is_as_read = whole.end - whole.start == len(node.text) and self._text.startswith(
            node.text, whole.start
        )
        self._done = node.start

    def of(self, secret: SecretShape) -> Span:
        """Return where a secret is written, in a block too; among escapes all of the value."""
        if self._is_as_read:
            return Span(self._whole.start + secret.start, self._whole.start + secret.end)
        if self._node.style in ("literal", "folded"):
            written = self._node.text[secret.start : secret.end]
            start = self._text.find(written, self._done, self._node.end)
            if start >= 0:
                self._done = start + len(written)
                return Span(start, self._done)
        return self._whole

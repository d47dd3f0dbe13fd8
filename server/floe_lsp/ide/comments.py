"""The lines that hold a comment and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from floe_lsp.compilation.documents import Document
from floe_lsp.syntax import ScalarNode, Span

from .definitions.walk import walk


def comment_lines(document: Document) -> list[int]:
    """Return the zero-based numbers of the lines that hold a comment and nothing else."""
    text = document.text
    texts = TextSpans(document)
    found: list[int] = []
    for line, start in enumerate(text.line_starts):
        at = start
        while text.text.startswith((" ", "\t"), at):
            at += 1
        if text.text.startswith("#", at) and not texts.cover(at):
            found.append(line)
    return found


class TextSpans:
    """The scalars of a document in which a ``#`` is text."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def cover(self, offset: int) -> bool:
        """Whether an offset stands inside a scalar; the tree is read when first asked."""
        index = bisect_right(self._spans, offset, key=lambda span: span.start) - 1
        return index >= 0 and self._spans[index].start < offset < self._spans[index].end

    @cached_property
    def _spans(self) -> list[Span]:
        return [
            node.span
            for node in walk(self._document.root)
            if isinstance(node, ScalarNode) and node.style != "plain"
        ]

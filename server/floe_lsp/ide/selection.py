"""Growing selections (LSP ``textDocument/selectionRange``): word, value, entry, block, file."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from floe_lsp.syntax import (
    AliasNode,
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    SourceText,
    Span,
)
from floe_lsp.syntax.edits import item_span

from .definitions.written import anchor_span
from .snapshot import Snapshot

_WORD = re.compile(r"\w+")


def selection_range(snapshot: Snapshot, offset: int) -> tuple[Span, ...]:
    """Return the ranges around a code-point offset, the smallest first.

    Each holds the one before it and is larger; the last is the whole document.
    """
    text = snapshot.document.text
    offset = min(max(offset, 0), len(text))
    line = text.line_span(text.position(offset).line)
    start, end = line
    while start < end and text.text[start] in " \t":
        start += 1
    words = [Span(*word.span()) for word in _WORD.finditer(text.text, *line)]
    tree = [span for span in _around(snapshot, offset) if span.start <= offset <= span.end]
    spans = [*words, *tree, Span(0, len(text))]
    if not any(line.start <= span.start and span.end <= line.end for span in tree):
        # Nothing of the tree stands in this line: it is a comment, blank, or can't be read.
        spans.extend((Span(start, end), line))
    holding = {span for span in spans if span.start <= offset <= span.end and span.end > span.start}
    chosen: list[Span] = []
    for span in sorted(holding, key=lambda span: (span.end - span.start, span.start)):
        if not chosen or (span.start <= chosen[-1].start and chosen[-1].end <= span.end):
            chosen.append(span)
    return tuple(chosen) or (Span(0, len(text)),)


def _around(snapshot: Snapshot, offset: int) -> Iterator[Span]:
    node = snapshot.document.root
    text = snapshot.document.text
    while node is not None:
        yield node.span
        if isinstance(node, ScalarNode) and node.style in ("single", "double"):
            yield Span(node.start + 1, max(node.start + 1, node.end - 1))
        anchor = anchor_span(text, node)
        if anchor is not None:
            yield anchor
            yield Span(anchor.start, node.end)
        between: list[Span] = []
        node = _child(text, node, offset, between)
        yield from between


def _child(text: SourceText, node: Node, offset: int, spans: list[Span]) -> Node | None:
    """Return the child that holds an offset; what stands between goes into ``spans``."""
    if isinstance(node, MappingNode):
        for entry in node.entries:
            span = _entry_span(entry)
            if span.start <= offset <= span.end:
                spans.append(span)
                return entry.key if offset <= entry.key.end else entry.value
    elif isinstance(node, SequenceNode):
        index = bisect_left(node.items, offset, key=lambda item: item.end)
        for item in node.items[index : index + 1]:
            span = item.span if node.flow else item_span(text, node, index)
            if span.start <= offset <= item.end:
                spans.append(span)
                return item
    elif isinstance(node, AliasNode):
        spans.append(Span(node.start + 1, node.end))
    return None


def _entry_span(entry: Entry) -> Span:
    return Span(entry.key.start, max(entry.key.end, entry.value.end))

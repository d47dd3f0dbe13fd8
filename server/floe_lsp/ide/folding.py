"""What can be folded (LSP ``textDocument/foldingRange``): blocks, lists, long text, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from floe_lsp.compilation.documents import Document
from floe_lsp.syntax import MappingNode, ScalarNode, SequenceNode, SourceText
from floe_lsp.syntax.comments import is_in_text
from floe_lsp.syntax.walk import walk

from .limits import MOST_ENTRIES
from .snapshot import Snapshot

_REGION = re.compile(r"\s*#\s*(?P<end>end)?region\b")


class FoldingKind(str, Enum):
    """What is folded, by the names of LSP."""

    BLOCK = "block"
    """A part of the data; LSP has no name for it."""
    COMMENT = "comment"
    REGION = "region"


@dataclass(frozen=True, order=True)
class FoldingRange:
    """Zero-based lines; ``end`` is the last line that is hidden, and after ``start``."""

    start: int
    end: int
    kind: FoldingKind = FoldingKind.BLOCK


def folding_ranges(snapshot: Snapshot) -> tuple[FoldingRange, ...]:
    """Return what can be folded, by start; of ranges that start together, the longest counts."""
    longest: dict[int, FoldingRange] = {}
    for each in snapshot.part_guard.join((_blocks, _comments), snapshot):
        known = longest.get(each.start)
        if each.end > each.start and (known is None or each.end > known.end):
            longest[each.start] = each
    return tuple(longest[start] for start in sorted(longest)[:MOST_ENTRIES])


def _blocks(snapshot: Snapshot) -> Iterator[FoldingRange]:
    text = snapshot.document.text
    for node in walk(snapshot.document.root):
        if isinstance(node, MappingNode):
            for entry in node.entries:
                if not isinstance(entry.value, ScalarNode) or entry.value.style != "plain":
                    yield _range(text, entry.key.start, entry.value.end)
        elif isinstance(node, SequenceNode):
            for item in node.items:
                if isinstance(item, MappingNode | SequenceNode):
                    yield _range(text, item.start, item.end)


def _range(text: SourceText, start: int, end: int) -> FoldingRange:
    while end > start and text.text[end - 1] in " \t\r\n":
        end -= 1
    return FoldingRange(text.position(start).line, text.position(end).line)


def _comments(snapshot: Snapshot) -> Iterator[FoldingRange]:
    text, lines = snapshot.document.text, _comment_lines(snapshot.document)
    yield from snapshot.part_guard.join((_comment_blocks, _regions), text, lines)


def _comment_blocks(text: SourceText, comments: list[int]) -> Iterator[FoldingRange]:
    lines = [line for line in comments if not _REGION.match(text.line(line))]
    start = 0
    for index, line in enumerate(lines):
        if index + 1 == len(lines) or lines[index + 1] != line + 1:
            yield FoldingRange(lines[start], line, FoldingKind.COMMENT)
            start = index + 1


def _regions(text: SourceText, lines: list[int]) -> Iterator[FoldingRange]:
    open_at: list[int] = []
    for line in lines:
        match = _REGION.match(text.line(line))
        if match is None:
            continue
        if match["end"] is None:
            open_at.append(line)
        elif open_at:
            yield FoldingRange(open_at.pop(), line, FoldingKind.REGION)


def _comment_lines(document: Document) -> list[int]:
    """Return the zero-based numbers of the lines that hold a comment and nothing else."""
    text = document.text
    found: list[int] = []
    for line, start in enumerate(text.line_starts):
        at = start
        while text.text.startswith((" ", "\t"), at):
            at += 1
        if text.text.startswith("#", at) and not is_in_text(text, document.root, at):
            found.append(line)
    return found

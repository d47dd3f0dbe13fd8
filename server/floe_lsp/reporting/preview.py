"""A fix as a small diff: the lines as they are and as they would be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from floe_lsp.compilation.diagnostics import Edit, Fix
from floe_lsp.syntax import SourceText
from floe_lsp.syntax.text import LINE_BREAK

from .frame import Frame
from .styled import Chunk, Line, Role, chunks_of

MAX_LINES = 8
"""Longest diff that is shown, in lines; of a longer fix only the title is."""

_MAX_WIDTH = 1_000
"""Characters of a line that is compared with what it becomes; no longer one can be taken in."""

_ROLES = {
    "-": (Role.REMOVED, Role.REMOVED_PART),
    "+": (Role.ADDED, Role.ADDED_PART),
}


@dataclass(frozen=True)
class Hunk:
    """Lines that a fix replaces: ``removed`` from line ``number`` on (from zero) by ``added``."""

    number: int
    removed: tuple[str, ...]
    added: tuple[str, ...]
    before: str | None = None
    """The line before lines that are only added, to show where they go."""

    @property
    def size(self) -> int:
        """Number of lines that are shown."""
        return len(self.removed) + len(self.added) + (self.before is not None)

    @property
    def last(self) -> int:
        """The largest line number that is shown, from 1."""
        return self.number + max(len(self.removed), len(self.added))


def hunks_of(fix: Fix, text: SourceText) -> list[Hunk]:
    """Return what a fix changes in ``text``, nothing if its edits overlap or are too large."""
    edits = sorted(fix.edits, key=lambda edit: edit.location.span)
    if not _can_be_taken_in(edits, text) or any(
        before.location.span.end > after.location.span.start for before, after in pairwise(edits)
    ):
        return []
    groups: list[list[Edit]] = []
    for edit in edits:
        first = text.position(edit.location.span.start).line
        if groups and text.position(groups[-1][-1].location.span.end).line >= first:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    found = (_hunk(group, text) for group in groups)
    return [hunk for hunk in found if hunk.removed or hunk.added]


def preview(frame: Frame, hunks: Sequence[Hunk]) -> Iterator[Line]:
    """Lay out a diff, line numbers in the gutter and the part that differs set apart."""
    for index, hunk in enumerate(hunks):
        if index:
            yield (frame.gap(),)
        if hunk.before is not None:
            shown = frame.window(hunk.before)
            yield (frame.edge(hunk.number), *frame.chunks(shown))
        removed = list(hunk.removed)
        added = list(hunk.added)
        pairs = zip(removed, added, strict=False)
        # Only lines that replace each other are compared character by character.
        parts = [_changed(*pair) for pair in pairs] if len(removed) == len(added) else []
        for sign, lines, side in (("-", removed, 0), ("+", added, 1)):
            for offset, line in enumerate(lines):
                place = parts[offset][side] if parts else (0, 0)
                yield _row(frame, hunk.number + offset + 1, sign, line, place)


def _can_be_taken_in(edits: Sequence[Edit], text: SourceText) -> bool:
    """Whether so few and short lines are touched that their diff may be worth showing."""
    room = MAX_LINES * _MAX_WIDTH
    for edit in edits:
        start, end = edit.location.span
        lines = range(text.position(start).line, text.position(end).line + 1)
        room -= text.line_span(lines[-1]).end - text.line_span(lines[0]).start + len(edit.text)
        if room < 0 or len(lines) > MAX_LINES + 1:
            return False
    return True


def _hunk(edits: Sequence[Edit], text: SourceText) -> Hunk:
    """Return the lines that neighbouring edits touch, without those that stay as they are."""
    first = text.position(edits[0].location.span.start).line
    last = text.position(edits[-1].location.span.end).line
    start, end = text.line_span(first).start, text.line_span(last).end
    pieces: list[str] = []
    done = start
    for edit in edits:
        pieces += (text.text[done : edit.location.span.start], edit.text)
        done = edit.location.span.end
    pieces.append(text.text[done:end])
    removed, added = LINE_BREAK.split(text.text[start:end]), LINE_BREAK.split("".join(pieces))
    same, tail = _common(removed, added)
    number, gone = first + same, tuple(removed[same : len(removed) - tail])
    before = text.line(number - 1) if number and not gone else None
    return Hunk(number, gone, tuple(added[same : len(added) - tail]), before)


def _changed(old: str, new: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the ranges in which two lines differ."""
    same, tail = _common(old, new)
    return (same, len(old) - tail), (same, len(new) - tail)


def _common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many items two sequences share at the start, and then at the end."""
    shorter = min(len(old), len(new))
    same = 0
    while same < shorter and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < shorter - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return same, tail


def _row(frame: Frame, number: int, sign: str, line: str, place: tuple[int, int]) -> Line:
    """Lay out one line of a diff; ``place`` is the part that differs."""
    shown = frame.window(line, *place)
    start, end = (min(max(index - shown.first, 0), len(shown.cells)) for index in place)
    ellipsis = Chunk(frame.canvas.glyphs.ellipsis, Role.DIM)
    whole, part = _ROLES[sign]
    return (
        Chunk(f"{number:>{frame.digits}} ", Role.GUTTER),
        Chunk(f"{sign} ", whole),
        *([ellipsis] if shown.cut_left else []),
        *chunks_of(shown.cells[:start], whole),
        *chunks_of(shown.cells[start:end], part),
        *chunks_of(shown.cells[end:], whole),
        *([ellipsis] if shown.cut_right else []),
    )

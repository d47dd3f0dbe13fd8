"""The source lines of a finding, with carets and dashes under the exact places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from floe_lsp.syntax import SourceText, Span

from .cells import width_of
from .frame import Frame, Window
from .styled import Canvas, Chunk, Line, Role, chunks_of, paragraph

MAX_BRIDGE = 2
"""Lines between two marked lines that are shown; more are left out behind a mark of the gap."""

_MIN_LABEL = 20
"""Cells below which a label starts at the gutter and not below its mark."""


@dataclass(frozen=True)
class Mark:
    """A place to mark: carets in the colour of the severity, or dashes for a related place."""

    span: Span
    label: str = ""
    role: Role = Role.SECONDARY

    @property
    def is_related(self) -> bool:
        """Whether the place only explains the finding."""
        return self.role is Role.SECONDARY


def snippet(frame: Frame, text: SourceText, marks: Sequence[Mark]) -> Iterator[Line]:
    """Lay out the lines of ``text`` that hold ``marks``, in the order of the text.

    A mark over several lines is drawn on its first. Marks of one line keep their order.
    """
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        by_line.setdefault(text.position(mark.span.start).line, []).append(mark)
    previous: int | None = None
    for number in sorted(by_line):
        if previous is not None:
            yield from _bridge(frame, text, range(previous + 1, number))
        yield from _marked_line(frame, text, number, by_line[number])
        previous = number


def _bridge(frame: Frame, text: SourceText, lines: range) -> Iterator[Line]:
    """Lay out what lies between two marked lines."""
    if len(lines) > MAX_BRIDGE:
        yield (frame.gap(),)
        return
    for number in lines:
        shown = frame.window(text.line(number))
        yield (frame.edge(number + 1), *frame.chunks(shown))


def _marked_line(
    frame: Frame, text: SourceText, number: int, marks: Sequence[Mark]
) -> Iterator[Line]:
    """Lay out one line and its marks; a line too long for all of them is shown several times."""
    span = text.line_span(number)
    line = text.slice(span)
    shown: Window | None = None
    for mark in marks:
        start = min(mark.span.start, span.end) - span.start
        end = max(min(mark.span.end, span.end) - span.start, start)
        if shown is None or not shown.holds(start, end, frame.room):
            shown = frame.window(line, start, end)
            yield (frame.edge(number + 1), *frame.chunks(shown))
        yield from _mark_rows(frame, mark, *shown.underline(start, end))


def _mark_rows(frame: Frame, mark: Mark, column: int, width: int) -> Iterator[Line]:
    """Lay out the strokes under a place and its label, beside them or else below."""
    strokes = Chunk(("-" if mark.is_related else "^") * width, mark.role)
    row = (frame.edge(), Chunk(" " * column), strokes)
    if not mark.label:
        yield row
        return
    role = Role.LABEL if mark.is_related else mark.role
    label = frame.canvas.cells(mark.label)
    if "\n" not in mark.label and column + width + 1 + width_of(label) <= frame.room:
        yield (*row, Chunk(" "), *chunks_of(label, role))
        return
    yield row
    indent = column if frame.room - column >= _MIN_LABEL else 0
    for line in paragraph(Canvas(frame.room - indent, frame.canvas.encoding), mark.label, role):
        yield (frame.edge(), Chunk(" " * indent), *line)

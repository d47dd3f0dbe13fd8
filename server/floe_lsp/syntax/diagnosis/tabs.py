"""Tabs: YAML forbids them as indentation (YAML 1.2.2, section 6.1)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.syntax.lines import line_end, line_start, next_line, previous_line
from floe_lsp.syntax.problems import MAX_OF_A_KIND, ProblemKind, SyntaxProblem, TextEdit
from floe_lsp.syntax.quoting import quoted
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import BlockLine, ElementKind, read_line

from .fault_context import Diagnosis, FaultContext
from .text_scan import scan_text
from .values import missing_space

_MAX_LINES = 2_000
"""This many lines are looked at to learn how a file is indented."""


def diagnose_tabs(context: FaultContext) -> Diagnosis | None:
    """Name every line that a tab indents; tabs that may stand where they are become spaces."""
    text = context.text
    found = scan_text(context)
    columns = _Columns(text)
    problems: list[SyntaxProblem] = []
    edits = [TextEdit(span, " " * (span.end - span.start)) for span in found.separators]
    edits += [TextEdit(span, quoted(text[span.start : span.end])) for span in found.words]
    edits += found.insertions
    for span in found.indents:
        edit = _edit(text, span, columns)
        edits.append(edit)
        if len(problems) < MAX_OF_A_KIND:
            problems.append(_problem(text, edit))
    if not edits:
        return _this_line(context, columns)
    edits.sort(key=lambda edit: edit.span)
    tight = found.tight_colons if context.as_libyaml else ()
    return Diagnosis(
        (*problems, *(missing_space(text, at + 1) for at in tight)),
        tuple(edits),
        unreliable_structure=tuple(_blocks(text, found.indents)),
        certain=True,
        more=len(found.indents) - len(problems),
    )


def _this_line(context: FaultContext, columns: _Columns) -> Diagnosis | None:
    """Name the line of the fault alone, where the whole text does not tell.

    It may be too long, or the tab may begin the first line of a block of text, where only libyaml
    minds it.
    """
    line = context.line
    if "\t" not in context.text[line.start : line.content]:
        return None
    edit = _edit(context.text, Span(line.start, line.content), columns)
    return Diagnosis((_problem(context.text, edit),), (edit,))


def _edit(text: str, span: Span, columns: _Columns) -> TextEdit:
    if span.start > line_start(text, span.start):
        return TextEdit(span, " ")  # between a dash or question mark and what belongs to it
    white = text[span.start : span.end]
    dashed = text.startswith("-", span.end)
    return TextEdit(span, " " * columns.width(span.start, white, dashed=dashed))


def _problem(text: str, edit: TextEdit) -> SyntaxProblem:
    white = text[edit.span.start : edit.span.end]
    first, last = white.index("\t"), white.rindex("\t")
    if edit.span.start > line_start(text, edit.span.start):
        sign = text[edit.span.start - 1]
        message = f"YAML does not allow a tab between '{sign}' and what belongs to it"
    else:
        message = "YAML does not allow tabs as indentation"
    count = len(edit.text)
    return SyntaxProblem(
        ProblemKind.TAB_INDENTATION,
        Span(edit.span.start + first, edit.span.start + last + 1),
        message,
        f"indent with spaces; {count} here" if count > 1 else "use a space",
        fix_title="Replace tabs with spaces",
        fix=(edit,),
    )


class _Columns:
    """The columns at which a file's lines begin, and at which those that a tab indents should."""

    def __init__(self, text: str) -> None:
        """Read the lines of ``text`` in order, up to a bound."""
        self._dashes: set[int] = set()
        self._keys: set[int] = set()
        self._meant: dict[int, int] = {}
        """The widths of lines with tabs, by their start."""
        lines = list(_structure(text))
        for line in lines:
            if "\t" not in text[line.start : line.content]:
                (self._dashes if line.is_item else self._keys).add(line.indent)
        levels = [column for column in self._dashes | self._keys if 2 <= column <= 8]
        self._unit = min(levels, default=2)
        blocks = _OpenBlocks()
        for line in lines:
            white = text[line.start : line.content]
            width = len(white)
            if "\t" in white:
                widths = self._widths(white)
                fits = (each for each in widths if blocks.fits(each, dashed=line.is_item))
                width = self._meant[line.start] = next(fits, widths[0])
            blocks.add(line, width)

    def width(self, start: int, white: str, *, dashed: bool) -> int:
        """Return how many spaces ``white``, with which a line begins, was most likely meant to be.

        A tab counts for one level of the file, or for another usual number of spaces if only that
        leads to a column at which such a line can begin.
        """
        if start in self._meant:
            return self._meant[start]
        known = self._dashes if dashed else self._keys
        widths = self._widths(white)
        return next((width for width in widths if width in known), widths[0])

    def _widths(self, white: str) -> list[int]:
        tabs, spaces = white.count("\t"), len(white) - white.count("\t")
        return [spaces + tabs * width for width in (self._unit, 2, 4, 8)]


class _OpenBlocks:
    """The lists and mappings that are open after a line, by their columns."""

    def __init__(self) -> None:
        self._columns: list[tuple[int, bool]] = []
        """Outermost first; whether it is a list."""
        self._has_value = True

    def fits(self, column: int, *, dashed: bool) -> bool:
        """Whether a line can begin at ``column`` without breaking the blocks around it."""
        if (column, dashed) in self._columns:
            return True
        if self._has_value or not self._columns:
            return False
        innermost = self._columns[-1][0]
        return column > innermost or (dashed and column == innermost)

    def add(self, line: BlockLine, column: int) -> None:
        """Go on after a line of structure that begins at ``column``."""
        mine = (column, line.is_item)
        while self._columns and (self._columns[-1] > mine or self._columns[-1][0] > column):
            self._columns.pop()
        moved = column - (line.content - line.start)
        new = [
            (element.start - line.start + moved, element.kind is ElementKind.DASH)
            for element in line.elements
        ]
        self._columns += [each for each in new if each not in self._columns]
        self._has_value = line.value is not None


def _structure(text: str) -> Iterator[BlockLine]:
    at = 0
    for _ in range(_MAX_LINES):
        if at >= len(text):
            break
        line = read_line(text, at)
        if line.is_structure:
            yield line
        at = next_line(text, line.end)


def _blocks(text: str, indents: list[Span]) -> list[Span]:
    """Return the top-level entries with such a line: how deep a tab counts is a guess there."""
    blocks: list[Span] = []
    for span in indents:
        if blocks and span.start < blocks[-1].end:
            continue
        start = _top_level_start(text, span.start, blocks[-1].end if blocks else 0)
        end = next_line(text, span.end)
        while end < len(text) and (text[end] in " \t\r\n#-" or text.startswith(("]", "}"), end)):
            end = next_line(text, end)
        blocks.append(Span(start, max(end, line_end(text, span.end))))
    return blocks


def _top_level_start(text: str, at: int, low: int) -> int:
    """Return the last line start before ``at`` that is not indented."""
    start = line_start(text, at)
    while start > low and text[start : start + 1] in {" ", "\t", "\r", "\n", "#", "-"}:
        start = previous_line(text, start) or 0
    return start

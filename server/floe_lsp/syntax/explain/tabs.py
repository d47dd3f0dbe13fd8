"""Tabs: YAML forbids them as indentation (YAML 1.2.2, section 6.1)."""

from __future__ import annotations

from dataclasses import dataclass

from floe_lsp.syntax.lines import line_end, line_start, next_line, previous_line
from floe_lsp.syntax.problems import MAX_OF_A_KIND, ProblemKind, SyntaxProblem, TextEdit
from floe_lsp.syntax.quoting import quoted
from floe_lsp.syntax.text import Span

from .outline import outline
from .scene import Explanation, Scene
from .shapes import read_line

_MAX_LINES = 2_000
"""So many lines are looked at to learn how a file is indented."""


def explain_tabs(scene: Scene) -> Explanation | None:
    """Name every line that a tab indents; tabs that may stand where they are become spaces."""
    text = scene.text
    found = outline(scene)
    columns = _columns(text)
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
        return _this_line(scene, columns)
    edits.sort(key=lambda edit: edit.span)
    return Explanation(
        tuple(problems),
        tuple(edits),
        shaken=tuple(_blocks(text, found.indents)),
        certain=True,
        more=len(found.indents) - len(problems),
    )


def _this_line(scene: Scene, columns: _Columns) -> Explanation | None:
    """Name the line of the fault alone, where the whole text does not tell.

    It may be too long, or the tab may begin the first line of a block of text, where only libyaml
    minds it.
    """
    line = scene.line
    if "\t" not in scene.text[line.start : line.content]:
        return None
    edit = _edit(scene.text, Span(line.start, line.content), columns)
    return Explanation((_problem(scene.text, edit),), (edit,))


def _edit(text: str, span: Span, columns: _Columns) -> TextEdit:
    if span.start > line_start(text, span.start):
        return TextEdit(span, " ")  # between a dash or question mark and what belongs to it
    white = text[span.start : span.end]
    dashed = text.startswith("-", span.end)
    return TextEdit(span, " " * columns.width(white, dashed=dashed))


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


@dataclass(frozen=True)
class _Columns:
    """The columns at which a file's lines begin where no tab indents them."""

    dashes: frozenset[int]
    keys: frozenset[int]

    def width(self, white: str, *, dashed: bool) -> int:
        """Return how many spaces ``white`` was most likely meant to be.

        A tab counts for one level of the file, or for another usual number of spaces if only that
        leads to a column at which such lines begin.
        """
        known = self.dashes if dashed else self.keys
        levels = [column for column in self.dashes | self.keys if 2 <= column <= 8]
        unit = min(levels, default=2)
        widths = [sum(tab if char == "\t" else 1 for char in white) for tab in (unit, 2, 4, 8)]
        return next((width for width in widths if width in known), widths[0])


def _columns(text: str) -> _Columns:
    dashes: set[int] = set()
    keys: set[int] = set()
    at = 0
    for _ in range(_MAX_LINES):
        if at >= len(text):
            break
        line = read_line(text, at)
        if line.is_structure and "\t" not in text[at : line.content]:
            (dashes if line.dashes else keys).add(line.indent)
        at = next_line(text, line.end)
    return _Columns(frozenset(dashes), frozenset(keys))


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

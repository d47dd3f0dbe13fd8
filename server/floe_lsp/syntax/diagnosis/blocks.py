"""Blocks of text that ``|`` and ``>`` begin."""

from __future__ import annotations

import re

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.lines import next_line, trimmed_end
from floe_lsp.syntax.nodes import ScalarNode
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import BlockLine, read_line

from .fault_context import Diagnosis, FaultContext
from .indentation import goes_on_below, spaces
from .values import needs_quotes

_HEADER = re.compile(r"[|>](?P<mods>[-+0-9]*)(?P<gap>[ \t]*)(?P<rest>[^\r\n]*)")
_INDICATOR = re.compile(r"[-+]?[1-9]?[-+]?")
_MAX_LINES = 1_000


def diagnose_header(context: FaultContext) -> Diagnosis | None:
    """``| text``, ``>= 5``, ``|0``: what stands after ``|`` or ``>`` on its line."""
    text, start = context.text, context.fault.start
    if start is None or text[start : start + 1] not in {"|", ">"}:
        return None
    line = read_line(text, start)
    match = _HEADER.match(text, start, line.end)
    if match is None:
        return None
    end = line.value.end if line.value is not None else trimmed_end(text, start, line.end)
    rest = match["rest"]
    if rest and not rest.startswith("#"):
        if match["gap"] and goes_on_below(text, start, line.column):
            return _text_on_header(text, match, end)
        return needs_quotes(text, Span(start, end))
    if not _INDICATOR.fullmatch(match["mods"]):
        span = Span(*match.span("mods"))
        digits = TextEdit(span, re.sub(r"[0-9]", "", match["mods"])[:1])
        return Diagnosis.of(
            ProblemKind.INVALID_YAML,
            span,
            f"'{match['mods']}' cannot follow '{text[start]}', only - or + and a number "
            "from 1 to 9 for the indentation",
            "remove it; YAML takes the indentation from the text itself",
            fix_title=f"Remove '{match['mods']}'",
            fix=(digits,),
            fix_is_safe=False,
        )
    return needs_quotes(text, Span(start, end))


def _text_on_header(text: str, match: re.Match[str], end: int) -> Diagnosis:
    following = read_line(text, next_line(text, end))
    edit = TextEdit(Span(*match.span("gap")), "\n" + " " * following.indent)
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        Span(match.start("rest"), end),
        f"text after '{match[0][0]}' must begin on the next line",
        "move it to a line of its own, indented like those below",
        fix_title="Move it to the next line",
        fix=(edit,),
    )


def diagnose_outdented_text(context: FaultContext) -> Diagnosis | None:
    """A line below a block of text that is indented too little to belong to it."""
    last, text = context.last, context.text
    if not isinstance(last, ScalarNode) or last.style not in {"literal", "folded"}:
        return None
    at, start = context.at, context.fault.start
    if context.fault.kind is FaultKind.COLON_EXPECTED and start is not None:
        at = start
    line = read_line(text, at)
    if line.start <= last.start or (line.is_structure and not _below(text, last, line)):
        return None
    header = read_line(text, last.start)
    column = header.column
    leading = _leading_blanks(text, header, line)
    if leading and line.indent > column:
        return _blank_too_deep(leading, line)
    target = _text_column(text, header) or column + 2
    if line.indent >= target:
        return None
    return _indented(text, line, column, target)


def _below(text: str, last: ScalarNode, line: BlockLine) -> bool:
    return line.indent > read_line(text, last.start).column


def _leading_blanks(text: str, header: BlockLine, line: BlockLine) -> list[BlockLine]:
    """Return the blank lines between ``header`` and ``line`` that are indented further."""
    found: list[BlockLine] = []
    at = next_line(text, header.end)
    while at < line.start and len(found) < _MAX_LINES:
        blank = read_line(text, at)
        if blank.content < blank.end:
            return []
        if blank.indent > line.indent:
            found.append(blank)
        at = next_line(text, blank.end)
    return found


def _blank_too_deep(blanks: list[BlockLine], line: BlockLine) -> Diagnosis:
    edits = tuple(TextEdit(Span(blank.start, blank.end), "") for blank in blanks)
    first = blanks[0]
    return Diagnosis.of(
        ProblemKind.BAD_INDENTATION,
        Span(first.start, first.end),
        f"this blank line is indented by {spaces(first.indent)}, further than the text "
        f"below it by {line.indent}",
        "remove the spaces from the blank line",
        fix_title="Remove the spaces",
        fix=edits,
    )


def _text_column(text: str, header: BlockLine) -> int | None:
    """Return the column at which the first line of the block's text stands."""
    line = read_line(text, next_line(text, header.end))
    return line.indent if line.content < line.end and line.indent > header.indent else None


def _indented(text: str, line: BlockLine, column: int, target: int) -> Diagnosis:
    edits: list[TextEdit] = []
    at, end = line.start, line.end
    for _ in range(_MAX_LINES):
        if at >= len(text):
            break
        current = read_line(text, at)
        if current.content < current.end:
            if current.indent <= column and current.is_structure:
                break
            edits.append(
                TextEdit(Span(current.start, current.content), " " * max(current.indent, target))
            )
            end = current.end
        at = next_line(text, current.end)
    return Diagnosis.of(
        ProblemKind.BAD_INDENTATION,
        Span(line.content, trimmed_end(text, line.content, line.end)),
        f"this line belongs to the text above, but is indented by {spaces(line.indent)} "
        f"instead of {target}",
        f"indent it by {spaces(target)}, like the first line of the text",
        fix_title=f"Indent by {spaces(target)}",
        fix=tuple(edits),
        fix_is_safe=False,
        unreliable_spans=(Span(line.start, end),),
    )


def diagnose_block_indent(context: FaultContext) -> Diagnosis | None:
    """The pure parser's word for blank lines that are indented further than the text."""
    text, start = context.text, context.fault.start
    if start is None:
        return None
    header = read_line(text, start)
    at = next_line(text, header.end)
    for _ in range(_MAX_LINES):
        line = read_line(text, at)
        if line.content < line.end:
            blanks = _leading_blanks(text, header, line)
            return _blank_too_deep(blanks, line) if blanks else None
        if next_line(text, line.end) == at:
            break
        at = next_line(text, line.end)
    return None

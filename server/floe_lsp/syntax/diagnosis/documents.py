"""Where a document begins and ends: directives, ``---``, ``...``, and what stands outside."""

from __future__ import annotations

import re

from floe_lsp.syntax.faults import Fault, FaultKind
from floe_lsp.syntax.graph_problems import second_document
from floe_lsp.syntax.lines import line_end, line_start, next_line, trimmed_end
from floe_lsp.syntax.nodes import MappingNode, Node, ScalarNode
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.quoting import clip
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import read_line
from floe_lsp.syntax.tolerant.neighbours import previous_content

from .fault_context import Diagnosis, FaultContext
from .indentation import spaces
from .keys import without_colon

_KNOWN = re.compile(r"%(?:YAML|TAG)\b")
_MAX_LINES = 5_000
_VERSION = re.compile(r"%YAML[ \t]+1\.[0-9]+[ \t]*(?:#.*)?")


def diagnose_directive(context: FaultContext) -> Diagnosis | None:
    """A line that begins with ``%``, which is an instruction to the parser."""
    text = context.text
    start = context.fault.start if context.fault.start is not None else context.at
    start = line_start(text, start)
    if not text.startswith("%", start):
        return None
    end = line_end(text, start)
    span = Span(start, trimmed_end(text, start, end))
    written = text[start : span.end]
    if not _KNOWN.match(written):
        message = f"'{clip(written)}' begins with '%', which makes it an instruction to the parser"
        how = "remove it; or indent it if it continues the value above, or quote it"
    elif context.fault.kind is FaultKind.DIRECTIVE and _VERSION.fullmatch(written):
        message, how = "the version of YAML is given twice", "remove this line"
    elif context.fault.kind is FaultKind.DIRECTIVE and written.startswith("%YAML"):
        message = f"'{clip(written)}' asks for a version of YAML that does not exist"
        how = "remove it, or write %YAML 1.2"
    elif context.fault.kind is FaultKind.DIRECTIVE:
        message = f"'{clip(written)}' does not define a tag handle that can be used"
        how = "remove it; plain YAML values need no tags"
    else:
        message, how = "a line that begins with '%' must be followed by '---'", "remove it"
    edit = TextEdit(Span(start, next_line(text, start)), "")
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        span,
        message,
        how,
        fix_title="Remove the line",
        fix=(edit,),
        fix_is_safe=False,
    )


def diagnose_after_document(context: FaultContext, root: Node | None) -> Diagnosis | None:
    """Something comes after the end of the document."""
    text = context.text
    above = previous_content(text, context.line.start)
    if text.startswith("...", context.line.start) or (
        above is not None and text.startswith("...", above.start)
    ):
        return _another_document(context)
    if above is not None and text.startswith("%", above.start):
        return diagnose_directive(FaultContext(text, Fault(FaultKind.DOCUMENT, above.start)))
    if root is None:
        return None
    column = context.column(root.start)
    if isinstance(root, MappingNode) and not root.flow and column > context.line.indent:
        return _outer_lines(context, root, column)
    if isinstance(root, ScalarNode) and context.line.is_structure:
        return without_colon(text, Span(root.start, root.end))
    return _rootless(context, root)


def _another_document(context: FaultContext) -> Diagnosis:
    start = context.at
    end = trimmed_end(context.text, start, line_end(context.text, start))
    marked = context.text.startswith("---", start)
    return Diagnosis((second_document(start, end, behind_end_mark=not marked),), ends=True)


def _outer_lines(context: FaultContext, root: MappingNode, column: int) -> Diagnosis:
    """The first lines are indented, those below them are not."""
    text, line = context.text, context.line
    edits: list[TextEdit] = []
    at = line_start(text, root.start)
    while at < line.start and len(edits) < _MAX_LINES:
        current = read_line(text, at)
        if current.content < current.end and current.indent >= column:
            edits.append(TextEdit(Span(current.start, current.start + column - line.indent), ""))
        at = next_line(text, current.end)
    key = root.entries[0].key if root.entries else root
    span = Span(key.start, key.end)
    below = line.key or Span(line.content, line.end)
    moved = f"by {spaces(line.indent)}" if line.indent else "not at all"
    return Diagnosis.of(
        ProblemKind.BAD_INDENTATION,
        span,
        f"'{clip(text[span.start : span.end])}' is indented by {spaces(column)}, but "
        f"'{clip(text[below.start : below.end])}' below it {moved}",
        "indent both by the same number of spaces",
        fix_title="Indent both alike",
        fix=tuple(edits),
        related=((below, "this line is indented differently"),),
        fix_is_safe=False,
        unreliable_structure=(Span(line_start(text, root.start), line.start),),
    )


def _rootless(context: FaultContext, root: Node) -> Diagnosis:
    """Something follows a value that was the whole document already."""
    text = context.text
    span = Span(context.at, trimmed_end(text, context.at, context.line.end))
    keep_what_follows = context.line.is_structure
    gone = Span(root.start, root.end) if keep_what_follows else span
    opening = Span(root.start, min(root.end, line_end(text, root.start)))
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        span,
        f"'{clip(text[span.start : span.end])}' comes after the end of the document",
        "write one mapping only: one 'key: value' per line",
        related=((opening, "this value is the whole document"),),
        repairs=(TextEdit(gone, ""),),
        unreliable_spans=(Span(min(root.start, span.start), span.end),),
    )

"""E005: a line that fits nowhere, of a field that only the whole file has.

By its columns alone it looks like a part of what stands above it, which has no such field.
"""

from __future__ import annotations

from dataclasses import replace

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.misplaced_fields import belongs_to_the_file
from floe_lsp.syntax import ProblemKind, Span, SyntaxProblem, TextEdit, fields_of
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import quote

from .file_kind import kind_of


def as_field_of_the_file(document: Document, problem: SyntaxProblem) -> SyntaxProblem:
    """Return the problem of such a line with the start of its line as its place."""
    if problem.kind is not ProblemKind.BAD_INDENTATION:
        return problem
    kind, source, start = kind_of(document.path, document), document.text, problem.span.start
    line = source.position(start).line
    begin = source.line_span(line).start
    name = source.text[start : problem.span.end].strip("\"'")
    indent = source.text[begin:start]
    if (
        kind is None
        or not indent
        or indent.strip(" ")
        or not belongs_to_the_file(kind.model, name)
        or name in fields_of(document.root)
    ):
        return problem
    edits = tuple(
        TextEdit(each.span, " " * max(each.span.end - each.span.start - len(indent), 0))
        for each in problem.fix
        if each.span.start >= begin
    )
    if not edits or edits[0].span != Span(begin, start):
        return problem
    depth = counted(len(indent), "space")
    return replace(
        problem,
        message=f"{quote(name)} is indented by {depth}, but it is a field of the whole file",
        suggestion="move it to the start of its line, with what is below it",
        fix_title="Remove the indentation",
        fix=edits,
        related=(),
    )

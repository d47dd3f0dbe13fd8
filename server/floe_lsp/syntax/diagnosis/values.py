"""Values that mean something else to YAML than to the person, until they are quoted."""

from __future__ import annotations

import re

from floe_lsp.syntax.lines import content_start
from floe_lsp.syntax.problems import (
    MAX_OF_A_KIND,
    SPACE_AFTER_COLON,
    ProblemKind,
    SyntaxProblem,
    TextEdit,
)
from floe_lsp.syntax.quoting import clip, quoted
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import read_line
from floe_lsp.syntax.tolerant.neighbours import own_block

from .fault_context import Diagnosis, FaultContext

_CRON = re.compile(r"(?=.*\*)[-*/,\w?#]+(?:[ \t]+[-*/,\w?#]+){4,6}")
_WHY = {
    "*": "a value that begins with '*' is read as an alias, which refers to an anchor",
    "&": "a value that begins with '&' is read as an anchor, a name for what follows",
    "!": "a value that begins with '!' is read as a tag",
    "|": "a value that begins with '|' is read as the start of a block of text",
    ">": "a value that begins with '>' is read as the start of a block of text",
    "?": "a value that begins with '? ' is read as a key",
    "-": "a value that begins with '- ' is read as a list item",
    "%": "'%' cannot begin a value",
    "@": "'@' cannot begin a value",
    "`": "'`' cannot begin a value",
    ",": "',' cannot begin a value",
    "{": "a value that begins with '{' is read as a mapping",
    "[": "a value that begins with '[' is read as a list",
}
JINJA = "YAML reads '{' as the start of a mapping"
COLON = "': ' inside a value begins a mapping"


def needs_quotes(
    text: str, span: Span, why: str | None = None, *, certain: bool = False
) -> Diagnosis:
    """Say that the value at ``span`` needs quotes, and read on as if it had them."""
    value = text[span.start : span.end]
    in_quotes = quoted(value)
    reason = why or _WHY.get(value[:1], "it contains characters that mean something to YAML")
    if _CRON.fullmatch(value):
        suggestion = f"quote the cron expression: {clip(in_quotes)}"
    else:
        suggestion = f"quote it: {clip(in_quotes)}"
    edits = quote_edits(text, span)
    return Diagnosis.of(
        ProblemKind.NEEDS_QUOTES,
        span,
        f"'{clip(value)}' needs quotes: {reason}",
        suggestion,
        fix_title="Add quotes",
        fix=edits,
        unreliable_structure=() if certain else (own_block(text, span.start),),
        certain=certain,
    )


def quote_edits(text: str, span: Span) -> tuple[TextEdit, ...]:
    """Return the edits that quote ``span``, as insertions where nothing inside changes."""
    value = text[span.start : span.end]
    in_quotes = quoted(value)
    if in_quotes[1:-1] != value:
        return (TextEdit(span, in_quotes),)
    return (
        TextEdit(Span(span.start, span.start), in_quotes[0]),
        TextEdit(Span(span.end, span.end), in_quotes[0]),
    )


def diagnose_reserved(context: FaultContext) -> Diagnosis | None:
    """A value or key that begins with a character that no value may begin with."""
    span = context.value
    first = "" if span is None else context.text[span.start : span.start + 1]
    if span is None or first not in _WHY or first in "{[" or span.start > context.at:
        return _reserved_key(context)
    ends_there = context.text[content_start(context.text, span.end) :][:1] in {",", "]", "}"}
    return needs_quotes(context.text, span, certain=bool(context.brackets) and ends_there)


def _reserved_key(context: FaultContext) -> Diagnosis | None:
    """``@key: value``: the key begins with such a character."""
    line = read_line(context.text, context.at)
    if line.entry is None or not line.entry.start <= context.at < line.entry.end:
        return None
    first = context.text[line.entry.start]
    if first not in "@`%*&!":
        return None
    why = f"a key cannot begin with '{first}'" if first in "@`%" else None
    return needs_quotes(context.text, line.entry, why)


def diagnose_jinja(context: FaultContext, spans: list[Span]) -> Diagnosis | None:
    """Values that begin with ``{{`` or ``{%``, all at once."""
    if not spans:
        return None
    described = spans[:MAX_OF_A_KIND]
    problems = [
        needs_quotes(context.text, span, JINJA, certain=True).problems[0] for span in described
    ]
    edits = [edit for span in spans for edit in quote_edits(context.text, span)]
    return Diagnosis(tuple(problems), tuple(edits), certain=True, more=len(spans) - len(described))


def missing_space(text: str, at: int) -> SyntaxProblem:
    """Say that a space was forgotten at ``at``, after a colon in brackets."""
    start = at - 1
    while start > 0 and text[start - 1] not in " \t\r\n,[{":
        start -= 1
    edit = TextEdit(Span(at, at), " ")
    return SyntaxProblem(
        ProblemKind.INVALID_YAML,
        Span(start, at),
        f"there is no space after '{clip(text[start:at])}'",
        SPACE_AFTER_COLON,
        fix_title="Insert a space",
        fix=(edit,),
    )

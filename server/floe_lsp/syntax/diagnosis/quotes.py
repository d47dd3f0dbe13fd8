"""Quotes that nobody closes, and text after those that are closed too early."""

from __future__ import annotations

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.lines import line_end, next_line, trimmed_end
from floe_lsp.syntax.nodes import ScalarNode
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.quoting import clip, quoted
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import closing_quote, read_line
from floe_lsp.syntax.tolerant.neighbours import own_block

from .fault_context import Diagnosis, FaultContext, is_quoted

_MAX_LINES = 1_000


def diagnose_unclosed_quote(context: FaultContext) -> Diagnosis | None:
    """A quote whose text swallows the lines below it, up to the next quote or the end."""
    opening = _suspect(context)
    if opening is None:
        return None
    return unclosed_quote(context.text, opening, in_brackets=bool(context.brackets))


def unclosed_quote(text: str, opening: int, *, in_brackets: bool) -> Diagnosis:
    """Say that the quote at ``opening`` is not closed, and close it where it was likely meant."""
    quote = text[opening]
    end = _closing_place(text, opening, in_brackets=in_brackets)
    edit = TextEdit(Span(end, end), quote)
    return Diagnosis.of(
        ProblemKind.UNCLOSED_QUOTE,
        Span(opening, opening + 1),
        f"the {quote} that opens here is never closed",
        f"close it: {clip(text[opening:end])}{quote}",
        fix_title=f"Insert the closing {quote}",
        fix=(edit,),
        fix_is_safe=False,
        unreliable_spans=(Span(opening, end + 1),),
        unreliable_structure=(own_block(text, opening),),
    )


def _suspect(context: FaultContext) -> int | None:
    """Return where the quote opens that is to blame, if one is."""
    fault, text, last = context.fault, context.text, context.last
    if fault.kind is FaultKind.QUOTE:
        return fault.start
    if (
        isinstance(last, ScalarNode)
        and is_quoted(last)
        and last.end <= context.at <= line_end(text, last.end)
        and _swallows_structure(text, last.start, last.end)
    ):
        return last.start
    if fault.kind in {FaultKind.COLON_EXPECTED, FaultKind.COLON_UNEXPECTED}:
        start = fault.start if fault.start is not None else context.line.content
        line = read_line(text, start)
        if line.body < line.end and text[line.body] in "\"'":
            closed = closing_quote(text, line.body, line.end)
            return line.body if closed is None else None
    return None


def _swallows_structure(text: str, start: int, end: int) -> bool:
    """Whether quoted text holds a line that begins an entry beside its own."""
    first = read_line(text, start)
    column = max(first.column_around(start), 0)
    at = next_line(text, first.end)
    for _ in range(_MAX_LINES):
        if at >= end:
            break
        line = read_line(text, at)
        if line.is_structure and line.indent <= column:
            return True
        at = next_line(text, line.end)
    return False


def _closing_place(text: str, opening: int, *, in_brackets: bool) -> int:
    """Return where the quote was most likely meant to close."""
    line = read_line(text, opening)
    end = trimmed_end(text, opening + 1, line.end)
    if in_brackets:
        stops = [at for at in (text.find(mark, opening, end) for mark in ",]}") if at >= 0]
        return trimmed_end(text, opening + 1, min([*stops, end]))
    if opening == line.content:
        return end  # nothing above it that its text could belong to
    column = line.column_around(opening)
    at = next_line(text, line.end)
    for _ in range(_MAX_LINES):
        if at >= len(text):
            break
        following = read_line(text, at)
        if following.is_structure or following.is_blank or following.indent <= column:
            break
        end = trimmed_end(text, following.content, following.end)
        at = next_line(text, following.end)
    return end


def diagnose_text_after_quote(context: FaultContext) -> Diagnosis | None:
    """``'it's fine'``, ``"say "hi" now"``, ``"a" b``: the quotes end before the value does."""
    text, span = context.text, context.value
    if span is None or span.start >= span.end or text[span.start] not in "\"'":
        return None
    closed = closing_quote(text, span.start, span.end)
    if closed is None or closed >= span.end or closed > context.at:
        return None
    quote, value = text[span.start], text[span.start : span.end]
    follows = text[closed : span.end]
    if context.brackets and follows[0] in " \t\r\n":
        return None  # rather a comma that is missing
    ends_quoted = value.endswith(quote)
    inner = value[1:-1] if ends_quoted else value[1 : closed - span.start - 1] + follows
    if quote == "'" and text[closed - 2].isalnum() and text[closed].isalnum():
        place = Span(closed - 1, closed)
        message = "this apostrophe ends the text in quotes"
        how = "write an apostrophe in single quotes twice, or use double quotes"
        if not ends_quoted:
            inner = value
    elif ends_quoted:
        place = Span(closed, span.end)
        message = f"the quotes are closed already before '{clip(follows.strip())}'"
        how = "use the other kind of quotes around the whole value"
    else:
        start = closed + len(follows) - len(follows.lstrip())
        place = Span(start, span.end)
        message = f"'{clip(follows.strip())}' comes after the closing quote"
        how = "put all of the value inside the quotes"
    in_quotes = quoted(inner.replace("''", "'") if quote == "'" else inner)
    edit = TextEdit(span, in_quotes)
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        place,
        message,
        f"{how}: {clip(in_quotes)}",
        fix_title="Quote the whole value",
        fix=(edit,),
        fix_is_safe=False,
    )

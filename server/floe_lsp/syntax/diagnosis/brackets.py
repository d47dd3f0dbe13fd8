"""Brackets and braces: not closed, closed wrongly, and what goes wrong between them."""

from __future__ import annotations

from dataclasses import dataclass

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.graph_problems import no_key
from floe_lsp.syntax.lines import line_start, trimmed_end
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.quoting import clip
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import read_line
from floe_lsp.syntax.tolerant.flow_tokens import FILLING, flow_item, flow_pieces
from floe_lsp.syntax.tolerant.neighbours import own_block

from .fault_context import Diagnosis, FaultContext
from .stray import diagnose_stray_start
from .values import COLON, needs_quotes

_CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class _Extent:
    """How far a flow collection reaches."""

    close: int | None
    """Offset of the bracket that closes it, of whichever kind."""
    end: int
    """Where its last piece of text ends when nothing closes it."""


def diagnose_in_brackets(context: FaultContext) -> Diagnosis | None:
    """A fault between brackets."""
    bracket = _bracket(context)
    if bracket is None:
        return None
    extent = _extent(context, bracket)
    if extent.close is None:
        line = read_line(context.text, bracket)
        stray = diagnose_stray_start(context.text, line) if line.content == bracket else None
        return stray or _unclosed(context.text, bracket, extent.end)
    closing = _CLOSING[context.text[bracket]]
    if context.text[extent.close] != closing:
        without = _extent(context, bracket, ignored=extent.close).close
        if without is not None and context.text[without] == closing:
            return _stray(context.text, extent.close)
        return _mismatched(context.text, bracket, extent.close)
    if context.at > extent.close:
        return None
    if context.fault.kind is FaultKind.VALUE_EXPECTED:
        return _no_value(context)
    if context.char == ":":
        return _second_colon(context, bracket)
    return _missing_comma(context)


def diagnose_stray_bracket(context: FaultContext) -> Diagnosis | None:
    """A closing bracket where none is open."""
    if context.brackets or context.char not in {"]", "}"}:
        return None
    return _stray(context.text, context.at)


def _stray(text: str, at: int) -> Diagnosis:
    span = Span(at, at + 1)
    edit = TextEdit(span, "")
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        span,
        f"this '{text[at]}' closes nothing",
        "remove it, or open it before",
        fix_title=f"Remove '{text[at]}'",
        fix=(edit,),
        fix_is_safe=False,
    )


def _bracket(context: FaultContext) -> int | None:
    flow = {FaultKind.IN_FLOW_LIST, FaultKind.IN_FLOW_MAPPING}
    start = context.fault.start
    if (
        context.fault.kind in flow
        and start is not None
        and context.text[start : start + 1] in _CLOSING
    ):
        return start
    return context.brackets[-1] if context.brackets else None


def _extent(context: FaultContext, bracket: int, ignored: int | None = None) -> _Extent:
    """Follow a flow collection until it is closed, or until block structure begins again."""
    text = context.text
    column = read_line(text, bracket).column_around(bracket)
    depth = 0
    end = bracket
    for kind, at, stop in flow_pieces(text, bracket, len(text), context.budget):
        if kind == "open":
            depth += 1
        elif kind == "close" and at != ignored:
            depth -= 1
            if depth == 0:
                return _Extent(at, stop)
        elif kind == "break" and _ends_flow(text, stop, column):
            break
        if kind not in FILLING and kind != "comment":
            end = stop
    return _Extent(None, end)


def _ends_flow(text: str, start: int, column: int) -> bool:
    if text.startswith(("---", "..."), start):
        return True
    line = read_line(text, start)
    return line.is_structure and line.indent <= column


def _unclosed(text: str, bracket: int, end: int) -> Diagnosis:
    opening = text[bracket]
    closing = _CLOSING[opening]
    edit = TextEdit(Span(end, end), closing)
    fix = (edit,) if line_start(text, end) == line_start(text, bracket) else ()
    return Diagnosis.of(
        ProblemKind.UNCLOSED_BRACKET,
        Span(bracket, bracket + 1),
        f"the '{opening}' that opens here is never closed",
        f"close it with '{closing}'",
        fix_title=f"Insert '{closing}'" if fix else None,
        fix=fix,
        fix_is_safe=False,
        repairs=(edit,),
        unreliable_spans=(Span(bracket + 1, end + 1),),
        unreliable_structure=(own_block(text, bracket),),
    )


def _mismatched(text: str, bracket: int, close: int) -> Diagnosis:
    opening, found = text[bracket], text[close]
    span = Span(close, close + 1)
    edit = TextEdit(span, _CLOSING[opening])
    return Diagnosis.of(
        ProblemKind.UNCLOSED_BRACKET,
        Span(bracket, bracket + 1),
        f"the '{opening}' that opens here is closed by '{found}'",
        f"close it with '{_CLOSING[opening]}'",
        fix_title=f"Replace '{found}' with '{_CLOSING[opening]}'",
        fix=(edit,),
        related=((span, f"this '{found}' stands where '{_CLOSING[opening]}' must"),),
        fix_is_safe=False,
        unreliable_spans=(Span(bracket + 1, close + 1),),
    )


def _no_value(context: FaultContext) -> Diagnosis | None:
    """A comma, dash or colon where an item must stand."""
    text, at = context.text, context.at
    if context.char == ",":
        message, how = "there is no item before this ','", "remove the comma"
    elif context.char == "-":
        message = "'- ' cannot begin an item inside brackets"
        how = "separate the items with commas alone"
    elif context.char == ":":
        return Diagnosis((no_key(at),), (TextEdit(Span(at, at + 1), ""),), (Span(at, at + 1),))
    else:
        return None
    span = Span(at, at + 1)
    edit = TextEdit(span, "")
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        span,
        message,
        how,
        fix_title=f"Remove '{text[at]}'",
        fix=(edit,),
        fix_is_safe=False,
    )


def _second_colon(context: FaultContext, bracket: int) -> Diagnosis | None:
    """``{a: 1 b: 2}`` lacks a comma; in ``{a: b: c}`` and ``[a: b: c]`` the value needs quotes."""
    text = context.text
    item = flow_item(text, bracket, max(context.at - 1, bracket + 1), context.budget)
    before = text[item.start : context.at]
    words = before.split()
    if text[bracket] == "{" and len(words) > 1:
        word = context.at - len(before) + before.rindex(words[-1])
        return _comma_before(text, word, Span(word, context.at))
    whole = flow_item(text, bracket, context.at, context.budget)
    return needs_quotes(text, Span(item.start, max(whole.end, item.end)), COLON)


def _missing_comma(context: FaultContext) -> Diagnosis | None:
    text = context.text
    if context.at >= len(text) or context.char in ",?":
        return None
    item = flow_item(text, context.at - 1, context.at, context.budget)
    return _comma_before(text, context.at, Span(context.at, max(item.end, context.at + 1)))


def _comma_before(text: str, at: int, span: Span) -> Diagnosis:
    end = at
    while end > 0 and text[end - 1] in " \t\r\n":
        end -= 1
    edit = TextEdit(Span(end, end), ",")
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        Span(span.start, trimmed_end(text, span.start, span.end)),
        f"there is no ',' before '{clip(text[span.start : span.end])}'",
        "separate the items with commas; or quote the text if it is one",
        fix_title="Insert ','",
        fix=(edit,),
        fix_is_safe=False,
    )

"""Brackets and braces: not closed, closed wrongly, and what goes wrong between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.graph_problems import no_key
from floe_lsp.syntax.lines import line_end, line_start, next_line, trimmed_end
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.quoting import clip, quoted
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import read_line
from floe_lsp.syntax.tolerant.flow_tokens import FILLING, FlowPiece, flow_item, flow_pieces
from floe_lsp.syntax.tolerant.neighbours import own_block, run_of

from .fault_context import Diagnosis, FaultContext
from .stray import diagnose_stray_start
from .values import COLON, needs_quotes

_MOST_BESIDE = 1_000
"""Lines below a bracket in which the key before it is looked for."""
_MOST_QUOTED = 50
_TEXT_IN_COMMENT = re.compile(r"#[^\W_]")
"""Who writes a comment leaves a blank behind its sign."""
_SIGN_IN_FLOW = re.compile(r"[\s,\[\]{}]#[^\W_]")
_MOST_COMMENTS = 1_000
_ITEM_END = re.compile(r"[,\[\]{}]")
_DEEPER = {"open": 1, "close": -1}
_BEFORE_ITEM = frozenset({"open", "comma", "colon"})
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
        return (
            stray
            or _closed_in_comment(context, bracket, extent.end)
            or _unclosed(context.text, bracket, extent.end)
        )
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
        f"this '{text[at]}' closes nothing: no bracket is open before it",
        "remove it, or write the opening bracket where it belongs",
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
    title, how = f"Insert '{closing}'", f"close it with '{closing}'"
    again = _written_again(text, bracket)
    if again is not None:
        fix = (TextEdit(Span(line_start(text, bracket), next_line(text, bracket)), ""),)
        title, how = "Remove the line", f"remove this line: '{again}' is written again below"
    return Diagnosis.of(
        ProblemKind.UNCLOSED_BRACKET,
        Span(bracket, bracket + 1),
        f"the '{opening}' that opens here is never closed",
        how,
        fix_title=title if fix else None,
        fix=fix,
        fix_is_safe=False,
        repairs=(edit,),
        unreliable_spans=(Span(bracket + 1, end + 1),),
        unreliable_structure=(own_block(text, bracket),),
    )


def _written_again(text: str, bracket: int) -> str | None:
    """Return the key of a line that ends in a bracket, if the key stands again beside it below."""
    line = read_line(text, bracket)
    if line.key is None or line.is_item or text[bracket + 1 : line.end].strip():
        return None
    name = text[slice(*line.key)]
    beside = (each for each in islice(run_of(text, line), 1, _MOST_BESIDE) if each.key is not None)
    keys = (text[slice(*each.key)] for each in beside if each.key and each.indent == line.indent)
    return clip(name) if name in keys else None


def _closed_in_comment(context: FaultContext, bracket: int, end: int) -> Diagnosis | None:
    """``[#a, b]``: what closes the bracket stands behind a sign that begins a comment."""
    text = context.text
    # Comments may follow the last item on lines of their own.
    limit = min(line_end(text, end) + _MOST_COMMENTS, len(text))
    if not _SIGN_IN_FLOW.search(text, bracket, limit):
        return None
    item = None
    depth = 0
    for piece in flow_pieces(text, bracket, limit, context.budget):
        if piece.kind == "comment" and _is_text(text, item, piece.start):
            items = _items_to(context, item or piece, piece.start, depth)
            if items:
                return _to_be_quoted(text, bracket, items)
        elif piece.start > end and piece.kind not in {*FILLING, "comment"}:
            return None
        depth += _DEEPER.get(piece.kind, 0)
        item = _item_after(piece, item)
    return None


def _item_after(piece: FlowPiece, item: FlowPiece | None) -> FlowPiece | None:
    """Return the first piece of what is written between two commas so far."""
    if piece.kind in _BEFORE_ITEM:
        return None
    if piece.kind == "close":
        return piece
    return piece if item is None and piece.kind not in {*FILLING, "comment"} else item


def _is_text(text: str, item: FlowPiece | None, sign: int) -> bool:
    """Whether what begins with a sign may be meant as an item, or as the end of a plain one."""
    if not _TEXT_IN_COMMENT.match(text, sign):
        return False
    if item is None:
        return True
    return item.kind == "plain" and line_start(text, item.start) == line_start(text, sign)


def _items_to(context: FaultContext, item: FlowPiece, sign: int, depth: int) -> list[Span]:
    """Return the items with such signs, from one on to the end of its line.

    None if the bracket is not closed there even if all of them are text.
    """
    text = context.text
    stop = line_end(text, sign)
    found: list[Span] = []
    while len(found) < _MOST_QUOTED:
        after = _ITEM_END.search(text, sign, stop)
        if after is None or after[0] in _CLOSING:
            return []
        found.append(Span(item.start, trimmed_end(text, item.start, after.start())))
        first = None
        for piece in flow_pieces(text, after.start(), stop, context.budget):
            depth += _DEEPER.get(piece.kind, 0)
            if depth == 0:
                return found
            if piece.kind == "comment":
                break
            first = _item_after(piece, first)
        else:
            return []
        if not _is_text(text, first, piece.start):
            return []
        item, sign = first or piece, piece.start
    return []


def _to_be_quoted(text: str, bracket: int, items: list[Span]) -> Diagnosis:
    # What is in the comment is not repeated: nobody has looked yet at what it is.
    sign = text.index("#", items[0].start)
    fix = tuple(TextEdit(each, quoted(text[each.start : each.end])) for each in items)
    return Diagnosis.of(
        ProblemKind.NEEDS_QUOTES,
        Span(sign, items[0].end),
        f"this '#' begins a comment, so the '{text[bracket]}' before it is never closed",
        "quote what is meant as text",
        fix_title="Quote it" if len(items) == 1 else f"Quote {len(items)} items",
        fix=fix,
        fix_is_safe=False,
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
        related=((span, f"this '{found}' is where '{_CLOSING[opening]}' is needed"),),
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

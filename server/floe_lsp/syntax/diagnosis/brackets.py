"""Brackets and braces: not closed, closed wrongly, and what goes wrong between them."""

from __future__ import annotations

from dataclasses import dataclass

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.graph_problems import no_key
from floe_lsp.syntax.lines import line_start, trimmed_end
from floe_lsp.syntax.problems import ProblemKind, SyntaxProblem, TextEdit
from floe_lsp.syntax.quoting import clip
from floe_lsp.syntax.text import Span

from .fault_context import Explanation, Scene
from .flow import flow_item, flow_token
from .shapes import own_block, read_line
from .stray import explain_stray_start
from .values import COLON, needs_quotes

_CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class _Extent:
    """How far a flow collection reaches."""

    close: int | None
    """Offset of the bracket that closes it, of whichever kind."""
    end: int
    """Where its last piece of text ends when nothing closes it."""


def explain_in_brackets(scene: Scene) -> Explanation | None:
    """Explain a fault between brackets."""
    bracket = _bracket(scene)
    if bracket is None:
        return None
    extent = _extent(scene, bracket)
    if extent.close is None:
        line = read_line(scene.text, bracket)
        stray = explain_stray_start(scene.text, line) if line.content == bracket else None
        return stray or _unclosed(scene.text, bracket, extent.end)
    closing = _CLOSING[scene.text[bracket]]
    if scene.text[extent.close] != closing:
        without = _extent(scene, bracket, ignored=extent.close).close
        if without is not None and scene.text[without] == closing:
            return _stray(scene.text, extent.close)
        return _mismatched(scene.text, bracket, extent.close)
    if scene.at > extent.close:
        return None
    if scene.fault.kind is FaultKind.VALUE_EXPECTED:
        return _no_value(scene)
    if scene.char == ":":
        return _second_colon(scene, bracket)
    return _missing_comma(scene)


def explain_stray_bracket(scene: Scene) -> Explanation | None:
    """A closing bracket where none is open."""
    if scene.brackets or scene.char not in {"]", "}"}:
        return None
    return _stray(scene.text, scene.at)


def _stray(text: str, at: int) -> Explanation:
    span = Span(at, at + 1)
    edit = TextEdit(span, "")
    return Explanation(
        (
            SyntaxProblem(
                ProblemKind.INVALID_YAML,
                span,
                f"this '{text[at]}' closes nothing",
                "remove it, or open it before",
                fix_title=f"Remove '{text[at]}'",
                fix=(edit,),
                fix_is_safe=False,
            ),
        ),
        (edit,),
    )


def _bracket(scene: Scene) -> int | None:
    flow = {FaultKind.IN_FLOW_LIST, FaultKind.IN_FLOW_MAPPING}
    context = scene.fault.context
    if (
        scene.fault.kind in flow
        and context is not None
        and scene.text[context : context + 1] in _CLOSING
    ):
        return context
    return scene.brackets[-1] if scene.brackets else None


def _extent(scene: Scene, bracket: int, ignored: int | None = None) -> _Extent:
    """Follow a flow collection until it is closed, or until block structure begins again."""
    text = scene.text
    line = read_line(text, bracket)
    if line.key is not None and line.key.start < bracket:
        column = line.key.start - line.start
    elif line.dashes:
        column = line.dashes[-1] - line.start
    else:
        column = line.indent - 1
    depth = 0
    at = end = bracket
    while at < len(text) and scene.effort.spend():
        kind, stop = flow_token(text, at)
        if kind == "open":
            depth += 1
        elif kind == "close" and at != ignored:
            depth -= 1
            if depth == 0:
                return _Extent(at, stop)
        elif kind == "break" and _ends_flow(text, stop, column):
            break
        at = stop
        if kind not in {"break", "blank", "comment"}:
            end = at
    return _Extent(None, end)


def _ends_flow(text: str, start: int, column: int) -> bool:
    if text.startswith(("---", "..."), start):
        return True
    line = read_line(text, start)
    return line.is_structure and line.indent <= column


def _unclosed(text: str, bracket: int, end: int) -> Explanation:
    opening = text[bracket]
    closing = _CLOSING[opening]
    edit = TextEdit(Span(end, end), closing)
    fix = (edit,) if line_start(text, end) == line_start(text, bracket) else ()
    return Explanation(
        (
            SyntaxProblem(
                ProblemKind.UNCLOSED_BRACKET,
                Span(bracket, bracket + 1),
                f"the '{opening}' that opens here is never closed",
                f"close it with '{closing}'",
                fix_title=f"Insert '{closing}'" if fix else None,
                fix=fix,
                fix_is_safe=False,
            ),
        ),
        (edit,),
        (Span(bracket + 1, end + 1),),
        (own_block(text, bracket),),
    )


def _mismatched(text: str, bracket: int, close: int) -> Explanation:
    opening, found = text[bracket], text[close]
    span = Span(close, close + 1)
    edit = TextEdit(span, _CLOSING[opening])
    return Explanation(
        (
            SyntaxProblem(
                ProblemKind.UNCLOSED_BRACKET,
                Span(bracket, bracket + 1),
                f"the '{opening}' that opens here is closed by '{found}'",
                f"close it with '{_CLOSING[opening]}'",
                fix_title=f"Replace '{found}' with '{_CLOSING[opening]}'",
                fix=(edit,),
                related=((span, f"this '{found}' stands where '{_CLOSING[opening]}' must"),),
                fix_is_safe=False,
            ),
        ),
        (edit,),
        (Span(bracket + 1, close + 1),),
    )


def _no_value(scene: Scene) -> Explanation | None:
    """A comma, dash or colon where an item must stand."""
    text, at = scene.text, scene.at
    if scene.char == ",":
        message, how = "there is no item before this ','", "remove the comma"
    elif scene.char == "-":
        message = "'- ' cannot begin an item inside brackets"
        how = "separate the items with commas alone"
    elif scene.char == ":":
        return Explanation((no_key(at),), (TextEdit(Span(at, at + 1), ""),), (Span(at, at + 1),))
    else:
        return None
    span = Span(at, at + 1)
    edit = TextEdit(span, "")
    return Explanation(
        (
            SyntaxProblem(
                ProblemKind.INVALID_YAML,
                span,
                message,
                how,
                fix_title=f"Remove '{text[at]}'",
                fix=(edit,),
                fix_is_safe=False,
            ),
        ),
        (edit,),
    )


def _second_colon(scene: Scene, bracket: int) -> Explanation | None:
    """``{a: 1 b: 2}`` lacks a comma; in ``{a: b: c}`` and ``[a: b: c]`` the value needs quotes."""
    text = scene.text
    item = flow_item(text, bracket, max(scene.at - 1, bracket + 1), scene.effort)
    before = text[item.start : scene.at]
    words = before.split()
    if text[bracket] == "{" and len(words) > 1:
        word = scene.at - len(before) + before.rindex(words[-1])
        return _comma_before(text, word, Span(word, scene.at))
    whole = flow_item(text, bracket, scene.at, scene.effort)
    return needs_quotes(text, Span(item.start, max(whole.end, item.end)), COLON)


def _missing_comma(scene: Scene) -> Explanation | None:
    text = scene.text
    if scene.at >= len(text) or scene.char in ",?":
        return None
    item = flow_item(text, scene.at - 1, scene.at, scene.effort)
    return _comma_before(text, scene.at, Span(scene.at, max(item.end, scene.at + 1)))


def _comma_before(text: str, at: int, span: Span) -> Explanation:
    end = at
    while end > 0 and text[end - 1] in " \t\r\n":
        end -= 1
    edit = TextEdit(Span(end, end), ",")
    return Explanation(
        (
            SyntaxProblem(
                ProblemKind.INVALID_YAML,
                Span(span.start, trimmed_end(text, span.start, span.end)),
                f"there is no ',' before '{clip(text[span.start : span.end])}'",
                "separate the items with commas; or quote the text if it is one",
                fix_title="Insert ','",
                fix=(edit,),
                fix_is_safe=False,
            ),
        ),
        (edit,),
    )

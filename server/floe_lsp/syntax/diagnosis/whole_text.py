"""Mistakes that are looked for in the whole text as soon as one of them stops the parser."""

from __future__ import annotations

import re

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.lines import line_end
from floe_lsp.syntax.problems import ProblemKind, SyntaxProblem, TextEdit
from floe_lsp.syntax.quoting import clip
from floe_lsp.syntax.text import Span

from .fault_context import Explanation, Scene
from .outline import outline
from .shapes import value_end
from .tabs import explain_tabs
from .values import explain_jinja, quote_edits

_TIGHT_COLON = re.compile(r":[^\s]")
_IN_FLOW = frozenset(
    {
        FaultKind.IN_FLOW_LIST,
        FaultKind.IN_FLOW_MAPPING,
        FaultKind.VALUE_EXPECTED,
    }
)


def explain_everywhere(scene: Scene) -> Explanation | None:
    """Tabs, Jinja without quotes, and words in brackets that only the C parser refuses."""
    if _at_tab(scene):
        return explain_tabs(scene)
    if _at_jinja(scene):
        return explain_jinja(scene, _jinja(scene))
    if scene.fault.kind is FaultKind.COLON_IN_FLOW or (
        scene.fault.kind in _IN_FLOW
        and (
            "?" in scene.text[max(scene.at - 1, 0) : scene.at + 1]
            or _TIGHT_COLON.match(scene.text, scene.at)
            or "\t" in scene.text[scene.line.content : scene.at]
        )
    ):
        return _words_in_brackets(scene)
    return None


def _jinja(scene: Scene) -> list[Span]:
    """Return the values with Jinja in the text, and in any case the one at the fault."""
    found = outline(scene).jinja
    at = scene.at
    if scene.fault.kind is FaultKind.MISREAD and not any(
        span.start <= at < span.end for span in found
    ):
        end = line_end(scene.text, at)
        found = [Span(at, value_end(scene.text, at, end))]
    return found


def _at_tab(scene: Scene) -> bool:
    if scene.fault.kind is FaultKind.TAB:
        return True
    white = scene.text[scene.line.start : scene.line.content]
    return (scene.fault.kind is FaultKind.TOKEN and scene.char == "\t") or (
        "\t" in white and not scene.brackets
    )


def _at_jinja(scene: Scene) -> bool:
    if scene.fault.kind is FaultKind.MISREAD:
        return True
    starts = list(scene.brackets)
    if scene.line.value is not None:
        starts.append(scene.line.value.start)
    return any(
        scene.text.startswith(("{{", "{%"), start) and scene.line.start <= start <= scene.at
        for start in starts
    )


def _words_in_brackets(scene: Scene) -> Explanation | None:
    """Quote the words that are fine but stop the C parser, if the fault is at one of them."""
    found = outline(scene)
    line = scene.line
    here = [
        span
        for span in (*found.words, *(edit.span for edit in found.insertions))
        if span.start - 1 <= scene.at <= span.end + 1
    ]
    spaces = [at for at in found.missing_spaces if line.start <= at - 1 and at - 1 == scene.at]
    if not here and not spaces:
        return None
    edits = list(found.insertions)  # first: a space goes before the quote at the same place
    edits += [edit for span in found.words for edit in quote_edits(scene.text, span)]
    problems = [_missing_space(scene.text, at) for at in found.missing_spaces]
    edits += [TextEdit(Span(at, at), " ") for at in found.missing_spaces]
    edits.sort(key=lambda edit: edit.span)
    return Explanation(tuple(problems), tuple(edits), certain=not problems)


def _missing_space(text: str, at: int) -> SyntaxProblem:
    start = at - 1
    while start > 0 and text[start - 1] not in " \t\r\n,{":
        start -= 1
    edit = TextEdit(Span(at, at), " ")
    return SyntaxProblem(
        ProblemKind.INVALID_YAML,
        Span(start, at),
        f"there is no space behind '{clip(text[start:at])}'",
        "write a space behind the colon",
        fix_title="Insert a space",
        fix=(edit,),
    )

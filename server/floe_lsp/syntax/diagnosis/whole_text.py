"""Mistakes that are looked for in the whole text as soon as one of them stops the parser."""

from __future__ import annotations

import re

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.lines import line_end
from floe_lsp.syntax.problems import TextEdit
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import value_end

from .fault_context import Diagnosis, FaultContext
from .tabs import diagnose_tabs
from .text_scan import scan_text
from .values import diagnose_jinja, missing_space, quote_edits

_TIGHT_COLON = re.compile(r":[^\s]")
_IN_FLOW = frozenset(
    {
        FaultKind.IN_FLOW_LIST,
        FaultKind.IN_FLOW_MAPPING,
        FaultKind.VALUE_EXPECTED,
    }
)


def diagnose_whole_text(context: FaultContext) -> Diagnosis | None:
    """Tabs, Jinja without quotes, and words in brackets that only the C parser refuses."""
    if _at_tab(context):
        return diagnose_tabs(context)
    if _at_jinja(context):
        return diagnose_jinja(context, _jinja(context))
    if context.fault.kind is FaultKind.COLON_IN_FLOW or (
        context.fault.kind in _IN_FLOW
        and (
            "?" in context.text[max(context.at - 1, 0) : context.at + 1]
            or _TIGHT_COLON.match(context.text, context.at)
            or "\t" in context.text[context.line.content : context.at]
        )
    ):
        return _words_in_brackets(context)
    return None


def _jinja(context: FaultContext) -> list[Span]:
    """Return the values with Jinja in the text, and in any case the one at the fault."""
    found = scan_text(context).jinja
    at = context.at
    if context.fault.kind is FaultKind.MISREAD and not any(
        span.start <= at < span.end for span in found
    ):
        end = line_end(context.text, at)
        found = [Span(at, value_end(context.text, at, end))]
    return found


def _at_tab(context: FaultContext) -> bool:
    if context.fault.kind is FaultKind.TAB:
        return True
    white = context.text[context.line.start : context.line.content]
    return (context.fault.kind is FaultKind.TOKEN and context.char == "\t") or (
        "\t" in white and not context.brackets
    )


def _at_jinja(context: FaultContext) -> bool:
    if context.fault.kind is FaultKind.MISREAD:
        return True
    starts = list(context.brackets)
    if context.line.value is not None:
        starts.append(context.line.value.start)
    return any(
        context.text.startswith(("{{", "{%"), start) and context.line.start <= start <= context.at
        for start in starts
    )


def _words_in_brackets(context: FaultContext) -> Diagnosis | None:
    """Quote the words that are fine but stop the C parser, if the fault is at one of them."""
    found = scan_text(context)
    line = context.line
    words, missing = found.words, list(found.missing_spaces)
    if context.as_libyaml:
        words, missing = [*words, *found.missing_spaces.values()], []
    here = [
        span
        for span in (*words, *(edit.span for edit in found.insertions))
        if span.start - 1 <= context.at <= span.end + 1
    ]
    spaces = [at for at in missing if line.start <= at - 1 and at - 1 == context.at]
    if not here and not spaces:
        return None
    edits = list(found.insertions)  # first: a space goes before the quote at the same place
    edits += [edit for span in words for edit in quote_edits(context.text, span)]
    edits += [TextEdit(Span(at, at), " ") for at in missing]
    edits.sort(key=lambda edit: edit.span)
    if context.as_libyaml:
        missing = [at + 1 for at in found.tight_colons]
    problems = [missing_space(context.text, at) for at in missing]
    return Diagnosis(tuple(problems), tuple(edits), certain=not problems)

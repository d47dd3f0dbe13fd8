"""Characters too many or too few at the ends of a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from floe_lsp.syntax.lines import trimmed_end
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.quoting import clip
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import BlockLine, value_end
from floe_lsp.syntax.tolerant.neighbours import lines_above, lines_below, neighbourhood, own_block

from .fault_context import Diagnosis, FaultContext

_STRAY = frozenset({",", ">", "|", ")", "]", "}"})
_CLOSING = frozenset("]}\"'")
_STRAY_BEFORE_BLANK = frozenset("!&*%@`")
_ENTRY = re.compile(r"(?P<blank>[ \t]*)(?:(?P<key>[\w.$-]+):|-)(?=[ \t]|\Z)")
_MOST_LINES = 1_000
_TIGHT_DASH = re.compile(r"-(?![\s\d.-])")


def diagnose_stray_start(text: str, line: BlockLine) -> Diagnosis | None:
    """``, key: value``, ``>key: value``: a character before an entry that is not part of it."""
    sign = text[line.content : line.content + 1]
    entry = _ENTRY.match(text, line.content + 1, line.end)
    if line.content >= line.end or entry is None:
        return None
    closing = {"[": "]", "{": "}"}.get(sign)
    if (
        sign not in _STRAY
        and not (sign in _STRAY_BEFORE_BLANK and entry["blank"])
        and not (closing and text.find(closing, line.content, line.end) < 0)
    ):
        return None
    what = f"the key '{clip(entry['key'])}'" if entry["key"] else "a list item"
    span = Span(line.content, line.content + 1)
    edit = TextEdit(span, "")
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        span,
        f"this '{sign}' cannot come before {what}",
        "remove it",
        fix_title=f"Remove '{sign}'",
        fix=(edit,),
        fix_is_safe=False,
        unreliable_structure=(own_block(text, line.start),),
    )


def diagnose_dash_without_space(context: FaultContext) -> Diagnosis | None:
    """``-item`` among the items of a list."""
    text, line = context.text, context.line
    match = _TIGHT_DASH.match(text, line.content, line.end)
    if match is None:
        return None
    beside = (lines_above(text, line.start), lines_below(text, line.end))
    if not any(_begins_item(lines, line.indent) for lines in beside):
        return None
    edit = TextEdit(Span(line.content + 1, line.content + 1), " ")
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        Span(line.content, line.content + 1),
        "there is no space after this '-'",
        f"put a space after it: - {clip(text[line.content + 1 : line.end])}",
        fix_title="Insert a space",
        fix=(edit,),
        fix_is_safe=False,
        unreliable_structure=(own_block(text, line.start),),
    )


def _begins_item(lines: Iterable[BlockLine], indent: int) -> bool:
    """Whether the nearest of some lines that is not indented further begins an item there."""
    for line in islice(lines, _MOST_LINES):
        if not line.is_blank and line.indent <= indent:
            return line.is_item and line.indent == indent
    return False


def diagnose_entry_behind_value(context: FaultContext) -> Diagnosis | None:
    """``[a]  key: value``: a line break is missing after a bracket or quote."""
    text, line = context.text, context.line
    entry = _ENTRY.match(text, context.at, line.end)
    closing = text[trimmed_end(text, line.start, context.at) - 1 :][:1]
    columns = context.block_columns()
    if entry is None or not columns or closing not in _CLOSING:
        return None
    if context.brackets or entry["key"] is None:
        return None
    gap = Span(trimmed_end(text, line.start, context.at), context.at)
    key = Span(*entry.span("key"))
    edit = TextEdit(gap, "\n" + " " * columns[-1][0])
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        key,
        f"the key '{clip(entry['key'])}' comes after the closing {closing}",
        f"begin a new line before '{clip(entry['key'])}'",
        fix_title="Begin a new line",
        fix=(edit,),
        fix_is_safe=False,
        unreliable_structure=(neighbourhood(text, line.start),),
    )


def diagnose_behind_value(context: FaultContext) -> Diagnosis | None:
    """Anything after a closing quote or bracket."""
    text, line = context.text, context.line
    before = trimmed_end(text, line.start, context.at)
    closing = text[before - 1 : before]
    if context.begins_line or context.brackets or closing not in _CLOSING:
        return None
    end = value_end(text, context.at, line.end)
    span = Span(context.at, max(end, min(context.at + 1, line.end)))
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        span,
        f"'{clip(text[span.start : span.end])}' comes after the closing {closing}",
        f"remove it, or begin a new line after the {closing}",
        repairs=(TextEdit(span, ""),),
        unreliable_structure=(own_block(text, line.start),),
    )

"""Anchors, aliases and tags that are written wrongly."""

from __future__ import annotations

import re

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.quoting import clip
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import value_end

from .fault_context import Diagnosis, FaultContext
from .values import needs_quotes

_NAME = re.compile(r"[&*]([^\W\d_][^\s,\[\]{}:]*)(?=[\s,\[\]{}]|:[\s]|\Z)")
_WRONG = re.compile(r"[^A-Za-z0-9_-]")
_TAG = re.compile(r"!<?[^\s,\[\]{}]*>?[ \t]*")
_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*[ \t]+")


def diagnose_name(context: FaultContext) -> Diagnosis | None:
    """An anchor or alias whose name has other characters than letters, digits, ``_``, ``-``."""
    text, start = context.text, context.fault.start
    if start is None:
        return None
    span = context.value or Span(start, value_end(text, start, context.line.end))
    first = text[span.start : span.start + 1]
    sign = span.start if first in {"&", "*"} else start
    match = _NAME.match(text, sign)
    alone = first == "&" or (match is not None and match.end() >= span.end)
    if (
        match is not None
        and alone
        and _WRONG.search(match[1])
        and match[1].replace("-", "_").isidentifier()
    ):
        return _bad_name(text, match)
    if sign > span.start and first not in {"&", "*"}:
        span = Span(sign, max(sign + 1, span.end))
    return needs_quotes(text, span)


def _bad_name(text: str, match: re.Match[str]) -> Diagnosis:
    name = match[1]
    plain = _WRONG.sub("_", name)
    uses = re.compile(rf"(?<=[&*]){re.escape(name)}(?=[\s,\[\]{{}}:]|\Z)")
    edits = tuple(TextEdit(Span(*each.span()), plain) for each in uses.finditer(text))
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        Span(*match.span(1)),
        f"'{clip(name)}' cannot name an anchor: only the letters a to z, digits, '_' and '-' can",
        f"rename it, to {clip(plain)} for example",
        fix_title=f"Rename it to {clip(plain)}",
        fix=edits,
        fix_is_safe=False,
    )


def diagnose_tag(context: FaultContext) -> Diagnosis | None:
    """A tag that is not complete, or whose handle nothing defines."""
    text = context.text
    start = context.fault.start if context.fault.start is not None else context.at
    start = start if text.startswith("!", start) else text.rfind("!", 0, context.at + 1)
    match = _TAG.match(text, start) if start >= 0 else None
    if match is None:
        return None
    span = context.value or Span(start, value_end(text, start, context.line.end))
    if context.fault.kind is FaultKind.TAG and "!" in match[0].rstrip()[1:]:
        written = match[0].rstrip()
        edit = TextEdit(Span(*match.span()), "")
        return Diagnosis.of(
            ProblemKind.UNKNOWN_TAG,
            Span(start, start + len(written)),
            f"the tag '{clip(written)}' is not known here",
            "remove it, because only plain YAML values are read here; or quote the value if '!' is "
            "part of it",
            fix_title=f"Remove '{clip(written)}'",
            fix=(edit,),
            fix_is_safe=False,
        )
    return needs_quotes(text, Span(start, max(span.end, match.end())))


def diagnose_two_properties(context: FaultContext) -> Diagnosis | None:
    """``&a &b value``, ``&a *b``, ``!a !b value``: more than a value can have."""
    text, span = context.text, context.value
    if span is None or context.at <= span.start:
        return None
    match = _PROPERTY.match(text, span.start, span.end)
    if match is None or match.end() < context.at or context.char not in {"&", "*", "!"}:
        return None
    if context.char == "*":
        message, how = "an alias cannot have an anchor or a tag", "remove what comes before it"
    else:
        what = "anchor" if context.char == "&" else "tag"
        message, how = f"a value can have one {what}", "keep one of them"
    first = Span(span.start, span.start + len(match[0].rstrip()))
    edit = TextEdit(Span(*match.span()), "")
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        first,
        message,
        how,
        fix_title=f"Remove {clip(text[first.start : first.end])}",
        fix=(edit,),
        fix_is_safe=False,
        unreliable_spans=(Span(span.start, span.end),),
    )

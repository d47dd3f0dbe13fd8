"""Backslashes in double quotes that begin no escape of YAML (YAML 1.2.2, section 5.7)."""

from __future__ import annotations

import re
from itertools import islice

from floe_lsp.syntax.lines import line_start
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.quoting import clip
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import closing_quote

from .fault_context import Diagnosis, FaultContext

_ESCAPE = re.compile(
    r"""\\ (?: x[0-9a-fA-F]{2} | u[0-9a-fA-F]{4} | U[0-9a-fA-F]{8}
           | [0abt\tnvfre\ "/\\N_LP\r\n] | (?P<bad>.|\Z) )""",
    re.VERBOSE,
)
_HEX = {"x": 2, "u": 4, "U": 8}
_PATH_OR_PATTERN = re.compile(r"[A-Za-z]:\\|\\\\|.*\\[dDwWsSbB.]")
_MAX = 200


def diagnose_escapes(context: FaultContext) -> Diagnosis | None:
    """Every unknown escape of one quoted value, with one fix for all."""
    text = context.text
    start = context.fault.start
    if start is None:
        start = text.rfind('"', line_start(text, context.at), context.at)
    if start < 0 or not text.startswith('"', start):
        return None
    end = closing_quote(text, start, len(text)) or len(text) + 1
    wrong = (
        escape
        for escape in _ESCAPE.finditer(text, start + 1, end - 1)
        if escape["bad"] is not None or not _is_character(escape[0])
    )
    bad = list(islice(wrong, _MAX))
    if not bad:
        return None
    span = Span(start, min(end, len(text)))
    inner = text[start + 1 : end - 1]
    doubled = tuple(TextEdit(Span(each.start(), each.start()), "\\") for each in bad)
    single = "'" + inner.replace("'", "''") + "'"
    if len(bad) == _MAX or (
        _PATH_OR_PATTERN.match(inner) and '\\"' not in inner and "\n" not in inner
    ):
        edits: tuple[TextEdit, ...] = (TextEdit(span, single),)
        title, how = "Use single quotes", f"in single quotes a backslash is plain: {clip(single)}"
    else:
        edits, title = doubled, "Double the backslash"
        how = "double the backslash, or use single quotes, in which it is plain"
    written = _written(bad[0], text)
    return Diagnosis.of(
        ProblemKind.BAD_ESCAPE,
        Span(bad[0].start(), bad[0].start() + len(written)),
        _message(written),
        how,
        fix_title=title,
        fix=edits,
        related=tuple(
            (Span(*each.span()), f"so is '{clip(_written(each, text))}'") for each in bad[1:4]
        ),
        fix_is_safe=False,
    )


def _written(escape: re.Match[str], text: str) -> str:
    """Return an escape with as many digits as it has."""
    end = escape.end()
    if escape["bad"] is None:
        return escape[0]
    wanted = _HEX.get(escape["bad"], 0)
    while wanted and end < len(text) and text[end] in "0123456789abcdefABCDEF":
        end += 1
        wanted -= 1
    return text[escape.start() : end]


def _message(written: str) -> str:
    digits = _HEX.get(written[1:2])
    if digits is None:
        return f"'{clip(written)}' is not an escape that YAML knows"
    if len(written) < digits + 2:
        return f"'{clip(written)}' needs {digits} hexadecimal digits after '{written[:2]}'"
    return f"'{clip(written)}' is not a Unicode character"


def _is_character(escape: str) -> bool:
    if escape[1] not in _HEX:
        return True
    code = int(escape[2:], 16)
    return code < 0xD800 or 0xE000 <= code <= 0x10FFFF

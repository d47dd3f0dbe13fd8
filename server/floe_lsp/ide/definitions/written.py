"""Where the name of a thing stands in the text: without its quotes, with the ``&`` of an anchor."""

from __future__ import annotations

import re

from floe_lsp.syntax import Node, ScalarNode, SourceText, Span
from floe_lsp.syntax.lines import line_start, previous_line

_GAP = re.compile(
    r"""(?: [ \t\r\n]
          | \# [^\r\n]* (?=[\r\n]|\Z)
          | ! (?: <[^>\s]*> | (?!<) [^\s\[\]{},]* ) (?=[ \t\r\n]|\Z)
        )*""",
    re.VERBOSE,
)
"""What may stand between an anchor and its value. A text fits in one way only: where each blank of
a run could begin another run, a text that does not fit would be tried in all of them."""


def written_span(text: str, node: Node) -> Span:
    """Return where the text of a scalar stands, without its quotes."""
    if isinstance(node, ScalarNode) and node.style in ("single", "double"):
        inner = Span(node.start + 1, node.start + 1 + len(node.text))
        if text[inner.start : inner.end] == node.text and inner.end < node.end:
            return inner
    return node.span


def anchor_span(text: SourceText, node: Node) -> Span | None:
    """Return where ``&name`` stands before a node, ``None`` for a node without an anchor."""
    if node.anchor is None:
        return None
    written = f"&{node.anchor}"
    source = text.text
    line = _line_of_anchor(source, node.start)
    found: Span | None = None
    at = source.rfind(written, line.start, line.end)
    while at >= 0 and _GAP.fullmatch(source, at + len(written), node.start):
        found = Span(at, at + len(written))
        # A comment after the anchor may name it again, so the first one counts.
        comment = source.rfind("#", line.start, at)
        at = source.rfind(written, line.start, comment if comment >= 0 else at)
    return found


def _line_of_anchor(text: str, start: int) -> Span:
    """Return the last line that holds more before an offset than may stand in a gap, up to there.

    So many comments that name an anchor cost no more than their length.
    """
    line = Span(line_start(text, start), start)
    while _GAP.fullmatch(text, line.start, line.end):
        above = previous_line(text, line.start)
        if above is None:
            break
        line = Span(above, line.start)
    return line

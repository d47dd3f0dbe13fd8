"""The words of a document that has no syntax error: scalars, indicators and comments, in order.

The tree knows where each scalar is; between two scalars only a few indicators, properties, blanks
and comments may stand (YAML 1.2.2, chapters 5 to 7), which one expression finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from .lines import line_end, next_line
from .nodes import AliasNode, Node, ScalarNode
from .text import BYTE_ORDER_MARK, SourceText, Span
from .walk import walk


class TokenKind(Enum):
    """What a token is."""

    SCALAR = "scalar"
    """A plain or quoted scalar, which may go over several lines."""
    BLOCK = "block scalar"
    """A literal or folded scalar from its indicator on, with the comment after that."""
    ALIAS = "alias"
    ANCHOR = "anchor"
    TAG = "tag"
    DASH = "-"
    COLON = ":"
    COMMA = ","
    OPEN = "["
    CLOSE = "]"
    COMMENT = "#"
    MARKER = "---"
    """``---``, ``...`` or a whole directive."""


class Token(NamedTuple):
    """A token and its code-point offsets, ``end`` exclusive."""

    kind: TokenKind
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The range of the token's text."""
        return Span(self.start, self.end)


_GAP = re.compile(
    r"(?P<blank>[ \t\r\n]+)|(?P<COMMENT>(?<![^\s])#[^\r\n]*)|(?P<ANCHOR>&[^\s,\[\]{}]+)"
    r"|(?P<TAG>!<[^\s>]*>|![^\s,\[\]{}]*)|(?P<OPEN>[\[{])|(?P<CLOSE>[\]}])|(?P<COMMA>,)"
    r"|(?P<COLON>:)|(?P<MARKER>(?:---|\.\.\.)(?=\s|\Z)|%[^\r\n]*)|(?P<DASH>-(?=\s|\Z))"
)
_KINDS = dict(TokenKind.__members__)
_KEPT = re.compile(r"[|>][0-9-]*\+")
_BLANK_LINES = re.compile(r"(?:(?:\r\n|\n|\r(?!\n))[ \t]*(?=[\r\n]|\Z))+")


def scalars(root: Node | None) -> list[ScalarNode | AliasNode]:
    """Return every scalar and alias that is written, keys too, in order of place."""
    return [
        node
        for node in walk(root)
        if isinstance(node, ScalarNode | AliasNode) and node.start < node.end
    ]


def tokens(source: SourceText, root: Node | None) -> list[Token] | None:
    """Return the tokens of a document, ``None`` where it holds what is none of these.

    That is a long key (``? key``) and what stands after the end of the first document. The tree
    must be that of this text, without problems.
    """
    text = source.text
    found: list[Token] = []
    at = 1 if text.startswith(BYTE_ORDER_MARK) else 0
    for node in scalars(root):
        if not _between(text, at, node.start, found):
            return None
        token = _token(text, node)
        found.append(token)
        at = token.end
    return found if _between(text, at, len(text), found) else None


def comments(source: SourceText, root: Node | None) -> Iterator[Span]:
    """Yield the comments of a document without problems, each from its ``#`` on."""
    text = source.text
    at = 1 if text.startswith(BYTE_ORDER_MARK) else 0
    for node in scalars(root):
        if text.find("#", at, node.start) >= 0:
            yield from _comments_between(text, at, node.start)
        at = node.end
        if isinstance(node, ScalarNode) and node.style in ("literal", "folded"):
            token = _token(text, node)
            at = token.end
    yield from _comments_between(text, at, len(text))


def _comments_between(text: str, start: int, end: int) -> Iterator[Span]:
    found: list[Token] = []
    _between(text, start, end, found)
    yield from (token.span for token in found if token.kind is TokenKind.COMMENT)


def _between(text: str, start: int, end: int, found: list[Token]) -> bool:
    """Read what stands between two scalars; False where it cannot be told."""
    gap = text[start:end]
    if gap == ": ":  # most gaps are this or nothing but blanks
        found.append(Token(TokenKind.COLON, start, start + 1))
        return True
    if not gap.strip(" \t\r\n"):
        return True
    while start < end:
        match = _GAP.match(text, start)
        if match is None or match.end() > end:
            return False
        start = match.end()
        if match.lastgroup is not None and match.lastgroup != "blank":
            found.append(Token(_KINDS[match.lastgroup], match.start(), match.end()))
    return True


def _token(text: str, node: ScalarNode | AliasNode) -> Token:
    if isinstance(node, AliasNode):
        return Token(TokenKind.ALIAS, node.start, node.end)
    if node.style not in ("literal", "folded"):
        return Token(TokenKind.SCALAR, node.start, node.end)
    end = line_end(text, node.end)
    if _KEPT.match(text, node.start):
        # The blank lines below are part of the value.
        match = _BLANK_LINES.match(text, end)
        end = match.end() if match else end
        end = len(text) if next_line(text, end) == len(text) and not text[end:].strip() else end
    return Token(TokenKind.BLOCK, node.start, end)

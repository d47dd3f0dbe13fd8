"""What YAML takes for a comment, and may be a secret: ``password: #a1``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from floe_lsp.schemas.types.secrets.number_signs import SIGN_BEFORE_TEXT, TO_FLOE
from floe_lsp.schemas.types.secrets.words import EDGES_AND_SIGN, is_odd
from floe_lsp.syntax import Node, ScalarNode, Span

_COMMENT = re.compile(rf"[ \t]+(?!\#[ \t]*{TO_FLOE})(\#[^\r\n]*[^\s])")
"""What YAML takes for a comment behind a value, or in the place of one."""
_SWALLOWING = re.compile(rf"\#(?![ \t]*{TO_FLOE})(?P<words>[^\r\n]{{0,400}})")
SWALLOWED = re.compile(rf"[ \t]+{SIGN_BEFORE_TEXT}(?:[^\r\n]*[^\s])?")
"""The rest of a secret that holds a number sign behind a blank (E136), and is a comment to YAML."""


def comment_behind(text: str, node: Node) -> Iterator[Span]:
    """Yield the comment that stands in place of a plain value, or cuts it: ``password: #a1``."""
    if isinstance(node, ScalarNode) and node.style == "plain":
        match = _COMMENT.match(text, node.end)
        if match is not None and holds_more_than_words(text, match.start(1)):
            yield Span(*match.span(1))


def holds_more_than_words(text: str, start: int) -> bool:
    """Whether a comment in place of a secret may be it: ``#a1``, ``# a1 of Ann``, not ``# none``.

    What is said to floe is not.
    """
    match = _SWALLOWING.match(text, start)
    if match is None:
        return False
    words = match["words"]
    return words[:1] not in {"", " ", "\t"} or any(
        is_odd(word.strip(EDGES_AND_SIGN)) for word in words.split()
    )

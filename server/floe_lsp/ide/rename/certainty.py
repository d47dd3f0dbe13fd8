"""Whether all places of a name are known in a text that is not whole YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable

from floe_lsp.compilation import Document
from floe_lsp.syntax import AliasNode, ScalarNode, Span, locate, path_at
from floe_lsp.wording.quoting import quote


def unread_place(document: Document, word: str, known: Iterable[Span]) -> str | None:
    """Return why a rename can't be certain: a place of ``word`` that nobody can read.

    A syntax error may hide a part of the text from the tree, or show it as what it is not. Every
    place of the word must be one that is renamed, a comment on a line of its own, or something
    else for sure: part of a longer value of one line, or a value that counts above the first error.

    Args:
        document: The file.
        word: The name as written: of an alias with its ``*``.
        known: The places that are renamed.
    """
    if not document.problems:
        return None
    spans = sorted(known)
    pattern = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
    for match in re.finditer(pattern, document.text.text):
        if any(start <= match.start() and match.end() <= end for start, end in spans):
            continue
        if not _is_something_else(document, match.start(), word):
            line = document.text.position(match.start()).line + 1
            first = document.text.position(document.problems[0].span.start).line + 1
            return (
                f"the mistake in line {first} makes it uncertain what {quote(word)} in line "
                f"{line} means; fix it first"
            )
    return None


def _is_something_else(document: Document, offset: int, word: str) -> bool:
    line = document.text.line(document.text.position(offset).line)
    if line.lstrip().startswith("#"):
        return True
    if document.root is None:
        return False
    path, node, _ = path_at(document.root, offset)
    if not isinstance(node, ScalarNode | AliasNode) or not node.start <= offset < node.end:
        return False
    place = locate(document.root, path)
    if place is None or (node is not place.key and node is not place.value):
        # Of a repeated key the last counts, but the others are meant to be about the same; it may
        # be a mistake further down that makes a key one of this mapping.
        return node.value != word
    if node.end <= document.problems[0].span.start:
        return True
    return node.value != word and document.text.first_line(node.span) == node.span

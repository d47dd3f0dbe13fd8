"""The codes that comments such as ``# floe: ignore[E110]`` name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.suppressions import suppressions
from floe_lsp.syntax import Span


class IgnoredCode(NamedTuple):
    """A code that a suppression comment names, as it is written."""

    code: str
    span: Span


def ignored_codes(document: Document, line: int | None = None) -> Iterator[IgnoredCode]:
    """Yield the codes of the suppression comments, of one zero-based line or of all."""
    text = document.text
    for comment in suppressions(document).comments:
        for code, span in comment.codes:
            if line is None or text.position(span.start).line == line:
                yield IgnoredCode(code.upper(), span)


def ignored_code_at(document: Document, offset: int) -> IgnoredCode | None:
    """Return the code at an offset when it stands in a suppression comment."""
    line = document.text.position(offset).line
    found = ignored_codes(document, line)
    return next((each for each in found if each.span.start <= offset <= each.span.end), None)

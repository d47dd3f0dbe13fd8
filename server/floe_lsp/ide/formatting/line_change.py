"""The smallest edits that make one line of another: cursors and marks beside them stay in place."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.syntax import SourceText, Span, TextEdit


def change_line(source: SourceText, span: Span, text: str) -> Iterator[TextEdit]:
    """Yield the edits of the line's margin, and those of the rest.

    Args:
        source: The text.
        span: The line, without its break.
        text: What it is to be.
    """
    old = source.slice(span)
    if old == text:
        return
    margin, new_margin = (len(each) - len(each.lstrip()) for each in (old, text))
    if new_margin < len(text) and old[:margin] != text[:new_margin]:
        yield from change_line(source, Span(span.start, span.start + margin), text[:new_margin])
        yield from change_line(source, Span(span.start + margin, span.end), text[new_margin:])
        return
    head = _in_common(old, text)
    tail = _in_common(old[head:][::-1], text[head:][::-1])
    yield TextEdit(Span(span.start + head, span.end - tail), text[head : len(text) - tail])


def _in_common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    length = min(len(one), len(other))
    return next((index for index, (left, right) in pairs if left != right), length)

"""The ranges in an answer of the server, each with the document that it counts in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from .editor_text import Range

_NO_PLACES = ("data", "documentation", "contents", "tooltip", "label", "message", "newText")


def ranges_in(value: Any, uri: str) -> Iterator[tuple[str, Range]]:
    """Yield the ranges of an answer about the document at ``uri``."""
    if isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from ranges_in(each, uri)
    elif isinstance(value, dict):
        yield from _in_object(cast("dict[str, Any]", value), uri)


def _in_object(value: dict[str, Any], uri: str) -> Iterator[tuple[str, Range]]:
    if value.keys() == {"start", "end"} and isinstance(value["start"], dict):
        yield uri, value
        return
    if value.keys() == {"line", "character"}:
        yield uri, {"start": value, "end": value}
        return
    own = _document_of(value, uri)
    for name, each in value.items():
        if name in _NO_PLACES:
            continue
        if name == "originSelectionRange":
            yield from ranges_in(each, uri)
        elif name in ("targetRange", "targetSelectionRange"):
            yield from ranges_in(each, value["targetUri"])
        elif name == "changes" and isinstance(each, dict):
            for changed, edits in cast("dict[str, Any]", each).items():
                yield from ranges_in(edits, changed)
        else:
            yield from ranges_in(each, own)


def _document_of(value: dict[str, Any], uri: str) -> str:
    if isinstance(value.get("uri"), str):
        return value["uri"]
    if isinstance(value.get("textDocument"), dict):
        return value["textDocument"]["uri"]
    return uri


def tokens_in(data: list[int]) -> Iterator[Range]:
    """Yield the ranges of semantic tokens (LSP 3.17, "Semantic Tokens")."""
    line = character = 0
    for at in range(0, len(data), 5):
        down, right, length = data[at : at + 3]
        line, character = line + down, right if down else character + right
        start = {"line": line, "character": character}
        yield {"start": start, "end": {"line": line, "character": character + length}}

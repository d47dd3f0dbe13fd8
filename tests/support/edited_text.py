"""A text after edits, told in another way than the program does it."""

from __future__ import annotations

from floe_lsp.syntax import TextEdit


def edited(text: str, *edits: TextEdit) -> str:
    """Return a text after edits that are in order and don't overlap."""
    for edit in reversed(edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text

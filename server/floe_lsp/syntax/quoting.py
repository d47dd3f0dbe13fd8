"""Putting text into YAML quotes and into messages."""

from __future__ import annotations

from floe_lsp.wording.quoting import shortened


def quoted(text: str) -> str:
    """Return ``text`` as a quoted scalar of one line: double quotes where nothing needs escaping.

    ``text`` has no control characters; line breaks keep their meaning of folding (YAML 1.2.2,
    section 7.3).
    """
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def clip(text: str) -> str:
    """Return a piece of a document as a message can show it: line breaks fold, as in YAML."""
    folds = "\n" in text or "\r" in text or "\t" in text
    return shortened(" ".join(text.split()) if folds else text)

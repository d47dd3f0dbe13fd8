"""Putting text into YAML quotes and into messages."""

from __future__ import annotations

_MAX_SHOWN = 60


def quoted(text: str) -> str:
    """Return ``text`` as a quoted scalar of one line: double quotes where nothing needs escaping.

    ``text`` has no control characters; line breaks keep their meaning of folding (YAML 1.2.2,
    section 7.3).
    """
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def clip(text: str) -> str:
    """Shorten ``text`` to what a message can show, on one line."""
    if len(text) > _MAX_SHOWN:
        text = text[:_MAX_SHOWN].rstrip() + "…"
    return " ".join(text.split()) if "\n" in text or "\r" in text or "\t" in text else text

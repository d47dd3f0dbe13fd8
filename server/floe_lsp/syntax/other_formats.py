"""What a text is written in that nobody meant to be YAML, by how it begins."""

from __future__ import annotations

import re

_BEGINNINGS = {
    "HTML": re.compile(r"<(?:!doctype html|html|head|body)\b", re.IGNORECASE),
    "XML": re.compile(r"<\?xml\b", re.IGNORECASE),
    "JSON": re.compile(r"\{\s*\"|\[\s*[\[{\"]"),
}
_BEGIN = 4_096
"""Characters that are looked at."""


def format_of(text: str) -> str | None:
    """Return ``HTML``, ``XML`` or ``JSON`` where a text begins like one, else ``None``."""
    begin = text[:_BEGIN].lstrip()
    if begin.startswith("<!--"):
        begin = begin.partition("-->")[2].lstrip()
    return next((name for name, form in _BEGINNINGS.items() if form.match(begin)), None)

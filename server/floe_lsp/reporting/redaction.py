"""Secrets that were found in a file, so that a report doesn't print them once more.

The output of a check is read by more people than the file: it stands in the log of every build.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from floe_lsp.compilation.codes import Trait
from floe_lsp.compilation.diagnostics import Diagnostic

MIN_LENGTH = 8
"""Shorter values are hidden on their own line alone: elsewhere they may be ordinary words."""


class Redaction(NamedTuple):
    """Text to hide and what is shown for it, equally long so that columns stay."""

    text: str
    shown: str


def redactions(diagnostics: Iterable[Diagnostic]) -> tuple[Redaction, ...]:
    """Return what the lines of a report must not show, the longest first."""
    found: set[Redaction] = set()
    for diagnostic in diagnostics:
        if Trait.AT_A_SECRET in diagnostic.info.traits and (value := _value(diagnostic)):
            stars = Redaction(value, "*" * len(value))
            if len(value) < MIN_LENGTH:
                line = _line(diagnostic)
                stars = Redaction(line, stars.shown.join(line.rsplit(value, 1)))
            found.add(stars)
    return tuple(sorted(found, key=lambda each: (-len(each.text), each)))


def redact(line: str, hidden: Iterable[Redaction]) -> str:
    """Return ``line`` with everything replaced that is to be hidden."""
    for each in hidden:
        line = line.replace(each.text, each.shown)
    return line


def _line(diagnostic: Diagnostic) -> str:
    text, span = diagnostic.location.text, diagnostic.location.span
    return text.line(text.position(span.start).line)


def _value(diagnostic: Diagnostic) -> str:
    """Return the secret at the place of a diagnostic, which may be that of its key."""
    text, span = diagnostic.location.text, diagnostic.location.span
    line = text.line_span(text.position(span.start).line)
    end = min(span.end, line.end)
    after = text.text[end : line.end].lstrip("\"'").lstrip(" \t")
    if not after.startswith(":"):
        return text.text[span.start : end].strip("\"' ")
    value = after[1:].strip()
    if value[:1] in {'"', "'"}:
        return value[1:].partition(value[0])[0]
    return value.partition(" #")[0].strip()

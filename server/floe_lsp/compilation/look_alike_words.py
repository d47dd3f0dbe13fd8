"""What is said of characters that only look like those that were meant: E135, and the fixes.

The fixes of E027, which the loader tells, are the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from floe_lsp.syntax import Span, TextEdit
from floe_lsp.syntax.look_alikes import (
    characters_of,
    only_blanks,
    replaced_here,
    replaced_together,
    what_is_wrong,
    what_to_do,
)

from .codes import Severity
from .diagnostics import Applicability, Diagnostic, Fix
from .documents import Document


def look_alike(
    document: Document,
    span: Span,
    edits: Sequence[TextEdit],
    fixes: tuple[Fix, ...],
    severity: Severity | None = None,
) -> Diagnostic:
    """Return that the key or value at ``span`` holds what ``edits`` replace.

    Args:
        document: The file.
        span: Where the key or value stands.
        edits: What writes it with the characters that were meant.
        fixes: What makes the file better.
        severity: How much it matters, if not as much as the code says.
    """
    found = characters_of(document.text.text, edits)
    return document.diagnostic(
        "E135",
        span,
        what_is_wrong(found),
        what_to_do(found),
        fixes=fixes,
        severity=severity,
    )


def fix_here(document: Document, edits: Sequence[TextEdit]) -> Fix:
    """Return the fix that replaces the characters of one place."""
    found = characters_of(document.text.text, edits)
    return _fix(document, replaced_here(found), found, edits)


def fixes_together(document: Document, places: Sequence[Sequence[TextEdit]]) -> tuple[Fix, ...]:
    """Return the fix that replaces the characters of a whole file, if they stand in many places.

    It belongs to the first finding alone (see ``Fix.of_all``).

    Args:
        document: The file.
        places: The edits of each place, in the order of the text.
    """
    if len(places) < 2:
        return ()
    edits = [edit for each in places for edit in each]
    found = characters_of(document.text.text, edits)
    return (replace(_fix(document, replaced_together(found), found, edits), of_all=True),)


def _fix(document: Document, title: str, found: Sequence[str], edits: Sequence[TextEdit]) -> Fix:
    """Return a fix; it is safe where nothing but blanks is replaced."""
    how_sure = Applicability.SAFE if only_blanks(found) else Applicability.UNSAFE
    return document.fix(title, *edits, applicability=how_sure)

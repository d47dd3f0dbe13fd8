"""E135 in words: a value that holds characters which only look like those that were meant."""

from __future__ import annotations

from collections.abc import Sequence

from floe_lsp.syntax import Span, TextEdit
from floe_lsp.syntax.look_alikes import (
    characters_of,
    only_blanks,
    replaced_here,
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
    more_fixes: tuple[Fix, ...] = (),
    severity: Severity | None = None,
    *,
    is_fixable: bool = True,
) -> Diagnostic:
    """Return that the key or value at ``span`` holds what ``edits`` replace.

    Args:
        document: The file.
        span: Where the key or value stands.
        edits: What writes it with the characters that were meant.
        more_fixes: Fixes beside the one of this place.
        severity: How much it matters, if not as much as the code says.
        is_fixable: Whether the file is better with these edits.
    """
    found = characters_of(document.text.text, edits)
    fixes: tuple[Fix, ...] = ()
    if is_fixable:
        fixes = (replacing(document, replaced_here(found), edits), *more_fixes)
    return document.diagnostic(
        "E135", span, what_is_wrong(found), what_to_do(found), fixes=fixes, severity=severity
    )


def replacing(document: Document, title: str, edits: Sequence[TextEdit]) -> Fix:
    """Return the fix of that title; it is safe where nothing but blanks is replaced."""
    sure = only_blanks(characters_of(document.text.text, edits))
    return document.fix(
        title, *edits, applicability=Applicability.SAFE if sure else Applicability.UNSAFE
    )

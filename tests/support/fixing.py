"""What every fix has to keep: it mends something, and breaks nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from floe_lsp.compilation import Diagnostic
from floe_lsp.compilation.diagnostics import apply_edits


def check_fixes(text: str, findings: Callable[[str], Sequence[Diagnostic]]) -> None:
    """Check that each fix of a text leaves fewer findings, and none that was not there.

    Args:
        text: A file with mistakes.
        findings: Returns what is found in such a file.
    """
    found = findings(text)
    known = {(each.code, each.message) for each in found}
    for each in found:
        for fix in each.fixes:
            after = findings(apply_edits(text, list(fix.edits)))
            assert len(after) < len(found), (text, fix.title)
            assert {(left.code, left.message) for left in after} <= known, (text, fix.title)

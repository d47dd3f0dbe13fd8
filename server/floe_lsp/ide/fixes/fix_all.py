"""All safe fixes of a file together (``source.fixAll.floe``), and all of one code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from floe_lsp.compilation.diagnostics import (
    Applicability,
    Diagnostic,
    Edit,
    Fix,
    Location,
    apply_edits,
)
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Span

from .overlay import findings

_MOST_ROUNDS = 8
"""A fix can bring up what hid after its mistake; a chain of eight has not been seen."""


def safe_fix(diagnostic: Diagnostic) -> Fix | None:
    """Return the first fix of a finding that may be applied unseen."""
    safe = (fix for fix in diagnostic.fixes if fix.applicability is Applicability.SAFE)
    return next(safe, None)


def together(diagnostics: Iterable[Diagnostic], snapshot: Snapshot) -> tuple[Edit, ...]:
    """Return the edits of the safe fixes, without those that would overlap an earlier one.

    Fixes that edit another file as well are left out: they need a person's eye.
    """
    chosen: list[Edit] = []
    taken: list[Span] = []
    for diagnostic in diagnostics:
        fix = safe_fix(diagnostic)
        if fix is None or any(edit.location.path != snapshot.path for edit in fix.edits):
            continue
        spans = [edit.location.span for edit in fix.edits]
        if not any(_overlap(span, other) for span in spans for other in taken):
            taken.extend(spans)
            chosen.extend(fix.edits)
    return tuple(sorted(chosen, key=lambda edit: edit.location.span))


def fix_all(snapshot: Snapshot) -> tuple[Edit, ...]:
    """Return edits that apply every safe fix, and then those for what comes up, until none is left.

    Rounds are bounded; a round after which more is wrong than before is not applied.
    """
    document = snapshot.document
    edits = together(snapshot.diagnostics, snapshot)
    if not edits:
        return ()
    text = apply_edits(document.text.text, edits)
    found = findings(snapshot, text)
    if _worse(found, snapshot.diagnostics):
        return ()
    for rounds in range(_MOST_ROUNDS - 1):
        more = together(found, snapshot)
        if not more:
            return edits if rounds == 0 else tuple(_difference(snapshot, text))
        changed = apply_edits(text, more)
        after = findings(snapshot, changed)
        if _worse(after, found):
            break
        text, found = changed, after
    return tuple(_difference(snapshot, text))


def _worse(after: tuple[Diagnostic, ...], before: tuple[Diagnostic, ...]) -> bool:
    """Whether the file cannot be read any more, or the same stage finds more than before."""
    errors = [each.info.stage.order for each in after if each.is_error]
    errors_before = [each.info.stage.order for each in before if each.is_error]
    if not errors:
        return False
    if not errors_before:
        return True
    first, first_before = min(errors), min(errors_before)
    return first < first_before or (
        first == first_before and errors.count(first) > errors_before.count(first)
    )


def _overlap(one: Span, other: Span) -> bool:
    if one == other:
        return True
    return one.start < other.end and other.start < one.end


def _difference(snapshot: Snapshot, text: str) -> Iterator[Edit]:
    """The edits by lines from the document to a text."""
    document = snapshot.document
    before, after = (each.splitlines(keepends=True) for each in (document.text.text, text))
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            span = Span(starts[i1], starts[i2])
            location = Location(document.path, span, document.text)
            yield Edit(location, "".join(after[j1:j2]))

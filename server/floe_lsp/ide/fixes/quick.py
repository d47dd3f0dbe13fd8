"""Quick fixes: what the compiler offers for a finding, and comments that silence it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from floe_lsp.compilation.diagnostics import Applicability, Diagnostic, Edit, Fix, Location
from floe_lsp.compilation.suppressions import can_silence, suppression_edit
from floe_lsp.ide.snapshot import Snapshot

from .actions import ActionKind, CodeAction
from .fix_all import safe_fix, together


def offered(_: Snapshot, here: Iterable[Diagnostic]) -> Iterator[CodeAction]:
    """Yield the fixes that come with each finding of a product or a manifest."""
    return own_fixes(here)


def own_fixes(here: Iterable[Diagnostic]) -> Iterator[CodeAction]:
    """Yield the fixes that come with each finding; the only safe one of a finding is preferred."""
    for diagnostic in here:
        own = [fix for fix in diagnostic.fixes if not fix.of_all]
        safe = [fix for fix in own if fix.applicability is Applicability.SAFE]
        for fix in own:
            yield CodeAction(
                fix.title,
                ActionKind.QUICK_FIX,
                _in_order(fix),
                (diagnostic,),
                is_preferred=len(safe) == 1 and fix is safe[0],
                is_sure=fix in safe,
            )


def of_all(snapshot: Snapshot, here: Iterable[Diagnostic]) -> Iterator[CodeAction]:
    """Yield the fixes that mend a whole file, once each, where one of the findings that go is here.

    Such a fix stands on the first finding of its kind, which may be anywhere.
    """
    by_code: dict[str, list[Diagnostic]] = {}
    for diagnostic in here:
        by_code.setdefault(diagnostic.code, []).append(diagnostic)
    for first in (each for each in snapshot.diagnostics if each.code in by_code):
        for fix in (each for each in first.fixes if each.of_all):
            mended = tuple(_mended_by(fix, by_code[first.code]))
            if mended:
                sure = fix.applicability is Applicability.SAFE
                yield CodeAction(
                    fix.title, ActionKind.QUICK_FIX, _in_order(fix), mended, is_sure=sure
                )


def _mended_by(fix: Fix, here: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the findings whose own fixes a fix of all holds."""
    spans = {edit.location.span for edit in fix.edits}
    for each in here:
        own = (edit.location.span for one in each.fixes for edit in one.edits if not one.of_all)
        if not spans.isdisjoint(own):
            yield each


def all_of_a_kind(snapshot: Snapshot, here: Iterable[Diagnostic]) -> Iterator[CodeAction]:
    """Yield, for each code with a safe fix here, the fix of all its findings in the file."""
    codes = dict.fromkeys(each.code for each in here if safe_fix(each) is not None)
    for code in codes:
        same = tuple(
            each
            for each in snapshot.diagnostics
            if each.code == code and safe_fix(each) is not None
        )
        if len(same) > 1:
            title = f"Fix all {len(same)} findings of {code} ({same[0].info.title}) in this file"
            edits = together(same, snapshot)
            yield CodeAction(title, ActionKind.QUICK_FIX, edits, same, is_sure=True)


def silencing(snapshot: Snapshot, here: Iterable[Diagnostic]) -> Iterator[CodeAction]:
    """Yield, for each code and line, the comment that silences it there."""
    document = snapshot.document
    groups: dict[tuple[int, str], list[Diagnostic]] = {}
    for diagnostic in here:
        if can_silence(diagnostic.code) and not diagnostic.is_error:
            line = document.text.position(diagnostic.location.span.start).line
            groups.setdefault((line, diagnostic.code), []).append(diagnostic)
    for (_, code), found in groups.items():
        edit = suppression_edit(document, found[0].location.span.start, code)
        where = Location(document.path, edit.span, document.text)
        yield CodeAction(
            f"Ignore {code} on this line",
            ActionKind.QUICK_FIX,
            (Edit(where, edit.text),),
            tuple(found),
        )


def _in_order(fix: Fix) -> tuple[Edit, ...]:
    return tuple(sorted(fix.edits, key=lambda edit: edit.location.sort_key()))

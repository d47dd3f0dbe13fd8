"""What every fix has to keep: it mends something, breaks nothing, and takes no line along.

It is told here from the texts and the findings alone, in another way than the program does it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

from floe_lsp.compilation import Diagnostic, Stage
from floe_lsp.compilation.diagnostics import Edit, apply_edits
from floe_lsp.ide.code_actions import ActionKind, CodeAction, code_actions
from floe_lsp.ide.fixes.overlay import trials_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Span

FIXES = (ActionKind.QUICK_FIX, ActionKind.FIX_ALL, ActionKind.FIX_NEAR_MISSES)
KINDS = tuple(kind.value for kind in (*FIXES, ActionKind.ORGANIZE))
NEW_FILE = "New product here"
"""Writes a file from nothing, which is no fix of what stands there."""

_HIDING = {"E103", "E108", "E109", "E123", "E126"}
"""A value that is missing, of another type, or under a name that nobody knows is not looked at."""
_WORDS = re.compile(r"\w+")


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


def broken_promises(snapshot: Snapshot) -> Iterator[str]:
    """Yield what is wrong with the fixes that are offered anywhere in a file."""
    whole = Span(0, len(snapshot.document.text))
    before = trials_of(snapshot).found
    for action in code_actions(snapshot, whole, KINDS):
        if action.title == NEW_FILE:
            continue
        new = action.new_file
        if new is None and not action.edits:
            continue  # An editor asks a person for more.
        after = trials_of(snapshot).after(action.edits, {} if new is None else {new.path: new.text})
        for broken in _broken(snapshot, action, before, after):
            yield f"{action.title!r}: {broken}"


def _broken(
    snapshot: Snapshot,
    action: CodeAction,
    before: Sequence[Diagnostic],
    after: Sequence[Diagnostic],
) -> Iterator[str]:
    old = snapshot.document.text.text
    new = apply_edits(old, action.edits)
    lost = list(_lost(old, new, action)) if action.edits else []
    if lost:
        yield f"loses {lost}"
    held = [each for each in after if _is_held(each)]
    if held and action.is_preferred:
        yield "is preferred and leaves something to be written"
    after = [each for each in after if each not in held]
    grown = Counter(each.code for each in after) - Counter(each.code for each in before)
    more = [each for each in after if grown[each.code]]
    said = [f"{each.code} {each.message}" for each in more]
    if action.kind is ActionKind.ORGANIZE:
        if more:
            yield f"brings up {said}"
        return
    if not more and len(after) >= len(before) and not _uncovers_its_like(action, before, after):
        yield f"leaves {len(after)} of {len(before)} findings"
    if more and action.is_preferred:
        yield f"is preferred and brings up {said}"
    if not all(_was_hidden(each, action, before) for each in more):
        yield f"brings up {said}"
    guesses = not action.is_sure and any(e.info.stage is Stage.LOAD for e in action.diagnostics)
    written = _written_lines(action.edits, new) if guesses else set[int]()
    if any(each.location.path == snapshot.path and _line(each) in written for each in more):
        yield f"writes what is wrong itself: {said}"


def _is_held(found: Diagnostic) -> bool:
    """Whether a finding says of a placeholder that it is still there."""
    start, end = found.location.span
    return re.fullmatch(r"\W?<\w+>\W?", found.location.text.text[start:end]) is not None


def _uncovers_its_like(
    action: CodeAction, before: Sequence[Diagnostic], after: Sequence[Diagnostic]
) -> bool:
    """Whether what was not looked at has a mistake of the same kind, which has other words."""
    hid = any(each.code in _HIDING for each in action.diagnostics)
    words = [{each.message for each in found} for found in (before, after)]
    return hid and not action.is_preferred and not words[1] <= words[0]


def _was_hidden(each: Diagnostic, action: CodeAction, before: Sequence[Diagnostic]) -> bool:
    """Whether nobody could say so before: an earlier stage failed, or a value was not looked at."""
    earlier = any(one.is_error and one.info.stage.order < each.info.stage.order for one in before)
    return earlier or any(one.code in _HIDING for one in action.diagnostics)


def _lost(old: str, new: str, action: CodeAction) -> Iterator[str]:
    """Yield the lines that went, but for those that the findings speak of or that stand twice."""
    before, after = old.splitlines(), new.splitlines()
    kept = {line.strip() for line in after} | {""} | set(_told(action))
    compared = SequenceMatcher(None, before, after, autojunk=False)
    for what, start, end, first, last in compared.get_opcodes():
        if what in ("equal", "insert") or end - start <= last - first:
            continue
        written = set(_WORDS.findall("\n".join(after[first:last])))
        for line in before[start:end]:
            if line.strip() not in kept and written.isdisjoint(_WORDS.findall(line)):
                yield line.strip()


def _told(action: CodeAction) -> Iterator[str]:
    text = action.edits[0].location.text
    for each in action.diagnostics:
        for place in (each.location, *(it.location for it in each.related)):
            if place.text is text:
                start, end = (text.position(at).line for at in place.span)
                yield from (text.line(number).strip() for number in range(start, end + 1))


def _written_lines(edits: Sequence[Edit], new: str) -> set[int]:
    """The lines of the new text that hold something written, comments aside."""
    found: set[int] = set()
    shift = 0
    for edit in sorted(edits, key=lambda each: each.location.span):
        start, end = edit.location.span
        at = start + shift
        if edit.text and not edit.text.lstrip().startswith("#"):
            first, last = (new.count("\n", 0, place) for place in (at, at + len(edit.text)))
            found.update(range(first, last + 1))
        shift += len(edit.text) - (end - start)
    return found


def _line(found: Diagnostic) -> int:
    return found.location.text.text.count("\n", 0, found.location.span.start)

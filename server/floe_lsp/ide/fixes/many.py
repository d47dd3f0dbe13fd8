"""Actions that fix many findings of a file at once, and say what they fix and what they leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from floe_lsp.compilation import Diagnostic
from floe_lsp.compilation.fix_trials import Trials
from floe_lsp.ide.commands import EditorCommand
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.wording.counting import counted

from .actions import ActionKind, CodeAction
from .fix_all import FixedAll, fix_all, near_miss_fix, safe_fix


def all_safe_fixes(snapshot: Snapshot, trials: Trials) -> Iterator[CodeAction]:
    """Yield the action that applies every safe fix of the file."""
    done = fix_all(snapshot, trials, safe_fix)
    if done is not None:
        yield _action("Apply all safe fixes", ActionKind.FIX_ALL, done)


def all_near_misses(snapshot: Snapshot, trials: Trials) -> Iterator[CodeAction]:
    """Yield the action that writes every word that is meant where it is misspelt.

    What is meant is likely and not sure, so a program that saves a file does not ask for it.
    """
    done = fix_all(snapshot, trials, near_miss_fix)
    if done is not None and len(done.fixed) > 1:
        yield _action("Fix all near misses", ActionKind.FIX_NEAR_MISSES, done)


MANY: dict[ActionKind, Callable[[Snapshot, Trials], Iterator[CodeAction]]] = {
    ActionKind.FIX_ALL: all_safe_fixes,
    ActionKind.FIX_NEAR_MISSES: all_near_misses,
}


def _action(title: str, kind: ActionKind, done: FixedAll) -> CodeAction:
    return CodeAction(
        title,
        kind,
        done.edits,
        done.fixed,
        is_sure=kind is ActionKind.FIX_ALL,
        command=EditorCommand.TELL,
        told=_told(done),
    )


def _told(done: FixedAll) -> str:
    """Say what was fixed and what is left, by the names of the findings."""
    fixed = f"{counted(len(done.fixed), 'finding')} fixed: {_codes(done.fixed)}"
    if not done.left:
        return f"{fixed}; none is left"
    return f"{fixed}; {len(done.left):,} left: {_codes(done.left)}"


def _codes(found: tuple[Diagnostic, ...]) -> str:
    counts = Counter(each.code for each in found)
    return ", ".join(
        code if count == 1 else f"{code} ({count:,})" for code, count in counts.items()
    )

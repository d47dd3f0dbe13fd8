"""Code actions (``textDocument/codeAction``): fix, silence, rewrite, sort, take over, compile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.syntax import Span

from .begun_product import new_product_here
from .commands import EditorCommand
from .fixes import missing_manifest, quick, refreshing
from .fixes.actions import ActionKind, CodeAction
from .fixes.edits import action
from .fixes.lists import rewritten_list
from .fixes.many import MANY
from .fixes.organize import organized, stops
from .fixes.overlay import trials_of
from .fixes.promised import promised
from .fixes.take_over import taken_over
from .limits import MOST_FINDINGS
from .snapshot import Snapshot

__all__ = ["ActionKind", "CodeAction", "code_actions"]


def code_actions(
    snapshot: Snapshot,
    span: Span,
    only: tuple[str, ...] | None = None,
    *,
    automatic: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[CodeAction, ...]:
    """Return what can be done with the text that ``span`` touches.

    Fixes come first, in order of place; comments that silence come after all fixes. No finding is
    known of a text that has not been analysed yet, so there are no fixes for it either.

    Args:
        snapshot: The document with its findings.
        span: Code-point offsets; start and end are the same for a cursor.
        only: The kinds that the client asks for (``CodeActionContext.only``), with those below.
        automatic: The client asks while the cursor moves (``CodeActionTriggerKind.Automatic``);
            what concerns the whole file is then left out unless ``only`` names it, and few fixes
            are tried.
        cancelled: Whether nobody waits for the answer any more.
    """
    found: list[CodeAction] = []
    join = snapshot.part_guard.join
    trials = trials_of(snapshot, automatic=automatic, cancelled=cancelled)
    if ActionKind.QUICK_FIX.is_wanted(only):
        here = tuple(islice(_touching(snapshot, span), MOST_FINDINGS))
        found += join((new_product_here,), snapshot, here)
        fixes = (
            quick.offered,
            quick.of_all,
            quick.all_of_a_kind,
            missing_manifest.offered,
            refreshing.offered,
        )
        found += join((promised,), trials, join(fixes, snapshot, here))
        found += join((promised,), trials, join((quick.silencing,), snapshot, here))
    if ActionKind.REWRITE.is_wanted(only):
        found += join((_rewrite,), snapshot, span.start)
    whole_file = only is not None or not automatic
    if whole_file:
        kinds = (each for each in MANY if each.is_wanted(only))
        # Trials of their own: what was tried for single fixes is not taken off what they may.
        many = trials_of(snapshot, cancelled=cancelled)
        found += join([MANY[each] for each in kinds], snapshot, many)
    if whole_file and ActionKind.ORGANIZE.is_wanted(only):
        found += join((_organize,), snapshot)
    if whole_file and ActionKind.TAKE_OVER.is_wanted(only):
        found += join((taken_over,), snapshot)
    # Offered to who asks for it alone: to compile on each move would be too much.
    if only is not None and ActionKind.COMPILE.is_wanted(only):
        found += join((_compile,), snapshot)
    return tuple(found)


def _touching(snapshot: Snapshot, span: Span) -> Iterator[Diagnostic]:
    for each in snapshot.diagnostics:
        start, end = each.location.span
        if start <= span.end and span.start <= end:
            yield each


def _rewrite(snapshot: Snapshot, offset: int) -> Iterator[CodeAction]:
    rewritten = rewritten_list(snapshot, offset)
    if rewritten is not None:
        yield rewritten


def _organize(snapshot: Snapshot) -> Iterator[CodeAction]:
    if not stops(snapshot.diagnostics):
        edits = organized(snapshot)
        if edits:
            title = "Sort transforms in dependency order"
            yield action(snapshot, title, ActionKind.ORGANIZE, edits)


def _compile(snapshot: Snapshot) -> Iterator[CodeAction]:
    if snapshot.kind is FileKind.PRODUCT:
        yield CodeAction("Compile", ActionKind.COMPILE, (), command=EditorCommand.COMPILE)

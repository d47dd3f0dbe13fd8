"""Quick fixes of what is found in a file of the dbt project, tried with its product."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.ide.fixes.actions import ActionKind, CodeAction
from floe_lsp.ide.fixes.overlay import trials_of
from floe_lsp.ide.fixes.promised import promised
from floe_lsp.ide.fixes.quick import own_fixes
from floe_lsp.ide.limits import MOST_FINDINGS
from floe_lsp.syntax import Span

from .dbt_file import DbtFile


def code_actions(
    file: DbtFile,
    span: Span,
    only: tuple[str, ...] | None = None,
    *,
    automatic: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[CodeAction, ...]:
    """Return the fixes of what is found where a span touches the file; none that makes it worse.

    Args:
        file: The file.
        span: Code-point offsets; start and end are the same for a cursor.
        only: The kinds that the client asks for.
        automatic: Whether nobody has asked, so that few fixes are tried.
        cancelled: Whether nobody waits for the answer any more.
    """
    if not ActionKind.QUICK_FIX.is_wanted(only):
        return ()
    here = tuple(islice(_touching(file, span), MOST_FINDINGS))
    trials = trials_of(file.product, automatic=automatic, cancelled=cancelled)
    return tuple(file.product.part_guard.join((promised,), trials, own_fixes(here)))


def _touching(file: DbtFile, span: Span) -> Iterator[Diagnostic]:
    """Yield what the product's analysis found there, in exactly this text."""
    analysis = file.product.analysis
    for each in () if analysis is None else analysis.diagnostics:
        place = each.location
        if place.path == file.path and place.text.text == file.text.text:
            is_here = place.span.start <= span.end and span.start <= place.span.end
            if is_here and file.product.shows(each):
                yield each

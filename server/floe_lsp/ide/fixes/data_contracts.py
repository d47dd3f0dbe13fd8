"""Quick fixes in a data contract, tried on the products that it is looked at with."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from itertools import islice

from floe_lsp.compilation import Analysis, Diagnostic, Document, Sources, analyze
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.changed_files import ChangedFiles
from floe_lsp.compilation.fix_trials import Allowance, Trials
from floe_lsp.compilation.guarding import Fence
from floe_lsp.ide.limits import MOST_FINDINGS
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import Span

from .actions import ActionKind, CodeAction
from .promised import promised
from .quick import own_fixes

_MOST_PRODUCTS = 3
"""Products below a platform's contract with which a fix is tried."""


def contract_actions(
    document: Document,
    span: Span,
    products: Iterable[Analysis],
    sources: Sources,
    registry: PluginRegistry,
    only: tuple[str, ...] | None = None,
    *,
    off: Container[str] = (),
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[CodeAction, ...]:
    """Return the fixes of what is found where a span touches a contract; none that makes it worse.

    Args:
        document: The contract.
        span: Code-point offsets; start and end are the same for a cursor.
        products: The newest analyses of all products.
        sources: Where files are read.
        registry: The plugins.
        only: The kinds that the client asks for.
        off: The codes that are switched off.
        cancelled: Whether nobody waits for the answer any more.
    """
    if not ActionKind.QUICK_FIX.is_wanted(only):
        return ()
    around = [*islice(_with(document, products), _MOST_PRODUCTS)]
    shown = (each for each in _touching(document, span, around) if each.is_shown_without(off))
    here = [*islice(shown, MOST_FINDINGS)]
    # The editor may have a newer text by now.
    now = ChangedFiles(sources, {document.path: document.text})
    cache = AnalysisCache()

    def find(changed: Sources) -> Iterator[Diagnostic]:
        for each in around:
            found = analyze(
                each.spec_path,
                each.named_manifest,
                sources=changed,
                registry=registry,
                cache=cache,
                guard=Fence(),
            )
            yield from found.diagnostics

    beside = sum(len(each.product.text) for each in around if each.product is not None)
    trials = Trials(now, find, Allowance(None, cancelled), None, beside)
    return tuple(promised(trials, own_fixes(here)))


def _with(document: Document, products: Iterable[Analysis]) -> Iterator[Analysis]:
    """Yield the products with which exactly this text was looked at."""
    for each in products:
        if each.enforcement is not None and document in each.enforcement.also_read:
            yield each


def _touching(document: Document, span: Span, products: Iterable[Analysis]) -> Iterator[Diagnostic]:
    seen: set[tuple[str, int, int, str, str]] = set()
    for each in (found for product in products for found in product.diagnostics):
        start, end = each.location.span
        is_here = each.location.text is document.text and start <= span.end and span.start <= end
        if is_here and each.sort_key() not in seen:
            seen.add(each.sort_key())
            yield each

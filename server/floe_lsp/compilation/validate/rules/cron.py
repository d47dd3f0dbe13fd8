"""E120: a schedule that never runs (floe.yaml, ``schedule.cron``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.scalars import span_in_scalar
from floe_lsp.compilation.validate import cron
from floe_lsp.syntax import TextEdit, dereference
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.quoting import quote


def check(product: ProductOutline) -> Iterator[Diagnostic]:
    """Report each wrong field of the cron expression at the field itself."""
    entry = product.schedule.get("cron")
    if entry is None or not isinstance(entry.value.value, str):
        return
    document = product.document
    for problem in cron.problems(entry.value.value):
        fixes: tuple[Fix, ...] = ()
        if problem.replacement is not None:
            text = emit_scalar(problem.replacement)
            edit = TextEdit(dereference(entry.value).span, text)
            fixes = (document.fix(f"Replace with {quote(problem.replacement)}", edit),)
        elif problem.near is not None:
            fixes = (document.near_miss_fix(dereference(entry.value), near=problem.near),)
        yield document.diagnostic(
            "E120",
            span_in_scalar(document.text, entry.value, problem.span),
            problem.message,
            problem.suggestion,
            fixes=fixes,
        )

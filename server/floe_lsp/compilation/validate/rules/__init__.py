"""Rules that a schema cannot state: one file an idea, each a function from outline to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.outline import ProductOutline

from . import cron, cycles, dependencies, names, secrets, time_zone

Rule = Callable[[ProductOutline], Iterator[Diagnostic]]

PRODUCT_RULES: tuple[Rule, ...] = (
    dependencies.check,
    cycles.check,
    names.check,
    cron.check,
    time_zone.check,
)
"""What VALIDATE asks of floe.yaml beyond its schema."""

DOCUMENT_RULES = (secrets.check,)
"""What VALIDATE asks of every file."""

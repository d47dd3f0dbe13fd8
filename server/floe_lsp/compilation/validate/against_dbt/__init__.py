"""Rules that hold a product against the dbt project beside it: a file for each, and a line here.

A rule is a function from the product with the facts of the project to findings; what only dbt can
tell is marked as unknown there, and no finding rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.guarding import Guard, name_of
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.dbt.facts import ProjectFacts

from . import (
    broken_files,
    columns,
    dependencies,
    models_of_one_name,
    profile,
    tags,
    tiers,
    transforms_without_model,
    undeclared_models,
)
from .paired import PairedProduct

DbtRule = Callable[[PairedProduct], Iterator[Diagnostic]]

DBT_RULES: tuple[DbtRule, ...] = (
    broken_files.check,
    models_of_one_name.check,
    transforms_without_model.check,
    undeclared_models.check,
    dependencies.check,
    tags.check,
    tiers.check,
    columns.check,
    profile.check,
)
"""What VALIDATE asks of a product and its dbt project."""


def against_dbt(product: ProductOutline, facts: ProjectFacts, guard: Guard) -> Iterator[Diagnostic]:
    """Yield what is found in a product that has a dbt project beside it."""
    paired = PairedProduct(product, facts)
    for rule in DBT_RULES:
        yield from guard.run(name_of(rule), product.document, partial(rule, paired))

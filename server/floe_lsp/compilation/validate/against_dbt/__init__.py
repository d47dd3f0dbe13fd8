"""Rules that hold a product against the dbt project beside it: a file for each, and a line here.

A rule is a function from the product with the facts of the project to findings; what only dbt can
tell is marked as unknown there, and no finding rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.guarding import Guard, name_of
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.dbt.facts import ProjectFacts
from floe_lsp.schemas.types.raw import is_mapping

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
    """Yield what is found in a product that has a dbt project beside it.

    Where nothing was found, nothing is until the product says something else outside of its
    metadata, or the project is another: most keystrokes in a right product are such.
    """
    about = _read_by_rules(product.document)
    known = _Known() if about is None else facts.made_again(_not_known, about)
    if known.is_clean:
        return
    paired = PairedProduct(product, facts)
    is_clean = True
    for rule in DBT_RULES:
        for found in guard.run(name_of(rule), product.document, partial(rule, paired)):
            is_clean = False
            yield found
    known.is_clean = is_clean


@dataclass
class _Known:
    """What is known of a product that says some things, beside a project."""

    is_clean: bool = False


def _not_known(_: object) -> _Known:
    return _Known()


def _read_by_rules(document: Document) -> object:
    """Return what the rules may find something in, as plain data; ``None`` for broken YAML."""
    value = document.value
    if document.problems or not is_mapping(value):
        return None
    return {name: section for name, section in value.items() if name != "metadata"}

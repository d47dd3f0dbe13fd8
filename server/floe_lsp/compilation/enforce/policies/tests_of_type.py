"""FLOE-E402: kinds of dbt tests that models must have (manifest, ``governance.custom_rules``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from floe_lsp.compilation.enforce.described_models import DescribedModel, described_models
from floe_lsp.compilation.enforce.entries import RuleInput, custom_rules
from floe_lsp.compilation.enforce.policy import About, Answer, NotCheckable, Violation
from floe_lsp.dbt.unknown import Fact
from floe_lsp.schemas.manifest.governance import RequireTestsOfType
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import listed, quote

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode
    from floe_lsp.dbt.properties import DbtTest


def _check(found: RuleInput, rule: RequireTestsOfType) -> Iterator[Answer]:
    transforms = [*found.models(rule.applies_to)]
    yield About.of(transforms)
    for model in described_models(found.given, transforms, Fact.COLUMNS, Fact.TESTS):
        if isinstance(model, NotCheckable):
            yield model
            continue
        broken = _broken(model, rule)
        if broken:
            yield Violation(
                "FLOE-E402",
                model.name,
                model.transform.name_node,
                f"{quote(model.name)} {broken}",
                f"add the tests to its columns in {model.file(found.given)}",
                (*model.places, *found.asked.related("the rule is set here")),
            )


def _broken(model: DescribedModel, rule: RequireTestsOfType) -> str:
    """Say what a model lacks of the tests that a rule asks for; nothing where it has them."""
    wanted = tuple(dict.fromkeys(rule.test_types))
    every = (*model.node.tests, *(test for each in model.node.columns for test in each.tests))
    missing = [each for each in wanted if not _has(every, each)]
    if missing:
        noun = "test" if len(missing) == 1 else "tests"
        return f"has no {noun} {listed([*map(quote, missing)])}, which the platform asks for"
    columns = _columns(model.node, wanted)
    # A test of the whole model is enough where no more than one column is asked for.
    if rule.min_columns <= max(1, len(columns)):
        return ""
    return (
        f"has tests of the kind {listed([*map(quote, wanted)], ' or ')} on "
        f"{counted(len(columns), 'column')}, and the platform asks for {rule.min_columns:,}"
    )


def _columns(node: DbtNode, wanted: Iterable[str]) -> frozenset[str]:
    """Return the columns that a test of one of some kinds is about."""
    kinds = tuple(wanted)
    of_columns = (
        each.name for each in node.columns if any(_has(each.tests, kind) for kind in kinds)
    )
    named = (
        each.column
        for each in node.tests
        if each.column is not None and any(_has((each,), kind) for kind in kinds)
    )
    return frozenset((*of_columns, *named))


def _has(tests: Iterable[DbtTest], kind: str) -> bool:
    """Whether one of some tests is switched on and of a kind.

    A kind without a package is that of any package: ``accepted_range`` is ``dbt_utils``' too.
    """
    return any(
        each.is_enabled and kind in (each.name, each.name.rpartition(".")[2]) for each in tests
    )


POLICY = custom_rules(RequireTestsOfType, lambda rule: f"tests {listed(rule.test_types)}", _check)

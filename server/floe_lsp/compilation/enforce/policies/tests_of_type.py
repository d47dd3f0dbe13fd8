"""FLOE-E402: kinds of dbt tests that models must have (manifest, ``governance.custom_rules``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.described_models import DescribedModel, described_models
from floe_lsp.compilation.enforce.entries import RuleInput, custom_rules
from floe_lsp.compilation.enforce.policy import About, Answer, NotCheckable, Violation
from floe_lsp.dbt.unknown import Fact
from floe_lsp.schemas.manifest.governance import RequireTestsOfType
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import listed, quote


def _check(found: RuleInput, rule: RequireTestsOfType) -> Iterator[Answer]:
    transforms = [*found.models(rule.applies_to)]
    set_at = found.asked.related("the rule is set here")
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
                (*model.places, *set_at),
                expected=(
                    f"tests {listed(rule.test_types)} on {counted(rule.min_columns, 'column')}"
                ),
            )


def _broken(model: DescribedModel, rule: RequireTestsOfType) -> str:
    """Say what a model lacks of the tests that a rule asks for; nothing where it has them."""
    wanted = tuple(dict.fromkeys(rule.test_types))
    found = {each: model.node.columns_by_kind.get(each, _NONE) for each in wanted}
    columns = frozenset[str | None]().union(*found.values()) - {None}
    # A test of the whole model is enough where no more than one column is asked for.
    is_enough = rule.min_columns == 1 or len(columns) >= rule.min_columns
    if is_enough and all(found.values()):
        return ""
    missing = [each for each in wanted if not found[each]]
    if missing:
        noun = "test" if len(missing) == 1 else "tests"
        return f"has no {noun} {listed([*map(quote, missing)])}, which the platform asks for"
    return (
        f"has tests of the kind {listed([*map(quote, wanted)], ' or ')} on "
        f"{counted(len(columns), 'column')}, and the platform asks for {rule.min_columns:,}"
    )


_NONE = frozenset[str | None]()

POLICY = custom_rules(RequireTestsOfType, lambda rule: f"tests {listed(rule.test_types)}", _check)

"""Kinds of dbt tests that models must have (manifest, ``governance.custom_rules``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.entries import RuleInput, custom_rules
from floe_lsp.compilation.enforce.policy import Answer, none_checkable
from floe_lsp.schemas.manifest.governance import RequireTestsOfType
from floe_lsp.wording.quoting import listed

_REASON = "floe does not check the tests of the dbt project yet"


def _check(found: RuleInput, rule: RequireTestsOfType) -> Iterator[Answer]:
    yield from none_checkable(found.models(rule.applies_to), _REASON)


POLICY = custom_rules(RequireTestsOfType, lambda rule: f"tests {listed(rule.test_types)}", _check)

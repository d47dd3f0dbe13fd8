"""Entries in dbt's ``meta`` (manifest, ``governance.custom_rules``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.entries import RuleInput, custom_rules
from floe_lsp.compilation.enforce.policy import Answer, none_checkable
from floe_lsp.schemas.manifest.governance import RequireMetaField

_REASON = "floe does not check meta of the dbt project yet"


def _check(found: RuleInput, rule: RequireMetaField) -> Iterator[Answer]:
    yield from none_checkable(found.models(rule.applies_to), _REASON)


POLICY = custom_rules(RequireMetaField, lambda rule: f"meta {rule.field}", _check)

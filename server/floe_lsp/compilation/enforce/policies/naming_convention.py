"""FLOE-E600: how every name begins (manifest, ``governance.policies``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.entries import RuleInput, definitions
from floe_lsp.compilation.enforce.policy import About, Answer, Unusable
from floe_lsp.compilation.enforce.timed_patterns import (
    PatternsTooSlow,
    PatternTooSlow,
    TimedPatterns,
)
from floe_lsp.schemas.manifest.governance_policies import PolicyDefinition
from floe_lsp.wording.quoting import quote


def _check(found: RuleInput, policy: PolicyDefinition) -> Iterator[Answer]:
    pattern = policy.config.pattern or ""
    patterns = TimedPatterns([pattern])
    place = (*found.asked.own_path, "config", "pattern")
    yield About.of(found.models())
    try:
        for transform in found.models():
            name = transform.name or ""
            if not patterns.fit(name):
                yield found.broken(
                    policy,
                    name,
                    transform.name_node,
                    f"the name {quote(name)} does not fit {quote(pattern)}",
                    "rename the transform, and its dbt model with it",
                )
    except PatternTooSlow as slow:
        yield Unusable(slow.finding(found.asked.document, place))
    except PatternsTooSlow as slow:
        yield Unusable(slow.finding(found.asked.document, place, found.given.product))


POLICY = definitions("naming_convention", _check)

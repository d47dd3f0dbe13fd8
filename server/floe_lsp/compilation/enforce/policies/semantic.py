"""FLOE-E301 to FLOE-E303: what the files of the dbt project refer to (``governance``).

No field asks for it: it is checked wherever a manifest has a ``governance`` block, of every model
and snapshot that dbt builds, whether a transform declares it or not. dbt does not even parse a
project that breaks it. Since nobody asks, what only dbt can tell is said and stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from floe_lsp.compilation.enforce.asked import AskedField
from floe_lsp.compilation.enforce.described_models import NOT_LISTED
from floe_lsp.compilation.enforce.policy import (
    About,
    Answer,
    Demand,
    NotCheckable,
    Policy,
    PolicyInput,
)
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig

if TYPE_CHECKING:
    from floe_lsp.dbt.facts import ProjectFacts

_LEVEL = ("policy_enforcement_level",)


def _demands(platform: Platform, _: GovernanceConfig) -> Iterator[Demand]:
    governing = (file for file in platform.chain if file.manifest.governance is not None)
    asked = AskedField(_LEVEL, next(governing).document, _LEVEL)
    yield Demand("references", (), "strict", asked, _check, called=_CALLED)


_CALLED = "what ref() and source() name"


def _check(given: PolicyInput) -> Iterator[Answer]:
    facts = given.dbt
    if facts is None:
        yield About(frozenset(), "no dbt project stands beside floe.yaml")
        return
    # A product without a dbt project does without what reads one.
    from floe_lsp.compilation.enforce.dbt_references import references_of  # noqa: PLC0415

    references = references_of(facts)
    broken = {each.model for each in references.broken}
    every = {**_not_listed(given, facts), **references.unknown}
    unknown = {name: why for name, why in every.items() if name not in broken}
    yield About(references.models.union(unknown))
    for name, why in unknown.items():
        yield NotCheckable(name, why, is_of_model=True)
    yield from (each.violation(given.product) for each in references.broken)


def _not_listed(given: PolicyInput, facts: ProjectFacts) -> dict[str, str]:
    """Return the transforms whose models may stand in a file that floe does not see, and why."""
    if facts.package is None or facts.package.listing.is_whole:
        return {}
    return {name: NOT_LISTED for name in given.product.by_name if name not in facts.models}


POLICY = Policy("semantic", (), _demands)

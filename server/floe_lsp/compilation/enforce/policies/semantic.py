"""FLOE-E301 to FLOE-E303: what the files of the dbt project refer to (``governance``).

No field asks for it: it is checked wherever a manifest has a ``governance`` block, of every model
and snapshot that dbt builds, whether a transform declares it or not. dbt does not even parse a
project that breaks it.
"""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.asked import AskedField
from floe_lsp.compilation.enforce.policy import About, Answer, Demand, Policy, PolicyInput
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.wording.counting import counted

_LEVEL = ("policy_enforcement_level",)


def _demands(platform: Platform, _: GovernanceConfig) -> Iterator[Demand]:
    governing = (file for file in platform.chain if file.manifest.governance is not None)
    asked = AskedField(_LEVEL, next(governing).document, _LEVEL)
    yield Demand("references", (), "strict", asked, _check)


def _check(given: PolicyInput) -> Iterator[Answer]:
    facts = given.dbt
    if facts is None:
        yield About(frozenset(), "no dbt project stands beside floe.yaml")
        return
    # A product without a dbt project does without what reads one.
    from floe_lsp.compilation.enforce.dbt_references import references_of  # noqa: PLC0415

    references = references_of(facts)
    broken = {each.model for each in references.broken}
    unknown = references.unknown_models - broken
    note = f"what {counted(len(unknown), 'more model')} may refer to, only dbt can tell"
    about = references.models - unknown | broken
    yield About(frozenset(about), note if unknown else "")
    yield from (each.violation(given.product) for each in references.broken)


POLICY = Policy("semantic", (), _demands)

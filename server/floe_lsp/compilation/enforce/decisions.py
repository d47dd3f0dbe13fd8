"""The decision log: what each policy decided about each model, as log lines and in the trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.compilation import telemetry
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance_policies import PolicyType

from .enforcer import EnforcementOutcome
from .ledger import Outcome, Verdict


@dataclass(frozen=True)
class Decision:
    """What a policy decided about a model, or about the product."""

    policy: PolicyType | None
    title: str
    """The demand, as the summary calls it."""
    model: str | None
    """``None`` for the product, which may break it by itself, and where no model was looked at."""
    result: str
    """``pass``, ``fail``, ``warn``, or how the demand ended where nobody looked."""


def decisions(outcome: EnforcementOutcome) -> Iterator[Decision]:
    """Yield what was decided, in the order of the policies and of the models' names."""
    failed = {
        (id(told.asked), told.violation.model)
        for told in outcome.broken
        if told.diagnostic.is_error
    }
    asked = {id(told.asked): (told.policy, told.asked.path) for told in outcome.broken}
    errors = {(*asked[key], model) for key, model in failed}
    for verdict in outcome.verdicts:
        # What no field asks for is alone of its policy.
        of_it = {
            model
            for policy, path, model in errors
            if (verdict.covers(path) if verdict.fields else policy == verdict.policy)
        }
        yield from _of(verdict, of_it)


def _of(verdict: Verdict, failed: set[str | None]) -> Iterator[Decision]:
    def of(model: str | None) -> Decision:
        result = "fail" if model in failed else "warn"
        return Decision(verdict.policy, verdict.title, model, result)

    if verdict.is_broken_by_product:
        yield of(None)
    is_told = verdict.is_broken_by_product and verdict.outcome is Outcome.CHECKED
    if verdict.outcome is not Outcome.CHECKED or not (verdict.looked_at or is_told):
        yield Decision(verdict.policy, verdict.title, None, verdict.outcome.value)
        yield from map(of, sorted(verdict.broken_by))
        return
    for model in sorted(verdict.looked_at):
        if model in verdict.broken_by:
            yield of(model)
        elif not verdict.is_broken_by_product:
            yield Decision(verdict.policy, verdict.title, model, "pass")


_NEED_A_LOOK = frozenset({"fail", "warn", Outcome.NOT_CHECKABLE.value})


def tell(outcome: EnforcementOutcome, platform: Platform) -> None:
    """Log each decision, and put the summary into the span of ENFORCE.

    What somebody should look at is logged at the level info, all else at debug.
    """
    if not telemetry.is_on():
        return
    result = outcome.result
    version = platform.nearest.manifest.metadata.version
    telemetry.annotate(
        passed=result.passed,
        enforcement_level=result.enforcement_level,
        policies=",".join(result.policy_types_checked),
        models=result.models_validated,
        not_checked=sum(each.verdict.outcome is Outcome.NOT_CHECKABLE for each in outcome.ledger),
        manifest_version=version,
    )
    for each in decisions(outcome):
        telemetry.log(
            "info" if each.result in _NEED_A_LOOK else "debug",
            "policy_decision",
            policy=each.policy or each.title,
            demand=each.title,
            model=each.model,
            result=each.result,
            enforcement_level=result.enforcement_level,
            manifest_version=version,
        )

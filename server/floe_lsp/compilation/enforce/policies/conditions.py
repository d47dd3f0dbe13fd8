"""FLOE-E600, FLOE-E450: conditions on every model (manifest, ``governance.policies``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.enforce.condition import CannotEvaluate, Condition, NeedsFacts
from floe_lsp.compilation.enforce.condition_models import AskedModel
from floe_lsp.compilation.enforce.described_models import NO_PROJECT
from floe_lsp.compilation.enforce.entries import RuleInput, definitions
from floe_lsp.compilation.enforce.policy import About, Answer, NotCheckable, Unusable
from floe_lsp.schemas.manifest.governance_policies import PolicyDefinition
from floe_lsp.wording.quoting import quote, short


def _check(found: RuleInput, policy: PolicyDefinition) -> Iterator[Answer]:
    text = policy.config.condition or ""
    condition = Condition(text)
    yield About.of(found.models())
    for transform in found.models():
        name = transform.name or ""
        model = AskedModel(found.given, transform)
        try:
            holds = condition.holds(model)
        except NeedsFacts as error:
            why = f", and {error.why}" if error.why else ", which floe does not read"
            is_of_model = bool(error.why) and error.why != NO_PROJECT
            yield NotCheckable(name, f"it asks for {short(str(error))}{why}", is_of_model)
        except CannotEvaluate as error:
            yield Unusable(_no_answer(found, policy, name, error))
            return
        else:
            if not holds:
                yield found.broken(
                    policy,
                    name,
                    transform.name_node,
                    f"{quote(text)} is not true of {quote(name)}",
                    f"change {_changed(model)} so that it is, or ask the platform team",
                    places=() if model.described is None else model.described.places,
                )


def _changed(model: AskedModel) -> str:
    return "the transform" if model.described is None else "the transform or its dbt model"


def _no_answer(
    found: RuleInput, policy: PolicyDefinition, model: str, error: CannotEvaluate
) -> Diagnostic:
    document = found.asked.document
    node = document.node("governance", *found.asked.own_path, "config", "condition")
    return document.diagnostic(
        "FLOE-E450",
        node or document.start,
        f"the condition of the policy {quote(policy.name)} has no answer for {quote(model)}: "
        f"{error}",
        "write one that is true or false of every model",
    )


POLICY = definitions("custom", _check)

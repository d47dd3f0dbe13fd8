"""FLOE-E600, FLOE-E450: conditions on every model (manifest, ``governance.policies``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.enforce.condition import CannotEvaluate, Condition, NeedsFacts
from floe_lsp.compilation.enforce.entries import RuleInput, definitions
from floe_lsp.compilation.enforce.policy import About, Answer, NotCheckable, Unusable
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.schemas.manifest.governance_policies import PolicyDefinition
from floe_lsp.wording.quoting import quote


def _check(found: RuleInput, policy: PolicyDefinition) -> Iterator[Answer]:
    text = policy.config.condition or ""
    condition = Condition(text)
    yield About.of(found.models())
    for transform in found.models():
        name = transform.name or ""
        try:
            holds = condition.holds(_known_of(transform))
        except NeedsFacts as error:
            reason = f"it asks for {error}, which floe does not check in the dbt project yet"
            yield NotCheckable(name, reason)
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
                    "change the transform so that it is, or ask the platform team",
                )


def _known_of(transform: TransformOutline) -> dict[str, object]:
    """Return what floe.yaml says of a model."""
    return {
        "name": transform.name,
        "resource_type": "model",
        "tags": list(transform.tags),
        "tier": transform.tier,
    }


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

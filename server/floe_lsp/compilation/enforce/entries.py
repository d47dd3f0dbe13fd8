"""Policies that are entries of a list: ``custom_rules`` and ``policies``, a file for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from floe_lsp.compilation.diagnostics import Fix, Related
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import (
    CustomRule,
    GovernanceConfig,
    RequireMetaField,
    RequireTagsForPrefix,
    RequireTestsOfType,
)
from floe_lsp.schemas.manifest.governance_policies import (
    EnforcementLevel,
    PolicyDefinition,
    PolicyDefinitionType,
)
from floe_lsp.syntax import Node, Span
from floe_lsp.wording.quoting import quote, short

from .asked import AskedField, asked_entries
from .globs import GlobTooLong, glob_fits
from .policy import Answer, Demand, Policy, PolicyInput, Unusable, Violation

RuleT = TypeVar("RuleT", RequireTagsForPrefix, RequireMetaField, RequireTestsOfType)


@dataclass(frozen=True)
class RuleInput:
    """Where an entry stands, and the product that it is checked of."""

    given: PolicyInput
    asked: AskedField

    def models(self, applies_to: str = "*") -> Iterator[TransformOutline]:
        """Yield the transforms that a rule is about.

        Raises:
            GlobTooLong: ``applies_to`` is longer than is read.
        """
        for transform in self.given.product.transforms:
            if transform.name is not None and glob_fits(applies_to, transform.name):
                yield transform

    def broken(
        self,
        policy: PolicyDefinition,
        model: str | None,
        node: Node | Span,
        why: str,
        suggestion: str,
        fixes: tuple[Fix, ...] = (),
        places: tuple[Related, ...] = (),
    ) -> Violation:
        """Return a violation of a policy of the platform's own, in the platform's words.

        Args:
            policy: The policy.
            model: Of which model.
            node: Where it stands.
            why: What is wrong.
            suggestion: What to do.
            fixes: What does it.
            places: Where else to look.
        """
        return Violation(
            "FLOE-E600",
            model,
            node,
            f"{short(policy.message)}: {why} (policy {quote(policy.name)})",
            suggestion,
            (*places, *self.asked.related("the policy is set here")),
            fixes,
        )


def custom_rules(
    kind: type[RuleT],
    title: Callable[[RuleT], str],
    check: Callable[[RuleInput, RuleT], Iterator[Answer]],
) -> Policy:
    """Return the policy that answers the custom rules of a kind.

    Args:
        kind: The model of the rules.
        title: What the summary calls one of them.
        check: Yields what breaks one of them.
    """

    def demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
        rules: list[CustomRule] = governance.custom_rules
        for asked, rule in zip(asked_entries(platform, "custom_rules"), rules, strict=True):
            if isinstance(rule, kind):
                made = partial(_bounded, asked, partial(_of_entry, check, asked, rule))
                called = f"the rule {rule.type}"
                yield Demand(
                    title(rule),
                    (asked.path,),
                    "strict",
                    asked,
                    made,
                    called=called,
                    is_of_models=True,
                )

    name: str = kind.model_fields["type"].default
    return Policy("custom", (("custom_rules", name),), demands)


def definitions(
    kind: PolicyDefinitionType, check: Callable[[RuleInput, PolicyDefinition], Iterator[Answer]]
) -> Policy:
    """Return the policy that answers the platform's own policies of a type.

    Args:
        kind: What the ``type`` of the policies is.
        check: Yields what breaks one of them.
    """

    def demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
        own = governance.policies or []
        for asked, policy in zip(asked_entries(platform, "policies"), own, strict=True):
            if policy.type == kind:
                title, level = f"policy {quote(policy.name)}", _LEVELS[policy.action]
                made = partial(_of_entry, check, asked, policy)
                yield Demand(title, (asked.path,), level, asked, made, called=f"the {title}")

    return Policy("custom", (("policies", kind),), demands)


_LEVELS: dict[str, EnforcementLevel] = {"warn": "warn", "error": "strict", "block": "strict"}
"""How strictly a policy is taken that says so by its action."""

EntryT = TypeVar("EntryT")


def _of_entry(
    check: Callable[[RuleInput, EntryT], Iterator[Answer]],
    asked: AskedField,
    entry: EntryT,
    given: PolicyInput,
) -> Iterator[Answer]:
    return check(RuleInput(given, asked), entry)


def _bounded(
    asked: AskedField, check: Callable[[PolicyInput], Iterator[Answer]], given: PolicyInput
) -> Iterator[Answer]:
    """Report a glob pattern that is too long (E307), where a rule has one."""
    try:
        yield from check(given)
    except GlobTooLong as error:
        place = asked.document.node("governance", *asked.own_path, "applies_to")
        yield Unusable(
            asked.document.diagnostic(
                "E307",
                place or asked.document.start,
                f"{error} on the names of {given.product.document.path.name}",
                "write a shorter one; * stands for any number of letters",
            )
        )

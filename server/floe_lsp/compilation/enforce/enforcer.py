"""ENFORCE: apply the platform's governance to a resolved product.

``policy_enforcement_level`` is the master switch: ``off`` checks nothing, ``warn`` makes every
violation a warning, ``strict`` lets the level of the policy decide, or that of the violation where
it has its own. ``policy_overrides`` exclude models from a policy, or make its violations warnings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.diagnostics import Diagnostic, Severity
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.artifact.enforcement import EnforcementResult
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import EnforcementLevel
from floe_lsp.schemas.product.floe_spec import FloeSpec

from . import approved_lists
from .overrides import Overrides, OverridesTooSlow, expired_overrides, too_slow
from .policies import POLICIES
from .policy import NotCheckable, Policy, PolicyInput


@dataclass(frozen=True)
class EnforcementOutcome:
    """What ENFORCE found, with the summary that goes into the artifact."""

    result: EnforcementResult
    diagnostics: tuple[Diagnostic, ...]


def enforce(
    product: ProductOutline, spec: FloeSpec, platform: Platform, today: date, cache: AnalysisCache
) -> EnforcementOutcome:
    """Check a product against its platform's lists and policies.

    Args:
        product: The outline of floe.yaml, for places.
        spec: The valid product.
        platform: The merged manifests.
        today: The day on which overrides expire.
        cache: What is known of the manifests.
    """
    diagnostics = list(approved_lists.check(product, spec, platform))
    governance = platform.governance
    level = (governance or GovernanceConfig()).master_level
    checked: list[str] = []
    if governance is not None:
        diagnostics.extend(expired_overrides(platform.chain, today, cache))
        given = PolicyInput(product, platform, governance)
        overrides = Overrides.on(today, governance)
        for policy in POLICIES:
            if level != "off" and policy.level(governance) != "off":
                checked.append(policy.type)
                try:
                    diagnostics.extend(_check(policy, given, level, overrides))
                except OverridesTooSlow as error:
                    diagnostics.append(too_slow(platform, error, product.document))
    errors = sum(diagnostic.is_error for diagnostic in diagnostics)
    warnings = sum(diagnostic.severity is Severity.WARNING for diagnostic in diagnostics)
    result = EnforcementResult(
        passed=errors == 0,
        error_count=errors,
        warning_count=warnings,
        policy_types_checked=checked,
        models_validated=len(spec.transforms) if checked else 0,
        enforcement_level=level,
    )
    return EnforcementOutcome(result, tuple(diagnostics))


def _check(
    policy: Policy, given: PolicyInput, master: EnforcementLevel, overrides: Overrides
) -> Iterator[Diagnostic]:
    document = given.product.document
    of_policy = policy.level(given.governance)
    many = ManyFindings(document)
    for found in policy.check(given):
        if isinstance(found, NotCheckable):
            yield found.diagnostic
            return
        own = found.level or of_policy
        action = None if found.model is None else overrides.action(policy.type, found.model)
        if own == "off" or action == "exclude":
            continue
        strict = master == own == "strict" and action is None
        severity = Severity.ERROR if strict else Severity.WARNING
        suggestion = found.suggestion
        if not strict:
            softened_by = _softened_by(policy, own, overridden=action is not None)
            suggestion += f"; this is only a warning because {softened_by}"
        described = partial(
            document.diagnostic,
            found.code,
            found.node,
            found.message,
            suggestion,
            related=found.related,
            fixes=found.fixes,
            severity=severity,
        )
        yield from many.finding(found.code, found.node, described, severity)


def _softened_by(policy: Policy, own: EnforcementLevel, *, overridden: bool) -> str:
    """Say why a violation is no error."""
    if overridden:
        return "an entry of governance.policy_overrides covers it"
    field = policy.level_field if own == "warn" else "policy_enforcement_level"
    return f"governance.{field} is not strict"

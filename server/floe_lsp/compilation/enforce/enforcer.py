"""ENFORCE: apply the platform's governance to a resolved product.

``policy_enforcement_level`` is the master switch: ``off`` checks nothing, ``warn`` makes every
violation a warning, ``strict`` lets a policy's own enforcement decide. ``policy_overrides`` exclude
models from a policy, or make its violations warnings. Approved sinks and products are lists and no
policies: what is not on them is an error at every level.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.diagnostics import Diagnostic, Severity
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.resolve.approvals import not_approved
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.compilation.validate.manifest_file import ManifestFile
from floe_lsp.schemas.artifact.enforcement import EnforcementResult
from floe_lsp.schemas.manifest.governance_policies import PolicyOverride, PolicyType
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.wording.quoting import quote

from .policies import Level, PolicyInput, PolicyKind, Violation, naming

POLICIES = (PolicyKind("naming", naming.check, naming.applies),)
"""Every policy, in the order in which they are checked."""


@dataclass(frozen=True)
class Enforcement:
    """What ENFORCE found, with the summary that goes into the artifact."""

    result: EnforcementResult
    diagnostics: tuple[Diagnostic, ...]


def enforce(
    product: ProductOutline, spec: FloeSpec, platform: Platform, today: date, cache: AnalysisCache
) -> Enforcement:
    """Check a product against its platform's lists and policies.

    Args:
        product: The outline of floe.yaml, for places.
        spec: The valid product.
        platform: The merged manifests.
        today: The day on which overrides expire.
        cache: What is known of the manifests.
    """
    diagnostics = list(_unapproved(product, spec, platform))
    governance = platform.governance
    level: Level = "warn"
    checked: list[str] = []
    if governance is not None:
        level = governance.policy_enforcement_level or "warn"
        diagnostics.extend(expired_overrides(platform.chain, today, cache))
        if level != "off":
            given = PolicyInput(product, platform, governance)
            for policy in POLICIES:
                if policy.applies(governance):
                    checked.append(policy.type)
                    diagnostics.extend(_run(policy, given, level, today))
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
    return Enforcement(result, tuple(diagnostics))


def _run(policy: PolicyKind, given: PolicyInput, level: Level, today: date) -> Iterator[Diagnostic]:
    overrides = [each for each in given.governance.policy_overrides if not _expired(each, today)]
    try:
        for violation in policy.check(given):
            severity = _severity(violation, policy.type, level, overrides)
            if severity is not None:
                yield given.product.document.diagnostic(
                    violation.code,
                    violation.node,
                    violation.message,
                    violation.suggestion,
                    related=violation.related,
                    fixes=violation.fixes,
                    severity=severity,
                )
    except naming.PatternTooSlow as slow:
        yield _too_slow(given.platform, slow)


def _severity(
    violation: Violation, policy: PolicyType, level: Level, overrides: list[PolicyOverride]
) -> Severity | None:
    strict = level == "strict" and violation.level == "strict"
    for override in overrides:
        covers = override.policy_types is None or policy in override.policy_types
        if covers and fnmatchcase(violation.model, override.pattern):
            return None if override.action == "exclude" else Severity.WARNING
    return Severity.ERROR if strict else Severity.WARNING


def _expired(override: PolicyOverride, today: date) -> bool:
    return override.expires is not None and override.expires < today


@dataclass(frozen=True)
class _ExpiredOverrides:
    diagnostics: tuple[Diagnostic, ...]


def expired_overrides(
    chain: tuple[ManifestFile, ...], today: date, cache: AnalysisCache
) -> tuple[Diagnostic, ...]:
    """Warn of overrides that no longer hold (E306), in the manifest that has each."""
    return cache.of_chain(
        _ExpiredOverrides,
        tuple(file.document for file in chain),
        (today,),
        lambda: _ExpiredOverrides(tuple(_expired_overrides(chain, today))),
    ).diagnostics


def _expired_overrides(chain: tuple[ManifestFile, ...], today: date) -> Iterator[Diagnostic]:
    for file in chain:
        governance = file.manifest.governance
        for index, override in enumerate(governance.policy_overrides if governance else ()):
            node = file.document.node("governance", "policy_overrides", index, "expires")
            if node is not None and _expired(override, today):
                yield file.document.diagnostic(
                    "E306",
                    node,
                    f"this override expired on {override.expires}, so its policies apply again",
                    "remove the override, or agree on a new day",
                )


def _too_slow(platform: Platform, slow: naming.PatternTooSlow) -> Diagnostic:
    file = platform.governance_files[("naming",)]
    node = file.document.node("governance", "naming", "custom_patterns", slow.index)
    return file.document.diagnostic(
        "E307",
        node or file.document.start,
        f"this pattern takes too long on the name {quote(slow.name)}",
        "give each letter one way to fit; (a+)+ and (a|aa)+ have many",
    )


def _unapproved(
    product: ProductOutline, spec: FloeSpec, platform: Platform
) -> Iterator[Diagnostic]:
    """Report a product and its destinations that are not on the platform's lists."""
    document = product.document
    name = document.node("metadata", "name")
    yield from not_approved(platform.approved_products, "E305", "product", document, name)
    for index, _ in enumerate(spec.destinations or ()):
        sink = document.node("destinations", index, "sink_type")
        yield from not_approved(platform.approved_sinks, "E304", "sink", document, sink)

"""ENFORCE: apply the platform's governance to a resolved product.

``policy_enforcement_level`` is the master switch: ``off`` checks nothing, ``warn`` makes every
violation a warning, ``strict`` lets the level of the demand decide, or that of the violation where
it has its own. ``policy_overrides`` exclude models from a policy, or make its violations warnings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.caller import NOBODY, Caller
from floe_lsp.compilation.diagnostics import Diagnostic, Severity
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.compilation.sources import Sources
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.schemas.artifact.enforcement import EnforcementResult
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import EnforcementLevel, PolicyOverride
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.syntax import Path

from . import approved_lists
from .expiry import expired_exceptions
from .ledger import LedgerEntry, Outcome, Verdict, counted_models, ledger_of
from .overrides import Overrides, OverridesTooSlow, OverrideUse, too_slow
from .passed_over import PassedOver
from .policies import POLICIES
from .policy import (
    About,
    Answer,
    BrokenPolicy,
    Demand,
    NotCheckable,
    Policy,
    PolicyInput,
    Remark,
    Unusable,
    Violation,
    weaker,
)

if TYPE_CHECKING:
    from floe_lsp.dbt.facts import ProjectFacts

LEVEL_FIELD: Path = ("policy_enforcement_level",)
"""The field that the enforcer answers itself; ``Overrides`` answers for ``policy_overrides``."""


@dataclass(frozen=True)
class EnforcementOutcome:
    """What ENFORCE found, with the summary that goes into the artifact."""

    result: EnforcementResult
    diagnostics: tuple[Diagnostic, ...]
    product: str = ""
    """The name of the product."""
    verdicts: tuple[Verdict, ...] = ()
    """How each demand of the platform ended, in the order of the policies."""
    ledger: tuple[LedgerEntry, ...] = ()
    """Each governance field that a manifest sets, and how it ended."""
    broken: tuple[BrokenPolicy, ...] = ()
    """What breaks a policy, in the order of the policies."""
    overrides: tuple[OverrideUse, ...] = ()
    """The overrides that softened something."""
    also_read: tuple[Document, ...] = ()
    """Files that policies have read besides the product and its manifests."""


def enforce(
    product: ProductOutline,
    spec: FloeSpec,
    platform: Platform,
    today: date,
    sources: Sources,
    read_dbt: Callable[[], ProjectFacts | None],
    cache: AnalysisCache,
    registry: PluginRegistry,
    caller: Caller = NOBODY,
    baseline: FilePath | None = None,
    *,
    renders_network_policies: bool = False,
) -> EnforcementOutcome:
    """Check a product against its platform's lists and policies.

    Args:
        product: The outline of floe.yaml, for places.
        spec: The valid product.
        platform: The merged manifests.
        today: The day on which overrides expire.
        sources: Where files are read.
        read_dbt: Returns the dbt project beside the product; called when a policy asks for it.
        cache: What is known of the manifests.
        registry: The plugins, of which the one of identity may be asked.
        caller: Who asks.
        baseline: The artifact that the product is compared with; ``None`` for the last one.
        renders_network_policies: Whether the network policies are written with this.
    """
    also_read: list[Document] = []
    diagnostics = list(approved_lists.check(product, spec, platform))
    governance = platform.governance
    level = (governance or GovernanceConfig()).master_level
    verdicts: list[Verdict] = []
    broken: list[BrokenPolicy] = []
    used: tuple[OverrideUse, ...] = ()
    models = frozenset(product.by_name)
    if governance is not None:
        diagnostics.extend(expired_exceptions(platform.chain, today, cache))
        overrides = Overrides.on(today, governance, models)
        given = PolicyInput(
            product,
            platform,
            governance,
            sources,
            read_dbt,
            today,
            registry,
            caller,
            spec,
            cache,
            baseline,
            also_read,
            renders_network_policies,
        )
        asked = ((each, it) for each in POLICIES for it in each.demands(platform, governance))
        for policy, demand in asked:
            kept = given.once(_kept_verdicts) if demand.is_of_models else {}
            # Governance that is the same may be asked for in other fields, some by default.
            key = (policy.fields, demand.title, demand.asked.path)
            if key in kept:
                verdicts.append(kept[key])
                continue
            one = _OneDemand(policy, demand, given, overrides, models)
            verdicts.extend((one.verdict(), *one.exceptions))
            diagnostics.extend(one.diagnostics)
            broken.extend(one.broken)
            if not one.diagnostics:
                kept[key] = verdicts[-1]
        verdicts.append(_level_verdict(level))
        verdicts.extend(overrides.verdicts(today))
        used = tuple(overrides.used())
    ledger = tuple(ledger_of(platform, verdicts))
    return EnforcementOutcome(
        _result(diagnostics, verdicts, ledger, level),
        tuple(diagnostics),
        spec.metadata.name,
        tuple(verdicts),
        ledger,
        tuple(broken),
        used,
        tuple(dict.fromkeys(also_read)),
    )


def _kept_verdicts(given: PolicyInput) -> dict[object, Verdict]:
    """Return how demands on models ended before that had nothing to say, by what they are.

    They are kept with the facts of the dbt project, while what they look at of the product is the
    same. Of overrides it counts which are used, so with any nothing is kept.
    """
    if given.dbt is None or given.governance.policy_overrides:
        return {}
    looked_at = tuple((each.name, each.tier, each.tags) for each in given.product.transforms)
    return given.dbt.made_again(_no_verdicts, (given.governance, looked_at))


def _no_verdicts(_: object) -> dict[object, Verdict]:
    return {}


def _result(
    diagnostics: list[Diagnostic],
    verdicts: list[Verdict],
    ledger: tuple[LedgerEntry, ...],
    level: EnforcementLevel,
) -> EnforcementResult:
    errors = sum(diagnostic.is_error for diagnostic in diagnostics)
    checked = [
        verdict
        for verdict in verdicts
        if verdict.policy is not None and verdict.outcome is Outcome.CHECKED
    ]
    models, _ = counted_models([checked])
    # What no field asks for is said where it is not checked, and nobody waits for it.
    asked_for = (each for each in verdicts if each.fields)
    ends = (*(each.verdict.outcome for each in ledger), *(each.outcome for each in asked_for))
    return EnforcementResult(
        passed=errors == 0 and Outcome.NOT_CHECKABLE not in ends,
        error_count=errors,
        warning_count=sum(each.severity is Severity.WARNING for each in diagnostics),
        policy_types_checked=[each.policy for each in checked if each.policy is not None],
        models_validated=models,
        enforcement_level=level,
        fields=[each.in_artifact for each in ledger],
        rbac_principal=next((each.principal for each in verdicts if each.principal), None),
        secrets_scanned=sum(
            each.files or 0 for each in verdicts if each.policy == "secret_scanning"
        ),
    )


def _level_verdict(level: EnforcementLevel) -> Verdict:
    if level == "off":
        return Verdict(None, "level", (LEVEL_FIELD,), Outcome.OFF, _ALL_OFF)
    note = "decides how much every violation matters"
    return Verdict(None, "level", (LEVEL_FIELD,), Outcome.CHECKED, note)


_ALL_OFF = "policy_enforcement_level is off"
_NO_MODEL = "it applies to no model"
_ALL_EXCLUDED = "all models that it applies to are excluded"


class _OneDemand:
    """A demand that is checked of a product."""

    def __init__(
        self,
        policy: Policy,
        demand: Demand,
        given: PolicyInput,
        overrides: Overrides,
        models: frozenset[str],
    ) -> None:
        """Take in what is checked.

        Args:
            policy: The policy.
            demand: One of its demands.
            given: The product and its platform.
            overrides: What softens it.
            models: The names of the product's models.
        """
        self.diagnostics: list[Diagnostic] = []
        self.broken: list[BrokenPolicy] = []
        self._policy = policy
        self._demand = demand
        self._given = given
        self._overrides = overrides
        self._master: EnforcementLevel = given.governance.master_level
        self._many: dict[Document, ManyFindings] = {}
        self._failed: set[str] = set()
        self._product_failed = False
        self._all = self._looked_at = models
        self._not_looked_at: dict[Severity, list[NotCheckable]] = {}
        self._note = demand.note
        self._remark: Remark | None = None

    def verdict(self) -> Verdict:
        """Check it, and return how it ended; what was found is in ``diagnostics`` then."""
        demand = self._demand
        if demand.check is None:
            return self._ended(Outcome.DECLARED, demand.note)
        if weaker(self._master, demand.level) == "off":
            return self._ended(Outcome.OFF, demand.note if demand.level == "off" else _ALL_OFF)
        try:
            for found in demand.check(self._given):
                ended = self._take(found)
                if ended is not None:
                    return ended
        except OverridesTooSlow as error:
            slow = too_slow(self._given.platform, error, self._given.product.document)
            self.diagnostics.append(slow)
            return self._ended(Outcome.NOT_CHECKABLE, slow.message)
        if self._not_looked_at:
            passed_over = PassedOver.of(self._not_looked_at, about=len(self._looked_at))
            self.diagnostics.append(self._not_checkable(passed_over))
            return self._ended(Outcome.NOT_CHECKABLE, passed_over.note)
        note = self._note if self._remark is None else self._remark.note
        return self._ended(Outcome.CHECKED, note)

    def _take(self, found: Answer) -> Verdict | None:
        """Note an answer of the check; how the demand ended where nothing more is asked of it."""
        if isinstance(found, Unusable):
            self.diagnostics.append(found.diagnostic)
            return self._ended(Outcome.NOT_CHECKABLE, found.diagnostic.message)
        if isinstance(found, About):
            policy, looked_at = self._policy.type, found.models
            if policy is not None:
                looked_at = self._overrides.looked_at(policy, looked_at)
            # Kept for many products, so those with all models share one.
            self._looked_at = self._all if looked_at == self._all else looked_at
            self._note = found.note or self._note
            if not looked_at and not found.with_product:
                note = _ALL_EXCLUDED if found.models else found.note or _NO_MODEL
                return self._ended(Outcome.OFF, note)
        elif isinstance(found, NotCheckable):
            self._pass_over(found)
        elif isinstance(found, Remark):
            self._remark = found
        else:
            self.diagnostics.extend(self._described(found))
        return None

    @property
    def exceptions(self) -> tuple[Verdict, ...]:
        """What the platform allows of what was looked for, each with what it did."""
        return () if self._remark is None else self._remark.exceptions

    def _ended(self, outcome: Outcome, note: str) -> Verdict:
        demand = self._demand
        was_asked = outcome in (Outcome.CHECKED, Outcome.NOT_CHECKABLE)
        looked_at = self._looked_at if was_asked else frozenset[str]()
        return Verdict(
            self._policy.type,
            demand.title,
            demand.fields,
            outcome,
            note,
            looked_at,
            broken_by=frozenset(self._failed),
            is_broken_by_product=self._product_failed,
            errors=sum(each.is_error for each in self.diagnostics),
            files=None if self._remark is None else self._remark.files,
            principal=None if self._remark is None else self._remark.principal,
        )

    def _severity(self, model: str | None, level: EnforcementLevel) -> Severity | None:
        """Return how much something about a model matters; ``None`` where it does not."""
        if level == "off":
            return None
        if model is not None and not self._is_looked_at(model):
            return None
        policy = self._policy.type
        if model is not None and policy is not None and self._overrides.downgrades(policy, model):
            return Severity.WARNING
        is_strict = weaker(self._master, level) == "strict"
        return Severity.ERROR if is_strict else Severity.WARNING

    def _is_looked_at(self, model: str) -> bool:
        policy = self._policy.type
        return policy is None or not self._overrides.excludes(policy, model)

    def _described(self, found: Violation) -> Iterator[Diagnostic]:
        severity = self._severity(found.model, found.level or self._demand.level)
        if severity is None:
            return
        if found.model is None:
            self._product_failed = True
        else:
            self._failed.add(found.model)
        suggestion = found.suggestion
        if severity is not Severity.ERROR:
            between = " " if suggestion.endswith("?") else "; "
            suggestion += f"{between}this is only a warning because {self._softened_by(found)}"
        override = self._override(found, severity)
        for each in self._told(found, suggestion, severity):
            told = BrokenPolicy(self._policy.type, found, each, self._demand.asked, override)
            self.broken.append(told)
            yield each

    def _told(self, found: Violation, suggestion: str, severity: Severity) -> Iterator[Diagnostic]:
        if found.elsewhere is not None:
            return iter(
                [
                    Diagnostic(
                        found.code,
                        found.message,
                        found.elsewhere,
                        severity,
                        suggestion,
                        found.related,
                        found.fixes,
                    )
                ]
            )
        document = found.document or self._given.product.document
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
        if document not in self._many:
            self._many[document] = ManyFindings(document)
        return self._many[document].finding(found.code, found.node, described, severity)

    def _override(self, found: Violation, severity: Severity) -> PolicyOverride | None:
        """Return the override that makes a violation a warning."""
        policy = self._policy.type
        if found.model is None or policy is None or severity is Severity.ERROR:
            return None
        return self._overrides.downgrading(policy, found.model)

    def _softened_by(self, found: Violation) -> str:
        """Say why a violation is no error."""
        own, field = found.level or self._demand.level, self._demand.level_field
        if found.because and weaker(self._master, self._demand.level) == "strict":
            return found.because
        if weaker(self._master, own) == "strict":
            return "an entry of governance.policy_overrides covers it"
        if own == "warn":
            of_field = f"governance.{field} is not strict" if field else ""
            return self._demand.softened_by or of_field or "the manifest asks for no more"
        # The policy itself may say strict, and that is where the finding points.
        whatever = f", whatever {field} says" if field else ""
        return f"governance.policy_enforcement_level is not strict{whatever}"

    def _pass_over(self, found: NotCheckable) -> None:
        """Note that a model cannot be looked at, where that matters."""
        severity = self._severity(found.model, self._demand.level)
        if severity is not None and not self._demand.fields:
            severity = Severity.INFO
        if severity is not None:
            self._not_looked_at.setdefault(severity, []).append(found)

    def _not_checkable(self, found: PassedOver) -> Diagnostic:
        asked = self._demand.asked
        advice = _NOBODY_LOOKS if self._demand.fields else _NOBODY_ASKS
        if found.severity is Severity.ERROR:
            advice = _SWITCH_OFF if found.first.model is None else _UNTIL_THEN
        return asked.document.diagnostic(
            "E308",
            asked.place,
            f"{self._demand.called or asked.name} is not checked{found.words}",
            advice,
            severity=found.severity,
        )


_UNTIL_THEN = "until then let it warn, or take models out of it under policy_overrides"
_SWITCH_OFF = "until then let it warn, or switch it off"
_NOBODY_ASKS = (
    "no field asks for it, so that nothing stops here; dbt tells when it reads the project"
)
_NOBODY_LOOKS = "until then nobody looks at it; switch it off if others would rely on it"

"""What ENFORCE found, as the record that goes into the artifact and into reports.

It is made when one of them is written: an editor does without it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from floe_lsp.compilation.diagnostics import Location
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.pages import hosted_url
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.compilation.secrecy import masked
from floe_lsp.schemas.artifact.enforcement import (
    AppliedOverride,
    EnforcementResult,
    PolicySummary,
    PolicyViolation,
    SourcePlace,
)
from floe_lsp.wording.file_paths import below_shared_folder

from .enforcer import LEVEL_FIELD, EnforcementOutcome
from .ledger import Outcome, Verdict
from .overrides import FIELD as OVERRIDES_FIELD
from .overrides import OverrideUse
from .policy import BrokenPolicy


def enforcement_record(
    outcome: EnforcementOutcome, product: ProductOutline, platform: Platform, at: datetime
) -> EnforcementResult:
    """Return the whole record of an enforcement.

    Args:
        outcome: What was found.
        product: The product that it is about.
        platform: Its manifests; no secret of a file of the run is in the record.
        at: When it was checked.
    """
    read = (product.document, *platform.documents, *outcome.also_read)
    secrecies = [each.secrecy for each in read]
    writer = _Writer(product, platform, lambda words: masked(words, secrecies))
    violations = [writer.violation(each) for each in outcome.broken]
    nearest = platform.nearest.manifest.metadata
    return outcome.result.model_copy(
        update={
            "violations": sorted(violations, key=_in_order),
            "summary": [writer.summary(each) for each in outcome.verdicts if _is_demand(each)],
            "not_checked": [
                each.field.name
                for each in outcome.ledger
                if each.verdict.outcome is Outcome.NOT_CHECKABLE
            ],
            "overrides_applied": [writer.override(each) for each in outcome.overrides],
            "manifest_name": nearest.name,
            "manifest_version": nearest.version,
            "timestamp": at,
        }
    )


def _in_order(violation: PolicyViolation) -> tuple[str, int, int, str]:
    place = violation.place
    return (place.file, place.line, place.column, violation.code)


def _is_demand(verdict: Verdict) -> bool:
    """Whether a verdict is on what a manifest asks for or lets through, and has no other place."""
    return not verdict.fields or verdict.fields[0][0] not in (*LEVEL_FIELD, *OVERRIDES_FIELD)


class _Writer:
    def __init__(
        self, product: ProductOutline, platform: Platform, shown: Callable[[str], str]
    ) -> None:
        """Begin a record.

        Args:
            product: What it is about.
            platform: Its manifests.
            shown: Hides secrets in words.
        """
        self._product = product
        self._folder = product.document.path.parent
        self._names = {each.path: each.named_from(self._folder) for each in platform.documents}
        self._shown = shown

    def violation(self, broken: BrokenPolicy) -> PolicyViolation:
        found, told = broken.violation, broken.diagnostic
        return PolicyViolation(
            code=told.code,
            severity="error" if told.is_error else "warning",
            policy=broken.policy,
            model=found.model,
            column=found.column,
            message=self._shown(told.message),
            expected=self._optional(found.expected),
            actual=self._optional(found.actual),
            suggestion=self._optional(told.suggestion),
            documentation_url=hosted_url(told.code),
            place=self._place(told.location),
            asked_by=self._asked_by(broken),
            downstream=sorted(self._product.downstream(found.model)) if found.model else [],
            override=None if broken.override is None else self._shown(broken.override.reason),
        )

    def summary(self, verdict: Verdict) -> PolicySummary:
        return PolicySummary(
            title=self._shown(verdict.title),
            policy=verdict.policy,
            outcome=verdict.outcome.value,
            models=len(verdict.looked_at),
            failed=len(verdict.broken_by),
            is_broken_by_product=verdict.is_broken_by_product or None,
            errors=verdict.errors,
            reason=self._optional(verdict.note or None),
        )

    def override(self, use: OverrideUse) -> AppliedOverride:
        override = use.override
        return AppliedOverride(
            pattern=override.pattern,
            action=override.action,
            reason=self._shown(override.reason),
            expires=override.expires,
            models=sorted(use.models),
        )

    def _asked_by(self, broken: BrokenPolicy) -> list[SourcePlace]:
        asked = broken.asked
        own = self._place(asked.document.location(asked.place))
        return [own, *(self._place(each.location) for each in asked.related_above)]

    def _place(self, location: Location) -> SourcePlace:
        start, path = location.text.position(location.span.start), Path(location.path)
        return SourcePlace(
            file=self._names.get(path) or below_shared_folder(self._folder, path),
            line=start.line + 1,
            column=start.column + 1,
        )

    def _optional(self, words: str | None) -> str | None:
        return None if words is None else self._shown(words)

"""What the spans of a run say: how each stage ended, and what product on what platform it was of.

No text of a document is among it but names and versions of the product and its manifest.
"""

from __future__ import annotations

from collections.abc import Sequence

from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types.secrets.doubtful import may_hold_secret
from floe_lsp.wording.counting import counted

from . import telemetry
from .codes import Severity
from .diagnostics import Diagnostic
from .enforce.enforcer import EnforcementOutcome
from .stages import Stage
from .validate.manifest_file import ManifestFile

_MOST_EVENTS = 20
"""Findings that a span names; it counts the others."""

_MOST_CODES = 5


def tell_stage(stage: Stage, found: Sequence[Diagnostic]) -> None:
    """Say on the span of a stage what it has found; with an error it has failed."""
    if telemetry.is_on():
        _tell_findings(found, f"in {stage.value}")


def tell_run(
    spec: FloeSpec | None,
    manifests: Sequence[ManifestFile],
    enforcement: EnforcementOutcome | None,
    found: Sequence[Diagnostic],
) -> None:
    """Say on the span of a run of what it was, and how it ended.

    Args:
        spec: The product, if there is one and it is valid.
        manifests: The valid manifests, the nearest first.
        enforcement: How its policies ended, where they were looked at.
        found: All that is found.
    """
    if not telemetry.is_on():
        return
    if spec is not None:
        telemetry.annotate(
            product=_name(spec.metadata.name),
            product_version=_name(spec.metadata.version),
            transforms=len(spec.transforms),
        )
    if manifests:
        nearest = manifests[0].manifest.metadata
        telemetry.annotate(
            manifest=_name(nearest.name),
            manifest_version=_name(nearest.version),
            manifests=len(manifests),
        )
    if enforcement is not None:
        telemetry.annotate(passed=enforcement.result.passed)
    _tell_findings(found)


def _tell_findings(found: Sequence[Diagnostic], where: str = "") -> None:
    """Count findings on the span that is open; those of a stage are named, without their words."""
    errors = [each for each in found if each.is_error]
    warnings = sum(each.severity is Severity.WARNING for each in found)
    telemetry.annotate(errors=len(errors), warnings=warnings)
    if not errors:
        return
    codes = sorted({each.code for each in errors})
    more = "" if len(codes) <= _MOST_CODES else ", ..."
    named = f"{', '.join(codes[:_MOST_CODES])}{more}"
    said = " ".join(filter(None, (counted(len(errors), "error"), where)))
    telemetry.fail(f"{said}: {named}", map(_event, errors[:_MOST_EVENTS]) if where else ())


def _event(found: Diagnostic) -> dict[str, object]:
    place = found.location
    line, _ = place.text.position(place.span.start)
    return {
        "code": found.code,
        "title": found.info.title,
        "file": place.path.name,
        "line": line + 1,
    }


def _name(text: str) -> str:
    """Return a name unless it may be a credential, which leaves the machine nowhere."""
    return "" if may_hold_secret(text) else text

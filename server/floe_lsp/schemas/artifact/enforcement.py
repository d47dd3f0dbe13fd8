"""What the platform's policies said of a product: a part of CompiledArtifacts, and a report.

Every path is relative to the folder of floe.yaml, with ``/``; lines and columns count from 1,
columns in characters.
"""

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, AwareDatetime, Field

from floe_lsp.schemas.manifest.governance_policies import (
    EnforcementLevel,
    OverrideAction,
    PolicyType,
)
from floe_lsp.schemas.types.base import Contract
from floe_lsp.schemas.types.formats import NonBlank

ViolationSeverity: TypeAlias = Literal["error", "warning"]
FieldOutcome: TypeAlias = Literal["checked", "declared", "not_checkable", "off"]


def _sorted_once(names: list[str]) -> list[str]:
    return sorted(set(names))


class GovernedField(Contract):
    """A field of the manifests' governance, and how it ended."""

    field: NonBlank = Field(
        description="The field below governance.", examples=["quality_gates.minimum_test_coverage"]
    )
    outcome: FieldOutcome = Field(
        description="Whether it was looked at (checked), is kept at run time (declared), could not "
        "be looked at (not_checkable), or is not asked for, or of no model (off)."
    )
    policy: PolicyType | None = Field(default=None, description="The policy that it belongs to.")
    reason: str | None = Field(default=None, description="Why it ended like that.")
    models: int | None = Field(default=None, ge=0, description="Models that were looked at.")
    failed: int | None = Field(default=None, ge=0, description="Models among them that break it.")
    is_broken_by_product: bool | None = Field(
        default=None, description="True where the product itself breaks it, and not its models."
    )


class SourcePlace(Contract):
    """A place in a file."""

    file: NonBlank = Field(description="The file.", examples=["models/marts/orders.yml"])
    line: int = Field(ge=1, description="Line of the file.")
    column: int = Field(ge=1, description="Character of the line.")


class PolicyViolation(Contract):
    """One way in which the product breaks a policy."""

    code: NonBlank = Field(description="Code of the finding.", examples=["FLOE-E210"])
    severity: ViolationSeverity = Field(description="Whether it stops the compilation.")
    policy: PolicyType | None = Field(default=None, description="The policy that is broken.")
    model: str | None = Field(default=None, description="Of which model; none for the product's.")
    column: str | None = Field(default=None, description="Of which column of it.")
    message: NonBlank = Field(description="What is wrong.")
    expected: str | None = Field(default=None, description="What the policy asks for.")
    actual: str | None = Field(default=None, description="What was found.")
    suggestion: str | None = Field(default=None, description="What to do.")
    documentation_url: str | None = Field(
        default=None, description="The page about the code, where pages are hosted."
    )
    place: SourcePlace = Field(description="Where it is found.")
    asked_by: list[SourcePlace] = Field(
        default_factory=list[SourcePlace],
        description="Where manifests ask for it, the one in force first.",
    )
    downstream: list[str] = Field(
        default_factory=list[str], description="Models of the product that depend on the model."
    )
    override: str | None = Field(
        default=None, description="Reason of the override that makes it a warning."
    )


class PolicySummary(Contract):
    """How one demand of the platform ended."""

    title: NonBlank = Field(description="What reports call it.", examples=["coverage"])
    policy: PolicyType | None = Field(default=None, description="The policy that it belongs to.")
    outcome: FieldOutcome = Field(description="How it ended, as for a field.")
    models: int = Field(ge=0, description="Models that were looked at.")
    failed: int = Field(ge=0, description="Models among them that break it.")
    is_broken_by_product: bool | None = Field(
        default=None, description="True where the product itself breaks it, and not its models."
    )
    errors: int = Field(ge=0, description="Violations that are errors.")
    reason: str | None = Field(default=None, description="Why it ended like that.")


class AppliedOverride(Contract):
    """An entry of ``policy_overrides`` that softened something."""

    pattern: NonBlank = Field(description="The pattern of its models.", examples=["stg_*"])
    action: OverrideAction = Field(description="What it does to violations of these models.")
    reason: NonBlank = Field(description="Why, as its entry says.")
    expires: date | None = Field(default=None, description="The last day on which it holds.")
    models: list[str] = Field(description="Models of the product that it softened something for.")


class EnforcementResult(Contract):
    """What the platform's policies said."""

    passed: bool = Field(
        description="Whether no policy was broken, and none was left unchecked that is asked for."
    )
    error_count: int = Field(ge=0, description="Findings that are errors.")
    warning_count: int = Field(ge=0, description="Findings that are warnings.")
    policy_types_checked: Annotated[list[str], AfterValidator(_sorted_once)] = Field(
        description="Policies that were looked at, in alphabetical order.",
        examples=[["coverage", "naming"]],
    )
    models_validated: int = Field(ge=0, description="Models that were looked at.")
    enforcement_level: EnforcementLevel = Field(description="How strictly policies were kept.")
    rbac_principal: str | None = Field(default=None, description="Who compiled.")
    fields: list[GovernedField] | None = Field(
        default=None,
        description="Each field of governance that a manifest sets, and how it ended.",
    )
    secrets_scanned: int = Field(default=0, ge=0, description="Files searched for secrets.")
    violations: list[PolicyViolation] | None = Field(
        default=None,
        description="What breaks a policy, by file, line and column.",
    )
    summary: list[PolicySummary] | None = Field(
        default=None,
        description="How each demand ended, in the order in which they are checked.",
    )
    not_checked: list[str] | None = Field(
        default=None,
        description="The fields of governance that nobody could look at.",
    )
    overrides_applied: list[AppliedOverride] | None = Field(
        default=None,
        description="The overrides that softened something.",
    )
    manifest_name: str | None = Field(
        default=None, description="Name of the manifest that the product names."
    )
    manifest_version: str | None = Field(default=None, description="Its version.")
    timestamp: AwareDatetime | None = Field(
        default=None,
        description="When it was checked; SOURCE_DATE_EPOCH where that is set.",
    )

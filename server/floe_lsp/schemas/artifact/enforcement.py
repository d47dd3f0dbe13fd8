"""CompiledArtifacts: what the platform's policies said."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from floe_lsp.schemas.manifest.governance_policies import EnforcementLevel, PolicyType
from floe_lsp.schemas.types.base import Contract
from floe_lsp.schemas.types.formats import NonBlank

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

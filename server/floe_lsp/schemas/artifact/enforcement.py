"""CompiledArtifacts: what the platform's policies said."""

from typing import Annotated

from pydantic import AfterValidator, Field

from floe_lsp.schemas.manifest.governance_policies import EnforcementLevel
from floe_lsp.schemas.types.base import Contract


def _sorted_once(names: list[str]) -> list[str]:
    return sorted(set(names))


class EnforcementResult(Contract):
    """What the platform's policies said."""

    passed: bool = Field(description="Whether no policy was broken.")
    error_count: int = Field(ge=0, description="Findings that are errors.")
    warning_count: int = Field(ge=0, description="Findings that are warnings.")
    policy_types_checked: Annotated[list[str], AfterValidator(_sorted_once)] = Field(
        description="Policies that were looked at, in alphabetical order.",
        examples=[["coverage", "naming"]],
    )
    models_validated: int = Field(ge=0, description="Models that were looked at.")
    enforcement_level: EnforcementLevel = Field(description="How strictly policies were kept.")
    rbac_principal: str | None = Field(default=None, description="Who compiled.")
    secrets_scanned: int = Field(default=0, ge=0, description="Files searched for secrets.")

"""Access rules of the manifest's ``governance``: roles, secret scanning, network."""

from typing import Literal, TypeAlias

from pydantic import Field

from floe_lsp.schemas.types.base import Contract
from floe_lsp.schemas.types.formats import Day, Fingerprint, NonBlank, Pattern
from floe_lsp.schemas.types.patterns import MOST_PATTERNS

FindingSeverity: TypeAlias = Literal["error", "warning"]


class RBACConfig(Contract):
    """Who may compile."""

    enabled: bool = Field(default=False, description="Whether roles are checked.")
    required_role: str | None = Field(
        default=None, description="Role that is needed.", examples=["data-engineer"]
    )
    allow_principal_fallback: bool = Field(
        default=True, description="Whether a service account will do where nobody is signed in."
    )


class SecretPattern(Contract):
    """What a secret of the platform's own looks like."""

    name: NonBlank = Field(description="Name of the pattern.", examples=["internal-token"])
    pattern: Pattern = Field(
        description="Regular expression that finds the secret anywhere in a line.",
        examples=["itk_[0-9a-f]{32}"],
    )
    severity: FindingSeverity = Field(default="error", description="How a finding is reported.")


class SecretScanningConfig(Contract):
    """Search for secrets in the files of a product."""

    enabled: bool = Field(default=False, description="Whether files are searched.")
    exclude_patterns: list[str] = Field(
        default_factory=list,
        description="Files that are left out, as glob patterns.",
        examples=[["tests/**"]],
    )
    custom_patterns: list[SecretPattern] | None = Field(
        default=None,
        max_length=MOST_PATTERNS,
        description="Patterns beside the built-in ones.",
    )
    severity: FindingSeverity = Field(default="error", description="How findings are reported.")


class AllowedSecret(Contract):
    """What looks like a secret and is none, or one that everybody may know."""

    fingerprint: Fingerprint = Field(
        description="What the finding is called by.", examples=["fp-3f9a0c12ab34"]
    )
    reason: NonBlank = Field(
        description="Why it may stay; it is shown to those who ask.",
        examples=["Password of the database that tests start"],
    )
    expires: Day | None = Field(
        default=None, description="Last day on which it may.", examples=["2026-12-31"]
    )


class NetworkPoliciesConfig(Contract):
    """What the runs of a product may connect to."""

    enabled: bool = Field(default=False, description="Whether network policies are written.")
    default_deny: bool = Field(
        default=True, description="Whether everything is refused that no rule allows."
    )
    custom_egress_rules: list[dict[str, object]] = Field(
        default_factory=list[dict[str, object]],
        description="Connections that are allowed, as rules of a Kubernetes NetworkPolicy.",
    )

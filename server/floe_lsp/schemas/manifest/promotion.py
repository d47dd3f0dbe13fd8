"""How artifacts move from environment to environment."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from floe_lsp.schemas.types.addresses import HttpUrl
from floe_lsp.schemas.types.base import Contract, RuledContract
from floe_lsp.schemas.types.choices import ByKind
from floe_lsp.schemas.types.errors import CONTRADICTION, Problem
from floe_lsp.schemas.types.formats import ENVIRONMENT_NAME, NonBlank
from floe_lsp.schemas.types.raw import duplicate_problems, field

from .signing import SignatureEnforcement, is_off

VulnerabilitySeverity: TypeAlias = Literal["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"]
ScannerFormat: TypeAlias = Literal["trivy", "grype"]
WebhookEvent: TypeAlias = Literal["promote", "rollback", "lock", "unlock"]
AuditBackend: TypeAlias = Literal["oci", "s3", "database"]

_SHORTEST_GATE: Final = 30
_LONGEST_GATE: Final = 3600


def _blocking_severities() -> list[VulnerabilitySeverity]:
    return ["CRITICAL", "HIGH"]


class SecurityGateConfig(Contract):
    """A scanner that decides whether an artifact may move."""

    command: NonBlank = Field(
        description="Command of the scanner; ${ARTIFACT_REF} stands for the artifact.",
        examples=["trivy image ${ARTIFACT_REF} --format json"],
    )
    block_on_severity: list[VulnerabilitySeverity] = Field(
        default_factory=_blocking_severities, description="Findings that stop the artifact."
    )
    ignore_unfixed: bool = Field(
        default=False, description="Whether findings without a fix are left out."
    )
    scanner_format: ScannerFormat = Field(
        default="trivy", description="Form of the scanner's output."
    )
    timeout_seconds: int = Field(
        default=600, ge=_SHORTEST_GATE, le=_LONGEST_GATE, description="Longest run, in seconds."
    )


Gate: TypeAlias = Annotated[bool | SecurityGateConfig, ByKind()]
GateCommand: TypeAlias = Annotated[NonBlank | SecurityGateConfig, ByKind()]


class PromotionGates(RuledContract):
    """What an artifact must pass to enter an environment."""

    policy_compliance: Gate = Field(
        default=True, description="The platform's policies; this gate cannot be switched off."
    )
    tests: Gate = Field(default=False, description="The product's tests.")
    security_scan: Gate = Field(default=False, description="A scan for known vulnerabilities.")
    cost_analysis: Gate = Field(default=False, description="An estimate of what it will cost.")
    performance_baseline: Gate = Field(
        default=False, description="A comparison with earlier run times."
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """The gate of the policies stays."""
        if "policy_compliance" in data and is_off(data["policy_compliance"]):
            yield Problem(
                CONTRADICTION,
                ("policy_compliance",),
                "the gate policy_compliance cannot be switched off",
                data["policy_compliance"],
                "remove it or set it to true",
                "true",
            )


class AuthorizationConfig(Contract):
    """Who may move artifacts into an environment."""

    allowed_groups: list[str] | None = Field(
        default=None, description="Groups.", examples=[["platform-admins"]]
    )
    allowed_operators: list[str] | None = Field(
        default=None, description="Single persons.", examples=[["admin@example.com"]]
    )
    separation_of_duties: bool = Field(
        default=False,
        description="Whether a person may move an artifact into two environments in a row.",
    )


class EnvironmentLock(Contract):
    """Whether an environment takes artifacts at all."""

    locked: bool = Field(description="Whether nothing may enter.")
    reason: str | None = Field(default=None, description="Why.")
    locked_by: str | None = Field(default=None, description="Who locked it.")
    locked_at: datetime | None = Field(
        default=None, description="When it was locked.", examples=["2026-01-14T10:30:00Z"]
    )


class EnvironmentConfig(Contract):
    """One environment on the way of an artifact."""

    name: Annotated[str, ENVIRONMENT_NAME] = Field(
        description="Name of the environment.", examples=["dev", "staging", "prod"]
    )
    gates: PromotionGates = Field(description="What an artifact must pass to enter.")
    gate_timeout_seconds: int = Field(
        default=300,
        ge=_SHORTEST_GATE,
        le=_LONGEST_GATE,
        description="Longest run of a gate, in seconds.",
    )
    authorization: AuthorizationConfig | None = Field(
        default=None, description="Who may move artifacts into the environment."
    )
    lock: EnvironmentLock | None = Field(
        default=None, description="Whether the environment takes artifacts at all."
    )


class WebhookConfig(Contract):
    """Somebody who is told when an artifact moves."""

    url: HttpUrl = Field(
        description="Address that is called.", examples=["https://hooks.example.com/floe"]
    )
    events: list[WebhookEvent] = Field(min_length=1, description="What is told.")
    headers: dict[str, str] | None = Field(
        default=None, description="Headers of the call. Credentials stay out."
    )
    timeout_seconds: int = Field(default=30, ge=1, le=300, description="Longest call, in seconds.")
    retry_count: int = Field(default=3, ge=0, le=10, description="Repetitions of a failed call.")


_DEFAULT_GATES: Final = {
    "dev": PromotionGates(),
    "staging": PromotionGates(tests=True),
    "prod": PromotionGates(tests=True, security_scan=True),
}

DEFAULT_ENVIRONMENTS: Final = tuple(_DEFAULT_GATES)
"""The environments of a platform that names none, in the order of promotion."""


def _default_environments() -> list[EnvironmentConfig]:
    return [EnvironmentConfig(name=name, gates=gates) for name, gates in _DEFAULT_GATES.items()]


class PromotionConfig(RuledContract):
    """How artifacts move from environment to environment."""

    environments: list[EnvironmentConfig] = Field(
        default_factory=_default_environments,
        min_length=1,
        description="The environments in order; each is an output of the dbt profile. FLOE_ENV "
        "chooses one when dbt runs: without it 'dev', or the first where none is named so. "
        "Without this list they are dev, staging and prod.",
    )
    audit_backend: AuditBackend = Field(
        default="oci", description="Where the record of moves is kept."
    )
    default_timeout_seconds: int = Field(
        default=300,
        ge=_SHORTEST_GATE,
        le=_LONGEST_GATE,
        description="Longest run of a gate that does not say, in seconds.",
    )
    webhooks: list[WebhookConfig] | None = Field(
        default=None, description="Who is told when an artifact moves."
    )
    gate_commands: dict[str, GateCommand] | None = Field(
        default=None, description="Commands of gates: a shell command or a scanner's settings."
    )
    signature_enforcement: SignatureEnforcement = Field(
        default="enforce", description="What an artifact without a trusted signature gets."
    )
    secondary_registries: list[str] | None = Field(
        default=None, description="Registries that get a copy."
    )
    verify_secondary_digests: bool = Field(
        default=True, description="Whether copies are compared with the original."
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """Names of environments are unique."""
        return duplicate_problems(
            field(data, "environments"), ("environments",), "environment", "name"
        )

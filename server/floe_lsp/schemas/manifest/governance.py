"""``governance`` of the manifest: the rules that every product of the platform keeps."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from floe_lsp.schemas.types.base import Contract
from floe_lsp.schemas.types.choices import ByField
from floe_lsp.schemas.types.formats import NonBlank

from .governance_access import NetworkPoliciesConfig, RBACConfig, SecretScanningConfig
from .governance_policies import (
    DataContractsConfig,
    EnforcementLevel,
    NamingConfig,
    PolicyDefinition,
    PolicyOverride,
    QualityGatesConfig,
)

PiiEncryption: TypeAlias = Literal["required", "optional"]
AuditLogging: TypeAlias = Literal["enabled", "disabled"]
StaleTableRecovery: TypeAlias = Literal["strict", "repair"]


class RequireTagsForPrefix(Contract):
    """Models whose name begins with a prefix must have tags."""

    type: Literal["require_tags_for_prefix"] = Field(
        default="require_tags_for_prefix", description="Kind of the rule."
    )
    prefix: NonBlank = Field(description="Beginning of the model's name.", examples=["gold_"])
    required_tags: list[NonBlank] = Field(
        min_length=1, description="Tags that the model must have.", examples=[["tested"]]
    )
    applies_to: str = Field(default="*", description="Models that are looked at, a glob pattern.")


class RequireMetaField(Contract):
    """Models must have an entry in dbt's ``meta``."""

    type: Literal["require_meta_field"] = Field(
        default="require_meta_field", description="Kind of the rule."
    )
    field: NonBlank = Field(description="Key within meta.", examples=["owner"])
    required: bool = Field(default=True, description="Whether the entry may not be empty.")
    applies_to: str = Field(default="*", description="Models that are looked at, a glob pattern.")


class RequireTestsOfType(Contract):
    """Models must have dbt tests of certain kinds."""

    type: Literal["require_tests_of_type"] = Field(
        default="require_tests_of_type", description="Kind of the rule."
    )
    test_types: list[NonBlank] = Field(
        min_length=1, description="Kinds of tests.", examples=[["not_null", "unique"]]
    )
    min_columns: int = Field(default=1, ge=1, description="Columns that must have such a test.")
    applies_to: str = Field(default="*", description="Models that are looked at, a glob pattern.")


CustomRule: TypeAlias = Annotated[
    RequireTagsForPrefix | RequireMetaField | RequireTestsOfType, ByField("type")
]


class GovernanceConfig(Contract):
    """The rules that every product of the platform keeps."""

    pii_encryption: PiiEncryption | None = Field(
        default=None, description="Whether personal data must be encrypted."
    )
    audit_logging: AuditLogging | None = Field(
        default=None, description="Whether access to data is logged."
    )
    policy_enforcement_level: EnforcementLevel | None = Field(
        default=None,
        description="What a broken policy does: nothing (off), a warning (warn), or it stops the "
        "compilation (strict). Without it, warn.",
    )
    data_retention_days: int | None = Field(
        default=None, ge=1, description="Days that data is kept.", examples=[365]
    )
    default_ttl_hours: int | None = Field(
        default=None,
        ge=1,
        le=8760,
        description="Hours that a partition of a table is kept, at most a year.",
        examples=[24],
    )
    snapshot_keep_last: int | None = Field(
        default=None,
        ge=1,
        le=100,
        description="Iceberg snapshots of a table that are kept at least.",
        examples=[5],
    )
    stale_table_recovery_mode: StaleTableRecovery | None = Field(
        default=None,
        description="What happens to a table that the catalog knows and the storage lost: it is "
        "an error (strict), or it is registered again (repair).",
    )
    naming: NamingConfig | None = Field(default=None, description="How models must be named.")
    quality_gates: QualityGatesConfig | None = Field(
        default=None, description="Tests and descriptions that models must have."
    )
    custom_rules: list[CustomRule] = Field(
        default_factory=list["CustomRule"], description="Further rules for models."
    )
    policy_overrides: list[PolicyOverride] = Field(
        default_factory=list[PolicyOverride],
        description="Models for which policies are softened, each with a reason.",
    )
    data_contracts: DataContractsConfig | None = Field(
        default=None, description="Contracts on the columns of output ports."
    )
    rbac: RBACConfig | None = Field(default=None, description="Who may compile.")
    secret_scanning: SecretScanningConfig | None = Field(
        default=None, description="Search for secrets in the files of a product."
    )
    network_policies: NetworkPoliciesConfig | None = Field(
        default=None, description="What the runs of a product may connect to."
    )
    policies: list[PolicyDefinition] | None = Field(
        default=None, description="Policies with a message of the platform's own."
    )

    @property
    def master_level(self) -> EnforcementLevel:
        """The level that is in force, written or not."""
        return self.policy_enforcement_level or "warn"

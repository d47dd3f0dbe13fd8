"""Policies of the manifest's ``governance``: naming, coverage, overrides, data contracts."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import ClassVar, Literal, TypeAlias

from pydantic import Field

from floe_lsp.schemas.types.base import Contract, RuledContract, when
from floe_lsp.schemas.types.errors import CONTRADICTION, INVALID_PATTERN, Problem
from floe_lsp.schemas.types.formats import Condition, Day, NonBlank, Pattern
from floe_lsp.schemas.types.patterns import MOST_PATTERNS
from floe_lsp.schemas.types.raw import field, is_mapping, items, text
from floe_lsp.schemas.types.text_rules import RegularExpression
from floe_lsp.wording.quoting import quote

EnforcementLevel: TypeAlias = Literal["off", "warn", "strict"]
NamingPattern: TypeAlias = Literal["medallion", "kimball", "custom"]
ZeroColumnCoverage: TypeAlias = Literal["report_100_percent", "report_na"]
OverrideAction: TypeAlias = Literal["downgrade", "exclude"]
PolicyType: TypeAlias = Literal[
    "naming",
    "coverage",
    "documentation",
    "semantic",
    "custom",
    "data_contract",
    "rbac",
    "secret_scanning",
    "network_policy",
]
Classification: TypeAlias = Literal[
    "public", "internal", "confidential", "pii", "phi", "sensitive", "restricted"
]
ContractInheritance: TypeAlias = Literal["merge", "override", "strict"]
PolicyDefinitionType: TypeAlias = Literal[
    "required_tags", "naming_convention", "max_transforms", "custom"
]
PolicyAction: TypeAlias = Literal["warn", "error", "block"]

_EXPRESSION = RegularExpression()


class NamingConfig(RuledContract):
    """How models must be named."""

    enforcement: EnforcementLevel = Field(default="warn", description="What a wrong name does.")
    pattern: NamingPattern = Field(
        default="medallion",
        description="The scheme: bronze_, silver_, gold_ (medallion), dim_, fact_ and the like "
        "(kimball), or patterns of your own (custom).",
    )
    custom_patterns: list[str] | None = Field(
        default=None,
        max_length=MOST_PATTERNS,
        description="Regular expressions, one of which a name must match; for the pattern custom.",
        examples=[["^raw_[a-z0-9_]+$", "^mart_[a-z0-9_]+$"]],
    )

    schema_rules: ClassVar = (when("pattern", ["custom"], {"required": ["custom_patterns"]}),)

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """The scheme ``custom`` has patterns, and they are regular expressions."""
        if field(data, "pattern") != "custom":
            return
        patterns = field(data, "custom_patterns")
        if patterns is None or patterns == []:
            yield Problem(
                CONTRADICTION,
                ("pattern",),
                "the naming pattern 'custom' needs custom_patterns",
                "custom",
                "add custom_patterns with one regular expression or more",
                lacks="custom_patterns" if patterns is None else None,
            )
        for index, item in islice(items(patterns), MOST_PATTERNS):
            pattern = text(item)
            complaint = None if pattern is None else _EXPRESSION.complaint(pattern)
            if complaint is not None:
                path = ("custom_patterns", index)
                yield Problem(INVALID_PATTERN, path, complaint.message, item, complaint.suggestion)


class LayerThresholds(Contract):
    """Percentage of columns with tests, layer by layer."""

    bronze: int = Field(default=50, ge=0, le=100, description="Bronze models, in percent.")
    silver: int = Field(default=80, ge=0, le=100, description="Silver models, in percent.")
    gold: int = Field(default=100, ge=0, le=100, description="Gold models, in percent.")


class QualityGatesConfig(Contract):
    """Tests and descriptions that models must have."""

    minimum_test_coverage: int = Field(
        default=80, ge=0, le=100, description="Percentage of columns with tests."
    )
    require_descriptions: bool = Field(
        default=False, description="Whether each model needs a description."
    )
    require_column_descriptions: bool = Field(
        default=False, description="Whether each column needs a description."
    )
    block_on_failure: bool = Field(
        default=True, description="Whether a missed gate stops the compilation."
    )
    layer_thresholds: LayerThresholds | None = Field(
        default=None, description="Coverage layer by layer, in place of minimum_test_coverage."
    )
    zero_column_coverage_behavior: ZeroColumnCoverage = Field(
        default="report_na",
        description="How a model without documented columns counts: not at all, or as covered.",
    )


class PolicyOverride(Contract):
    """Models for which policies are softened."""

    pattern: NonBlank = Field(description="Models, as a glob pattern.", examples=["legacy_*"])
    action: OverrideAction = Field(
        description="Turn errors into warnings (downgrade), or leave the models out (exclude)."
    )
    reason: NonBlank = Field(
        description="Why; it is shown to those who ask.", examples=["Migration until summer"]
    )
    expires: Day | None = Field(
        default=None, description="Last day on which it holds.", examples=["2026-12-31"]
    )
    policy_types: list[PolicyType] | None = Field(
        default=None, description="Policies that are softened. Without it, all."
    )


class AutoGenerationConfig(Contract):
    """Contracts that are derived from output ports."""

    enabled: bool = Field(default=True, description="Whether contracts are derived.")
    include_descriptions: bool = Field(
        default=True, description="Whether descriptions are taken over."
    )
    default_classification: Classification = Field(
        default="internal", description="Sensitivity of columns that do not say."
    )


class DriftDetectionConfig(Contract):
    """What happens when a table no longer is as its contract says."""

    enabled: bool = Field(default=True, description="Whether tables are compared with contracts.")
    fail_on_type_mismatch: bool = Field(
        default=True, description="Whether a column of another type is an error."
    )
    fail_on_missing_column: bool = Field(
        default=True, description="Whether a missing column is an error."
    )
    warn_on_extra_column: bool = Field(
        default=True, description="Whether a column that the contract lacks is warned about."
    )


class DataContractsConfig(Contract):
    """Contracts on the columns of output ports."""

    enforcement: EnforcementLevel = Field(
        default="warn", description="What a broken contract does."
    )
    auto_generation: AutoGenerationConfig = Field(
        default_factory=AutoGenerationConfig,
        description="Contracts that are derived from output ports.",
    )
    drift_detection: DriftDetectionConfig = Field(
        default_factory=DriftDetectionConfig,
        description="What happens when a table no longer is as its contract says.",
    )
    inheritance_mode: ContractInheritance = Field(
        default="merge", description="How a product's contract combines with the platform's."
    )


class PolicyConfig(Contract):
    """Options of a policy; which one it reads depends on its type."""

    required_tags: list[str] | None = Field(
        default=None,
        description="Tags that each model must have; for the type required_tags.",
        examples=[["tested", "documented"]],
    )
    pattern: Pattern | None = Field(
        default=None,
        description="Regular expression that begins the name of each model; for the type "
        "naming_convention.",
        examples=["^(stg|fct|dim)_"],
    )
    threshold: int | None = Field(
        default=None,
        ge=0,
        description="Most models that a product may have; for the type max_transforms.",
        examples=[50],
    )
    condition: Condition | None = Field(
        default=None,
        description="Expression over model that is true of the models that pass: attributes, "
        "calls such as get(), comparisons, and, or, not; for the type custom.",
        examples=["model.meta.get('owner')"],
    )


_READS: dict[str, str] = {
    "required_tags": "required_tags",
    "naming_convention": "pattern",
    "max_transforms": "threshold",
    "custom": "condition",
}
"""The option that a policy of each type reads."""


class PolicyDefinition(RuledContract):
    """A policy with a message of the platform's own."""

    name: NonBlank = Field(description="Name of the policy.", examples=["few-models"])
    type: PolicyDefinitionType = Field(description="What is looked at.")
    action: PolicyAction = Field(description="What a product that breaks it gets.")
    message: NonBlank = Field(description="What the authors of the product read.")
    config: PolicyConfig = Field(
        default_factory=PolicyConfig,
        description="Options of the policy.",
        examples=[{"threshold": 50}],
    )

    schema_rules: ClassVar = tuple(
        when(
            "type",
            [kind],
            {"properties": {"config": {"required": [option]}}, "required": ["config"]},
        )
        for kind, option in _READS.items()
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """A policy has the option that its type reads."""
        kind = text(field(data, "type")) or ""
        option = _READS.get(kind)
        config = field(data, "config")
        # An unknown option has an error of its own, and may be the one that is missing.
        unknown = is_mapping(config) and config.keys() - PolicyConfig.model_fields.keys()
        if option is None or unknown:
            return
        if field(config, option) is None:
            yield Problem(
                CONTRADICTION,
                ("type",),
                f"a policy of type {quote(kind)} needs {option} in its config",
                kind,
                f"add config.{option}",
            )

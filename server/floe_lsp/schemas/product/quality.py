"""Quality checks of a transform, and the platform's quality settings (``plugins.quality``)."""

import math
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

from pydantic import Field

from floe_lsp.schemas.types.base import Contract, RuledContract
from floe_lsp.schemas.types.errors import OUT_OF_RANGE, Problem
from floe_lsp.schemas.types.formats import NonBlank
from floe_lsp.schemas.types.raw import number

Tier: TypeAlias = Literal["bronze", "silver", "gold"]
Dimension: TypeAlias = Literal["completeness", "accuracy", "validity", "consistency", "timeliness"]
CheckSeverity: TypeAlias = Literal["critical", "warning", "info"]

DBT_TESTS: Final = ("not_null", "unique", "accepted_values", "relationships")
"""The tests that dbt has itself: https://docs.getdbt.com/docs/build/data-tests"""

_SUM_TOLERANCE: Final = 1e-9


class QualityCheck(Contract):
    """A check that is run on a model after it is built."""

    name: NonBlank = Field(
        description="Name of the check, used once within the transform.",
        examples=["customer_id_not_null"],
    )
    type: NonBlank = Field(
        description="Kind of check, as the quality plugin knows it.",
        examples=["not_null", "unique", "accepted_values"],
    )
    column: str | None = Field(
        default=None, description="Column that is checked; without it the whole model."
    )
    dimension: Dimension = Field(
        description="Aspect of quality that the check measures; scores are summed for each.",
        examples=["completeness"],
    )
    severity: CheckSeverity = Field(default="warning", description="How much a failure matters.")
    custom_weight: float | None = Field(
        default=None,
        ge=0.1,
        le=10.0,
        description="Weight of the check in the score, in place of the weight of its severity.",
    )
    parameters: dict[str, object] = Field(
        default_factory=dict,
        description="Arguments of the check. Any key is allowed.",
        examples=[{"values": ["open", "closed"]}],
    )
    enabled: bool = Field(default=True, description="Whether the check is run.")


class QualityThresholds(Contract):
    """Scores at which a product fails or is warned about."""

    min_score: int = Field(default=70, ge=0, le=100, description="Below this a product fails.")
    warn_score: int = Field(default=85, ge=0, le=100, description="Below this there is a warning.")


class DimensionWeights(RuledContract):
    """How much each aspect of quality counts; together 1."""

    completeness: float = Field(
        default=0.25, ge=0, le=1, description="Weight of checks for missing values."
    )
    accuracy: float = Field(
        default=0.25, ge=0, le=1, description="Weight of checks for wrong values."
    )
    validity: float = Field(
        default=0.20, ge=0, le=1, description="Weight of checks for values of the wrong form."
    )
    consistency: float = Field(
        default=0.15, ge=0, le=1, description="Weight of checks for values that disagree."
    )
    timeliness: float = Field(
        default=0.15, ge=0, le=1, description="Weight of checks for values that are too old."
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """The weights sum to 1."""
        weights = [number(data.get(name, info.default)) for name, info in cls.model_fields.items()]
        known = [weight for weight in weights if weight is not None]
        if len(known) < len(weights) or not all(map(math.isfinite, known)):
            return
        total = math.fsum(known)
        if not math.isclose(total, 1.0, rel_tol=_SUM_TOLERANCE):
            yield Problem(
                OUT_OF_RANGE,
                (),
                f"the weights sum to {total:.10g}, they must sum to 1",
                dict(data),
                "weights that are not given keep their defaults: "
                + ", ".join(f"{name} {info.default}" for name, info in cls.model_fields.items()),
            )


class SeverityWeights(Contract):
    """How much a failed check counts."""

    critical: float = Field(default=3.0, ge=0, description="Weight of a critical check.")
    warning: float = Field(default=1.0, ge=0, description="Weight of a warning.")
    info: float = Field(default=0.5, ge=0, description="Weight of an informational check.")


class ScoreCalculation(Contract):
    """How checks become a score."""

    baseline_score: int = Field(
        default=70, ge=0, le=100, description="Score of a product without checks."
    )
    max_positive_influence: int = Field(
        default=30, ge=0, le=100, description="Most points that passed checks add."
    )
    max_negative_influence: int = Field(
        default=50, ge=0, le=100, description="Most points that failed checks take."
    )
    severity_weights: SeverityWeights = Field(
        default_factory=SeverityWeights, description="How much a check of each severity counts."
    )


class GateTier(Contract):
    """What a model of one tier must reach."""

    min_test_coverage: float = Field(
        default=0, ge=0, le=100, description="Percentage of columns with tests."
    )
    required_tests: list[str] = Field(
        default_factory=list,
        description="Kinds of dbt tests that must be there.",
        examples=[["not_null", "unique"]],
    )
    min_score: int = Field(default=0, ge=0, le=100, description="Lowest quality score.")
    overridable: bool = Field(
        default=True, description="Whether a level below may change this gate."
    )


def _silver() -> GateTier:
    return GateTier(min_test_coverage=80, required_tests=["not_null", "unique"], min_score=75)


def _gold() -> GateTier:
    return GateTier(min_test_coverage=100, required_tests=list(DBT_TESTS), min_score=90)


class QualityGates(Contract):
    """What models must reach, tier by tier."""

    bronze: GateTier = Field(default_factory=GateTier, description="Gate of bronze models.")
    silver: GateTier = Field(default_factory=_silver, description="Gate of silver models.")
    gold: GateTier = Field(default_factory=_gold, description="Gate of gold models.")


class QualityConfig(Contract):
    """Which plugin runs quality checks, and how its results become a score."""

    provider: NonBlank = Field(
        description="Quality plugin.", examples=["great_expectations", "soda", "dbt_expectations"]
    )
    quality_gates: QualityGates = Field(
        default_factory=QualityGates, description="What models must reach, tier by tier."
    )
    dimension_weights: DimensionWeights = Field(
        default_factory=DimensionWeights, description="How much each aspect of quality counts."
    )
    calculation: ScoreCalculation = Field(
        default_factory=ScoreCalculation, description="How checks become a score."
    )
    thresholds: QualityThresholds = Field(
        default_factory=QualityThresholds, description="Scores that fail or warn."
    )
    check_timeout_seconds: int = Field(
        default=300, ge=1, le=3600, description="Longest run of one check, in seconds."
    )
    enabled: bool = Field(default=True, description="Whether checks are run.")

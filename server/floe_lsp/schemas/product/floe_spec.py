"""``floe.yaml``: one data product, written by a data team.

Nothing in it depends on an environment; hosts, databases and passwords belong to the
platform's manifest and to run time.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from pydantic import ConfigDict, Field

from floe_lsp.schemas.types.base import Contract, RuledContract
from floe_lsp.schemas.types.errors import DUPLICATE_TRANSFORM, Problem
from floe_lsp.schemas.types.formats import NonBlank, ProductName, TransformName, Version
from floe_lsp.schemas.types.raw import duplicate_problems, duplicates, field, typed_key
from floe_lsp.wording.quoting import quote

from .ingestion import IngestionSpec
from .outputs import DestinationSpec, OutputPort
from .quality import QualityCheck, Tier

SpecKind: TypeAlias = Literal["FloeSpec"]
ApiVersion: TypeAlias = Literal["floe.dev/v1"]

ANCHOR_PREFIX = "x-"
"""What a key at the root of a file begins with that only holds anchors."""


class FloeMetadata(Contract):
    """Name, version and owner of the product."""

    name: ProductName = Field(
        description="Name of the data product: lower-case letters, digits and hyphens. It names "
        "the artifact, the lineage namespace and, without a dbt project, the dbt profile.",
        examples=["customer-360", "sales-pipeline"],
    )
    version: Version = Field(
        description="Version of the product, three numbers x.y.z (semantic versioning).",
        examples=["1.0.0", "2.1.3"],
    )
    description: str | None = Field(
        default=None,
        max_length=500,
        description="What the product offers, in one or two sentences for its readers.",
        examples=["Customer profiles with orders and support tickets"],
    )
    owner: NonBlank | None = Field(
        default=None,
        description="Who answers questions about the product: a team or an e-mail address.",
        examples=["data-team@example.com"],
    )
    labels: dict[str, str] | None = Field(
        default=None,
        description="Free words for search and grouping. Any key is allowed; values are text.",
        examples=[{"domain": "retail", "tier": "gold"}],
    )


class PlatformRef(Contract):
    """Which platform the product runs on."""

    manifest: NonBlank = Field(
        description="The platform's manifest: a path relative to this file, or an oci:// address.",
        examples=["../manifest.yaml"],
    )


class TransformSpec(RuledContract):
    """One dbt model of the product."""

    model_config = ConfigDict(populate_by_name=True)

    name: TransformName = Field(
        description="Name of the dbt model.", examples=["stg_customers", "fct_orders"]
    )
    compute: NonBlank | None = Field(
        default=None,
        description="Engine that builds this model. Without it the platform's default engine.",
        examples=["duckdb", "snowflake"],
    )
    tags: list[str] | None = Field(
        default=None,
        description="dbt tags, to select models with.",
        examples=[["staging", "customers"]],
    )
    depends_on: list[str] | None = Field(
        default=None,
        validation_alias="dependsOn",
        serialization_alias="dependsOn",
        description="Transforms of this product that must be built before.",
        examples=[["stg_customers", "stg_orders"]],
    )
    tier: Tier | None = Field(
        default=None,
        description="Quality tier of the model; it decides which quality gate applies.",
        examples=["gold"],
    )
    quality_checks: list[QualityCheck] | None = Field(
        default=None,
        validation_alias="qualityChecks",
        serialization_alias="qualityChecks",
        description="Checks that are run on the model after it is built.",
    )


class ScheduleSpec(Contract):
    """When the product is built."""

    cron: str | None = Field(
        default=None,
        description="Cron expression with five fields. Quote it: a bare * begins an alias in YAML.",
        examples=["0 6 * * *", "*/10 * * * *"],
    )
    timezone: str = Field(
        default="UTC",
        description="IANA time zone that the cron expression is read in.",
        examples=["UTC", "Europe/Berlin", "America/New_York"],
    )
    enabled: bool = Field(default=True, description="Whether the schedule runs.")


class FloeSpec(RuledContract):
    """A data product. Keys that begin with ``x-`` may hold anchors and are dropped."""

    model_config = ConfigDict(populate_by_name=True)

    api_version: ApiVersion = Field(
        validation_alias="apiVersion",
        serialization_alias="apiVersion",
        description="Version of the file format.",
        examples=["floe.dev/v1"],
    )
    kind: SpecKind = Field(
        description="Kind of the file; a data product is a FloeSpec.", examples=["FloeSpec"]
    )
    metadata: FloeMetadata = Field(description="Name, version and owner of the product.")
    platform: PlatformRef | None = Field(
        default=None,
        description="Which platform the product runs on. Without it a manifest.yaml beside this "
        "file or in a folder above is taken.",
    )
    transforms: list[TransformSpec] = Field(
        min_length=1, description="The dbt models of the product, each with a name of its own."
    )
    schedule: ScheduleSpec | None = Field(default=None, description="When the product is built.")
    output_ports: list[OutputPort] | None = Field(
        default=None,
        validation_alias="outputPorts",
        serialization_alias="outputPorts",
        description="Models that other teams may read, with the columns that they can rely on.",
    )
    destinations: list[DestinationSpec] | None = Field(
        default=None, description="Systems outside of the platform that the product sends data to."
    )
    ingestion: IngestionSpec | None = Field(
        default=None, description="Files that are loaded into tables before the models are built."
    )

    @classmethod
    def prepared(cls, data: Mapping[str, object]) -> Mapping[str, object]:
        """Drop the keys that only hold anchors."""
        return without_anchor_keys(data)

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """Names of transforms, output ports and destinations are unique."""
        for path, name, first in duplicates(field(data, "transforms"), ("transforms",), "name"):
            yield Problem(
                DUPLICATE_TRANSFORM,
                path,
                f"transform {quote(name)} is defined twice",
                name,
                "rename one of them",
                related=((first, "first defined here"),),
            )
        ports = typed_key(data, *cls.keys_of("output_ports"))
        if ports is not None:
            yield from duplicate_problems(data[ports], (ports,), "output port", "name")
        yield from duplicate_problems(
            field(data, "destinations"), ("destinations",), "destination", "name"
        )


def without_anchor_keys(data: Mapping[str, object]) -> Mapping[str, object]:
    """Return a root mapping without the ``x-`` keys, which exist to hold YAML anchors."""
    return {key: value for key, value in data.items() if not is_anchor_key(key)}


def is_anchor_key(key: object) -> bool:
    """Return whether a key at the root of a file only holds anchors."""
    return isinstance(key, str) and key.startswith(ANCHOR_PREFIX)

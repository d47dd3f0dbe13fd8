"""CompiledArtifacts: the product itself, for those who run it."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from pydantic import Field

from floe_lsp.schemas.manifest.resources import ResourcePreset
from floe_lsp.schemas.product.ingestion import FileFormat, SchemaContract, SourceType, WriteMode
from floe_lsp.schemas.product.quality import QualityCheck, Tier
from floe_lsp.schemas.types.base import Contract, RuledContract
from floe_lsp.schemas.types.errors import Problem
from floe_lsp.schemas.types.formats import NonBlank, TableName
from floe_lsp.schemas.types.raw import duplicate_problems, field

AssetKind: TypeAlias = Literal["ingestion", "source", "seed", "snapshot", "model"]
TableFormat: TypeAlias = Literal["iceberg"]


class ResolvedModel(Contract):
    """One transform, with everything decided that floe.yaml leaves open."""

    name: NonBlank = Field(description="Name of the dbt model.")
    compute: NonBlank = Field(description="Engine that builds it.")
    tags: list[str] | None = Field(default=None, description="dbt tags.")
    depends_on: list[str] | None = Field(
        default=None, description="Transforms that are built before."
    )
    quality_checks: list[QualityCheck] | None = Field(
        default=None, description="Checks that are run after it is built."
    )
    quality_tier: Tier | None = Field(default=None, description="Quality tier.")


class ResolvedTransforms(RuledContract):
    """The transforms of the product."""

    models: list[ResolvedModel] = Field(
        min_length=1, description="The transforms, in the order of floe.yaml."
    )
    default_compute: NonBlank = Field(description="Engine of transforms that do not choose one.")

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """Names of transforms are unique."""
        return duplicate_problems(field(data, "models"), ("models",), "transform", "name")


class Asset(Contract):
    """Something that the orchestrator builds or waits for."""

    key: NonBlank = Field(
        description="Key of the asset, unique in the product.", examples=["stg_customers"]
    )
    kind: AssetKind = Field(default="model", description="What the asset is.")
    depends_on: list[str] = Field(
        default_factory=list, description="Keys of the assets that it is built from."
    )
    compute: NonBlank | None = Field(default=None, description="Engine that builds it.")
    tags: list[str] = Field(default_factory=list, description="dbt tags.")
    tier: Tier | None = Field(default=None, description="Quality tier.")
    description: str | None = Field(default=None, description="What the asset holds.")


class IngestionOutput(Contract):
    """A table that ingestion fills."""

    source_name: NonBlank = Field(description="Source that is loaded.")
    source_type: SourceType = Field(description="Where the data comes from.")
    table_format: TableFormat = Field(default="iceberg", description="Format of the table.")
    logical_table: TableName = Field(description="The table as floe.yaml names it.")
    physical_table: TableName = Field(description="The table as the catalog names it.")
    file_format: FileFormat = Field(description="Format of the files.")
    source_path: NonBlank = Field(description="The files.")
    write_mode: WriteMode = Field(description="How rows are written.")
    schema_contract: SchemaContract = Field(description="What happens to new columns.")
    freshness_field: NonBlank | None = Field(
        default=None, description="Column that says how recent a row is."
    )
    primary_key: list[NonBlank] | None = Field(
        default=None, description="Columns that identify a row."
    )
    cursor_field: NonBlank | None = Field(
        default=None, description="Column that tells new rows from old ones."
    )
    quality_tier: Tier = Field(default="bronze", description="Quality tier of the table.")


class PortColumn(Contract):
    """One column that readers of an output port can rely on."""

    name: NonBlank = Field(description="Name of the column.")
    type: NonBlank = Field(description="Logical type of the column.")
    description: str | None = Field(default=None, description="What the column holds.")
    required: bool = Field(default=False, description="Whether every row has a value.")
    primary_key: bool = Field(default=False, description="Whether the column identifies a row.")
    classification: str | None = Field(default=None, description="How sensitive the values are.")


class ResolvedOutputPort(RuledContract):
    """A model that other teams may read."""

    name: NonBlank = Field(description="Name of the model.")
    description: str | None = Field(default=None, description="What readers find in it.")
    owner: NonBlank | None = Field(default=None, description="Who answers questions about it.")
    columns: list[PortColumn] = Field(
        min_length=1, description="The columns that readers can rely on."
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """Names of columns are unique."""
        return duplicate_problems(field(data, "columns"), ("columns",), "column", "name")


class ResolvedSchedule(Contract):
    """When the product is built."""

    cron: NonBlank = Field(description="Cron expression with five fields.")
    timezone: NonBlank = Field(default="UTC", description="IANA time zone of the expression.")
    enabled: bool = Field(default=True, description="Whether the schedule runs.")


class ResolvedResources(Contract):
    """Processor and memory, for those who start the runs."""

    presets: dict[str, ResourcePreset] = Field(
        default_factory=dict[str, ResourcePreset], description="Amounts that the platform names."
    )
    engines: dict[str, ResourcePreset] = Field(
        default_factory=dict[str, ResourcePreset],
        description="Amounts that a run of each engine needs.",
    )

"""``ingestion`` of ``floe.yaml``: files that are loaded before the models are built."""

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pydantic import ConfigDict, Field

from floe_lsp.schemas.types.addresses import IngestionPath
from floe_lsp.schemas.types.base import RuledContract, when
from floe_lsp.schemas.types.choices import ByKind
from floe_lsp.schemas.types.errors import CONTRADICTION, Problem
from floe_lsp.schemas.types.formats import SOURCE_NAME, NonBlank, TableName
from floe_lsp.schemas.types.raw import duplicate_problems, field, typed_key

FileFormat: TypeAlias = Literal["csv", "jsonl", "parquet"]
WriteMode: TypeAlias = Literal["append", "replace", "merge"]
SchemaContract: TypeAlias = Literal["evolve", "freeze"]
SourceType: TypeAlias = Literal["filesystem"]

# The rules in the class body need both before there is a model to ask.
_WRITE_MODE: Final = ("writeMode", "write_mode")
_PRIMARY_KEY: Final = ("primaryKey", "primary_key")


class IngestionSource(RuledContract):
    """One set of files and the table that it is loaded into."""

    model_config = ConfigDict(populate_by_name=True)

    name: Annotated[str, SOURCE_NAME] = Field(
        description="Name of the source.", examples=["crm-export"]
    )
    source_type: SourceType = Field(
        validation_alias="sourceType",
        serialization_alias="sourceType",
        description="Where the data comes from; files are the one kind so far.",
        examples=["filesystem"],
    )
    format: FileFormat = Field(description="Format of the files.", examples=["csv"])
    path: IngestionPath = Field(
        description="The files: a path relative to this file, or s3://, gs:// or az:// with a "
        "bucket. No credentials.",
        examples=["data/customers/*.csv", "s3://landing/customers/"],
    )
    destination_table: TableName = Field(
        validation_alias="destinationTable",
        serialization_alias="destinationTable",
        description="Table to load into, as namespace.table.",
        examples=["raw.customers"],
    )
    write_mode: WriteMode = Field(
        default="append",
        validation_alias=_WRITE_MODE[0],
        serialization_alias=_WRITE_MODE[0],
        description="Whether rows are added, replace the table, or update rows with the same key.",
    )
    schema_contract: SchemaContract = Field(
        default="evolve",
        validation_alias="schemaContract",
        serialization_alias="schemaContract",
        description="Whether new columns are taken in (evolve) or refused (freeze).",
    )
    cursor_field: str | None = Field(
        default=None,
        validation_alias="cursorField",
        serialization_alias="cursorField",
        description="Column that tells new rows from old ones.",
        examples=["updated_at"],
    )
    primary_key: Annotated[NonBlank | list[NonBlank], ByKind()] | None = Field(
        default=None,
        validation_alias=_PRIMARY_KEY[0],
        serialization_alias=_PRIMARY_KEY[0],
        description="Column or columns that identify a row; needed for the write mode merge.",
        examples=["customer_id", ["order_id", "line"]],
    )

    schema_rules: ClassVar = tuple(
        when(mode, ["merge"], {"anyOf": [{"required": [key]} for key in _PRIMARY_KEY]})
        for mode in _WRITE_MODE
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """Merging needs to know which rows are the same."""
        mode = typed_key(data, *_WRITE_MODE)
        if mode is None or data[mode] != "merge":
            return
        key = field(data, *_PRIMARY_KEY)
        if key is None or key == []:
            yield Problem(
                CONTRADICTION,
                (mode,),
                f"the write mode 'merge' needs a {_PRIMARY_KEY[0]}",
                "merge",
                f"add {_PRIMARY_KEY[0]} with the columns that identify a row",
                lacks=_PRIMARY_KEY[0] if key is None else None,
            )


class IngestionSpec(RuledContract):
    """Files that are loaded into tables before the models are built."""

    sources: list[IngestionSource] = Field(
        min_length=1, description="The sources, each with a name and a table of its own."
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """No two sources share a name or a table."""
        sources = field(data, "sources")
        yield from duplicate_problems(sources, ("sources",), "source", "name")
        yield from duplicate_problems(
            sources,
            ("sources",),
            "destination table",
            *IngestionSource.keys_of("destination_table"),
        )

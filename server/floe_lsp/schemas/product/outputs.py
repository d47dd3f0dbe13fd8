"""What a product gives away: output ports for other teams, destinations outside of the platform."""

from collections.abc import Iterable, Mapping

from pydantic import Field

from floe_lsp.schemas.types.base import Contract, RuledContract
from floe_lsp.schemas.types.errors import Problem
from floe_lsp.schemas.types.formats import ColumnName, NonBlank, SecretName, TransformName
from floe_lsp.schemas.types.raw import duplicate_problems, field


class OutputPortColumn(Contract):
    """One column that readers of an output port can rely on."""

    name: ColumnName = Field(description="Name of the column.", examples=["customer_id", "email"])
    type: NonBlank = Field(
        description="Logical type of the column, as in the Open Data Contract Standard.",
        examples=["string", "integer", "timestamp", "boolean"],
    )
    description: str | None = Field(
        default=None, max_length=500, description="What the column holds."
    )
    required: bool = Field(default=False, description="Whether every row has a value.")
    primary_key: bool = Field(
        default=False, alias="primaryKey", description="Whether the column identifies a row."
    )
    classification: str | None = Field(
        default=None,
        description="How sensitive the values are.",
        examples=["public", "internal", "confidential", "pii"],
    )


class OutputPort(RuledContract):
    """A model that other teams may read."""

    name: TransformName = Field(
        description="Name of the model that is published.", examples=["mart_customer_360"]
    )
    description: str | None = Field(
        default=None, max_length=500, description="What readers find in it."
    )
    owner: NonBlank | None = Field(
        default=None,
        description="Who answers questions about it, when that is not the owner of the product.",
        examples=["data-team@example.com"],
    )
    columns: list[OutputPortColumn] = Field(
        alias="schema", min_length=1, description="The columns that readers can rely on."
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """Names of columns are unique."""
        return duplicate_problems(field(data, "schema"), ("schema",), "column", "name")


class DestinationSpec(Contract):
    """A system outside of the platform that the product sends data to."""

    name: NonBlank = Field(
        max_length=100, description="Name of the destination.", examples=["crm-sync"]
    )
    sink_type: NonBlank = Field(
        description="Kind of the system; the platform may list the kinds that it approves of.",
        examples=["rest_api", "salesforce", "sql_database"],
    )
    connection_secret_ref: SecretName = Field(
        description="Name of the secret that holds the connection. Never the secret itself.",
        examples=["crm-credentials"],
    )
    source_table: str | None = Field(
        default=None, description="Table to read from.", examples=["gold.customers"]
    )
    config: dict[str, object] | None = Field(
        default=None,
        max_length=50,
        description="Options of the system. Any key is allowed, at most 50.",
    )
    field_mapping: dict[str, str] | None = Field(
        default=None,
        description="Column of the source table to field of the system.",
        examples=[{"customer_id": "external_id"}],
    )
    batch_size: int | None = Field(
        default=None, ge=1, le=100_000, description="Rows sent at once.", examples=[1000]
    )

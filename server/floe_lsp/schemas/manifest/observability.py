"""``observability`` of the manifest: traces, lineage and logs of everything that runs."""

from typing import Literal, TypeAlias

from pydantic import Field

from floe_lsp.schemas.types.addresses import Endpoint
from floe_lsp.schemas.types.base import Contract

TraceExporter: TypeAlias = Literal["otlp", "console", "none"]
LineageTransport: TypeAlias = Literal["http", "console", "noop"]
LogLevel: TypeAlias = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LogFormat: TypeAlias = Literal["json", "text"]


class TracingConfig(Contract):
    """Traces by OpenTelemetry."""

    enabled: bool = Field(default=True, description="Whether runs are traced.")
    exporter: TraceExporter = Field(
        default="otlp", description="Where traces go: a collector, the console, or nowhere."
    )
    endpoint: Endpoint | None = Field(
        default=None,
        description="Address of the OTLP collector. It must mean the same in every environment, "
        "so no localhost and no private address.",
        examples=["http://otel-collector:4317"],
    )


class LineageConfig(Contract):
    """Lineage events by OpenLineage."""

    enabled: bool = Field(default=True, description="Whether lineage events are sent.")
    transport: LineageTransport = Field(
        default="http", description="How events are sent: over http, to the console, or not."
    )
    endpoint: Endpoint | None = Field(
        default=None,
        description="Address that takes OpenLineage events. It must mean the same in every "
        "environment, so no localhost and no private address.",
        examples=["http://marquez:5000/api/v1/lineage"],
    )


class LoggingConfig(Contract):
    """Logs of the runs."""

    level: LogLevel = Field(default="INFO", description="Least severe entries that are kept.")
    format: LogFormat = Field(default="json", description="Form of the entries.")


class ObservabilityConfig(Contract):
    """Traces, lineage and logs, the same for every product of the platform."""

    tracing: TracingConfig = Field(
        default_factory=TracingConfig, description="Traces by OpenTelemetry."
    )
    lineage: LineageConfig = Field(
        default_factory=LineageConfig, description="Lineage events by OpenLineage."
    )
    logging: LoggingConfig = Field(default_factory=LoggingConfig, description="Logs of the runs.")

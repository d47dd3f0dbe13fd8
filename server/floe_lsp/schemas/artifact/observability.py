"""CompiledArtifacts: traces, logs and lineage, with nothing of one environment in it."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from pydantic import Field

from floe_lsp.schemas.manifest.observability import LineageTransport, TraceExporter
from floe_lsp.schemas.types.base import Contract, RuledContract
from floe_lsp.schemas.types.errors import OUT_OF_RANGE, Problem
from floe_lsp.schemas.types.formats import NonBlank
from floe_lsp.schemas.types.raw import field, number
from floe_lsp.schemas.types.secret_reference import SecretReference

OtlpProtocol: TypeAlias = Literal["grpc", "http"]
AuthenticationKind: TypeAlias = Literal["api_key", "bearer"]
ArtifactLogLevel: TypeAlias = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]


class SamplingRates(Contract):
    """Share of runs that are traced, environment by environment; FLOE_ENV chooses at run time."""

    dev: float = Field(default=1.0, ge=0, le=1, description="Share in development.")
    staging: float = Field(default=0.5, ge=0, le=1, description="Share in staging.")
    prod: float = Field(default=0.1, ge=0, le=1, description="Share in production.")


class ResourceAttributes(Contract):
    """OpenTelemetry attributes of the product; those of the environment are added at run time."""

    service_name: NonBlank = Field(max_length=128, description="service.name of all traces.")
    service_version: NonBlank = Field(description="service.version of all traces.")
    floe_namespace: NonBlank = Field(
        max_length=128, description="Domain that the product belongs to."
    )
    floe_product_name: NonBlank = Field(max_length=128, description="Name of the product.")
    floe_product_version: NonBlank = Field(description="Version of the product.")


class TelemetryAuthentication(Contract):
    """How to sign in to the collector; the secret itself is read at run time."""

    auth_type: AuthenticationKind = Field(description="Kind of the credential.")
    secret_ref: SecretReference = Field(description="The secret that holds it.")
    header_name: NonBlank = Field(default="Authorization", description="Header that carries it.")


class BatchProcessor(RuledContract):
    """How traces are collected before they are sent."""

    max_queue_size: int = Field(default=2048, gt=0, description="Spans that wait at most.")
    max_export_batch_size: int = Field(default=512, gt=0, description="Spans sent at once.")
    schedule_delay_millis: int = Field(
        default=5000, gt=0, description="Time between two sendings, in milliseconds."
    )
    export_timeout_millis: int = Field(
        default=30_000, gt=0, description="Longest sending, in milliseconds."
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """A batch fits into the queue."""
        batch = number(data.get("max_export_batch_size", 512))
        queue = number(data.get("max_queue_size", 2048))
        if batch is not None and queue is not None and batch > queue:
            name = "max_export_batch_size"
            yield Problem(
                OUT_OF_RANGE,
                (name,) if name in data else ("max_queue_size",),
                f"a batch of {batch:.0f} spans does not fit into a queue of {queue:.0f}",
                field(data, name),
                "make max_queue_size at least max_export_batch_size",
            )


class ArtifactLogging(Contract):
    """Logs of the runs."""

    log_level: ArtifactLogLevel = Field(
        default="INFO", description="Least severe entries that are kept."
    )
    json_output: bool = Field(default=True, description="Whether entries are JSON.")


class TelemetryConfig(Contract):
    """Traces by OpenTelemetry."""

    enabled: bool = Field(default=True, description="Whether runs are traced.")
    exporter: TraceExporter = Field(
        default="otlp", description="Where traces go: a collector, the console, or nowhere."
    )
    otlp_endpoint: NonBlank = Field(
        default="http://localhost:4317",
        description="Address of the collector, when the manifest names none the usual one beside "
        "the run.",
    )
    otlp_protocol: OtlpProtocol = Field(default="grpc", description="Protocol of the collector.")
    sampling: SamplingRates = Field(
        default_factory=SamplingRates, description="Share of runs that are traced."
    )
    resource_attributes: ResourceAttributes = Field(
        description="OpenTelemetry attributes of the product."
    )
    authentication: TelemetryAuthentication | None = Field(
        default=None, description="How to sign in to the collector."
    )
    batch_processor: BatchProcessor = Field(
        default_factory=BatchProcessor,
        description="How traces are collected before they are sent.",
    )
    logging: ArtifactLogging = Field(
        default_factory=ArtifactLogging, description="Logs of the runs."
    )
    backend: NonBlank = Field(default="console", description="Telemetry plugin of the platform.")


class ArtifactObservability(Contract):
    """Traces, logs and lineage of the product's runs."""

    telemetry: TelemetryConfig = Field(description="Traces by OpenTelemetry.")
    lineage: bool = Field(default=True, description="Whether lineage events are sent.")
    lineage_namespace: NonBlank = Field(description="Namespace of the lineage events.")
    lineage_endpoint: NonBlank | None = Field(
        default=None, description="Address that takes the events."
    )
    lineage_transport: LineageTransport | None = Field(
        default=None, description="How events are sent."
    )

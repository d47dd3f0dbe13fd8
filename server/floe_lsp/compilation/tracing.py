"""Spans on their way to a collector: what makes them, and how long a run waits for it.

The only file that needs OpenTelemetry, an optional extra; ``telemetry`` imports it when traces are
asked for. https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Collection, Mapping, Sequence
from importlib.metadata import entry_points

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    ConsoleSpanExporter,
    SimpleSpanProcessor,
    SpanExporter,
    SpanExportResult,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from typing_extensions import override

from floe_lsp import __version__
from floe_lsp.schemas.types.addresses import host_and_port

DELIVERY_SECONDS = 0.75
"""How long the end of a run waits for a collector at most, however much is to be sent.

The exporter would ask one that is away once more after 0.8 s, and so ends at the first answer.
"""

PARENT = "TRACEPARENT"
"""The variable in which a program tells those that it starts which span is theirs to continue.

https://opentelemetry.io/docs/specs/otel/context/env-carriers/
"""

_CONTEXT = "OTEL_PYTHON_CONTEXT"
_PROVIDERS = (
    "OTEL_PYTHON_EXPORTER_OTLP_HTTP_CREDENTIAL_PROVIDER",
    "OTEL_PYTHON_EXPORTER_OTLP_HTTP_TRACES_CREDENTIAL_PROVIDER",
)
"""What names who signs requests to a collector; the first that is set counts."""

_TIMEOUTS = ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT")


class Tracing:
    """What makes spans, and hands them over at the end of a run."""

    def __init__(self, exporters: Collection[str]) -> None:
        """Set up what the environment describes.

        Args:
            exporters: Of ``otlp`` and ``console``, what spans are sent to.

        Raises:
            ValueError: A variable of OpenTelemetry has a value that cannot be used.
        """
        _require_context()
        self._provider = TracerProvider(resource=_resource(), shutdown_on_exit=False)
        self._delivery: _Delivery | None = None
        self._deadline = _deadline()
        if "console" in exporters:
            console = SimpleSpanProcessor(ConsoleSpanExporter(out=sys.stderr))
            self._provider.add_span_processor(console)
        if "otlp" in exporters:
            self._delivery = _Delivery(_exporter(self._deadline))
            self._provider.add_span_processor(BatchSpanProcessor(self._delivery))
        self.tracer = self._provider.get_tracer("floe", __version__)
        parent = TraceContextTextMapPropagator().extract(
            {"traceparent": os.environ.get(PARENT, "")}
        )
        _ = context.attach(parent)

    def close(self) -> str | None:
        """Hand over what is left, and return why spans were lost, ``None`` when none were.

        It takes ``DELIVERY_SECONDS`` at most, less where the timeout of OTLP is shorter.
        """
        sender = threading.Thread(target=self._provider.shutdown, daemon=True)
        sender.start()
        sender.join(self._deadline)
        delivery = self._delivery
        if delivery is None:
            return None
        if sender.is_alive():
            why = f"{_collector()} did not answer within {self._deadline:g} s"
        elif delivery.lost:
            why = f"{_collector()} cannot be reached, or refused them"
        else:
            return None
        return why + _advice()


def current_ids() -> tuple[str, str] | None:
    """Return the ids of the trace and of the span that is open, in hexadecimal digits."""
    current = trace.get_current_span().get_span_context()
    if not current.is_valid:
        return None
    return format(current.trace_id, "032x"), format(current.span_id, "016x")


def carried() -> Mapping[str, str]:
    """Return the variables by which a program that is started continues the span that is open."""
    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return {PARENT: carrier["traceparent"]} if "traceparent" in carrier else {}


class _Delivery(SpanExporter):
    """An exporter, and whether it has lost anything."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self.lost = False

    @override
    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export(spans)
        self.lost = self.lost or result is not SpanExportResult.SUCCESS
        return result

    @override
    def shutdown(self) -> None:
        self._exporter.shutdown()


def _require_context() -> None:
    """Refuse a context that is not there: OpenTelemetry takes another, and says so in a trace.

    Raises:
        ValueError: The variable names none that is installed.
    """
    named = os.environ.get(_CONTEXT)
    if named and not entry_points(group="opentelemetry_context", name=named):
        raise ValueError(f"{_CONTEXT}={named} names no context that is installed")


def _exporter(seconds: float) -> OTLPSpanExporter:
    """Return what sends spans over HTTP.

    Raises:
        ValueError: A variable has a value that cannot be used.
    """
    try:
        return OTLPSpanExporter(timeout=seconds)
    except RuntimeError:
        for variable in _PROVIDERS:
            if named := os.environ.get(variable):
                what = "names no provider of credentials that can be used"
                raise ValueError(f"{variable}={named} {what}") from None
        raise


def _resource() -> Resource:
    """Return who speaks; what the environment says of it goes first."""
    said = OTELResourceDetector().detect().attributes
    ours = {"service.name": "floe", "service.version": __version__}
    return Resource.create({name: value for name, value in ours.items() if name not in said})


def _deadline() -> float:
    """Return how many seconds an export may take.

    The timeout of OTLP counts in seconds, as OpenTelemetry for Python reads it.
    """
    for name in _TIMEOUTS:
        with contextlib.suppress(ValueError):
            seconds = float(os.environ.get(name, ""))
            if 0 < seconds < DELIVERY_SECONDS:
                return seconds
    return DELIVERY_SECONDS


def _address() -> str:
    asked = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    return asked or os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or "http://localhost:4318"


def _collector() -> str:
    return host_and_port(_address()) or "the collector"


def _advice() -> str:
    protocol = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")
    protocol = protocol or os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL") or ""
    if protocol == "grpc" or _collector().endswith(":4317"):
        return "; floe sends OTLP over HTTP, which collectors take at port 4318 as a rule"
    return ""

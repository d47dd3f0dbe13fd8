"""Stage timings as structured logs and OpenTelemetry spans; nothing at all unless asked for.

Logs are configured by ``configure_logging`` (the command line's ``--verbose`` and
``FLOE_LOG_LEVEL``). Spans are made when the optional OpenTelemetry SDK is installed and the
environment names an exporter (``OTEL_EXPORTER_OTLP_ENDPOINT``, ``OTEL_TRACES_EXPORTER``; see the
OpenTelemetry specification, "SDK environment variables").
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Generator, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

from .stages import Stage

LEVELS = ("debug", "info", "warning", "error")
"""Values of ``FLOE_LOG_LEVEL``."""

_FLUSH_SECONDS = 0.25
"""How long the end of a run may wait for a collector."""

_logger: Any = None
_tracer: Any = None


def configure_logging(level: str, *, as_json: bool, stream: TextIO = sys.stderr) -> None:
    """Send structured logs of ``level`` and above to ``stream``.

    Args:
        level: One of ``LEVELS``.
        as_json: One JSON object a line instead of text for people.
        stream: Never standard output, which belongs to results and to the protocol.
    """
    global _logger  # noqa: PLW0603 - one process, one log
    import structlog  # noqa: PLC0415 - 100 ms, and logs are off by default

    renderer: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=stream.isatty() and not os.environ.get("NO_COLOR")
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_trace_ids,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    _logger = structlog.get_logger("floe")


def configure_tracing() -> None:
    """Start OpenTelemetry when the environment asks for it and the ``otel`` extra is installed."""
    global _tracer  # noqa: PLW0603
    exporter = os.environ.get("OTEL_TRACES_EXPORTER", "").lower()
    endpoint = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or os.environ.get(
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
    )
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or exporter == "none":
        return
    if not endpoint and exporter not in ("otlp", "console"):
        return
    service = os.environ.get("OTEL_SERVICE_NAME") or "floe"
    try:
        from opentelemetry import trace  # noqa: PLC0415 - optional extra
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import (  # noqa: PLC0415
            BatchSpanProcessor,
            ConsoleSpanExporter,
            SimpleSpanProcessor,
        )

        provider = TracerProvider(
            resource=Resource.create({"service.name": service}), shutdown_on_exit=False
        )
        if exporter == "console":
            provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=sys.stderr)))
        else:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
                OTLPSpanExporter,
            )

            provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    except ImportError:
        log("warning", "tracing_unavailable", reason="install floe-lsp[otel] to send traces")
        return
    # Its warnings of a collector that is away would stand between the diagnostics; see ``flush``.
    logging.getLogger("opentelemetry").addHandler(logging.NullHandler())
    trace.set_tracer_provider(provider)
    _tracer = trace.get_tracer("floe")


def flush() -> None:
    """Give finished spans a moment to leave; an unreachable collector does not hold the process."""
    if _tracer is None:
        return
    from opentelemetry import trace  # noqa: PLC0415 - optional extra

    provider: Any = trace.get_tracer_provider()
    sender = threading.Thread(target=provider.shutdown, daemon=True)
    sender.start()
    sender.join(_FLUSH_SECONDS)
    if sender.is_alive():
        log("warning", "traces_not_sent", reason="the collector did not answer in time")


def is_on() -> bool:
    """Whether anything is logged or traced."""
    return _logger is not None or _tracer is not None


def annotate(**attributes: object) -> None:
    """Add attributes to the span that is open, when tracing is on."""
    if _tracer is None:
        return
    from opentelemetry import trace  # noqa: PLC0415 - optional extra

    span = trace.get_current_span()
    for key, value in attributes.items():
        span.set_attribute(f"floe.{key}", value if isinstance(value, bool | int) else str(value))


def log(level: str, event: str, **fields: object) -> None:
    """Write one structured log line when logging is on."""
    if _logger is not None:
        getattr(_logger, level)(event, **fields)


@contextmanager
def stage_span(stage: Stage, **fields: object) -> Generator[None]:
    """Time a stage: a span ``floe.<stage>`` and a log line with milliseconds."""
    if _logger is None and _tracer is None:
        yield
        return
    with span(f"floe.{stage.value.lower()}", **fields):
        started = time.perf_counter()
        log("debug", "stage_started", stage=stage.value, **fields)
        yield
        took = round((time.perf_counter() - started) * 1000, 3)
        log("info", "stage_finished", stage=stage.value, duration_ms=took, **fields)


@contextmanager
def span(name: str, **attributes: object) -> Generator[None]:
    """Open an OpenTelemetry span when tracing is on."""
    if _tracer is None:
        yield
        return
    values = {f"floe.{key}": str(value) for key, value in attributes.items()}
    # The words of an exception may be those of a document, which do not leave the machine.
    with _tracer.start_as_current_span(
        name, attributes=values, record_exception=False, set_status_on_exception=False
    ):
        yield


def _add_trace_ids(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if _tracer is not None:
        from opentelemetry import trace  # noqa: PLC0415 - optional extra

        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            event["trace_id"] = format(context.trace_id, "032x")
            event["span_id"] = format(context.span_id, "016x")
    return event

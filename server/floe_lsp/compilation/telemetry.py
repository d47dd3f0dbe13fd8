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
import time
from collections.abc import Generator, Iterable, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TextIO

from .stages import Stage

if TYPE_CHECKING:
    from .tracing import Tracing

LEVELS = ("debug", "info", "warning", "error")
"""Values of ``FLOE_LOG_LEVEL``."""

_EXPORTERS = ("otlp", "console")
"""What traces may be sent to, by the words of ``OTEL_TRACES_EXPORTER``."""

_logger: Any = None
_level = "error"
_tracing: Tracing | None = None
_is_paused: ContextVar[bool] = ContextVar("_is_paused", default=False)


def configure_logging(level: str, *, as_json: bool, stream: TextIO = sys.stderr) -> None:
    """Send structured logs of ``level`` and above to ``stream``.

    Args:
        level: One of ``LEVELS``.
        as_json: One JSON object a line instead of text for people.
        stream: Never standard output, which belongs to results and to the protocol.
    """
    global _logger, _level
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
    _logger, _level = structlog.get_logger("floe"), level


def configure_tracing() -> str | None:
    """Start OpenTelemetry when the environment asks for it and the ``otel`` extra is installed.

    Returns what is to be said of that, where traces were asked for and cannot be made so.
    """
    global _tracing  # noqa: PLW0603 - one process, one trace
    asked = _words("OTEL_TRACES_EXPORTER")
    endpoint = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or os.environ.get(
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
    )
    if _words("OTEL_SDK_DISABLED") == ["true"] or "none" in asked:
        return None
    unknown = [each for each in asked if each not in _EXPORTERS]
    exporters = [each for each in asked if each in _EXPORTERS]
    if not asked and endpoint:
        exporters = ["otlp"]
    said = f"OTEL_TRACES_EXPORTER={','.join(unknown)} is ignored; allowed: otlp, console, none"
    if exporters:
        try:
            _tracing = _tracing_to(exporters)
        except ValueError as error:
            return f"no traces are sent, since a variable of OpenTelemetry is wrong: {error}"
        except Exception as error:  # noqa: BLE001 - of plugins of its own; may quote a credential
            kind = type(error).__name__
            return f"no traces are sent, since OpenTelemetry cannot be set up ({kind})"
    return said if unknown else None


def _tracing_to(exporters: Iterable[str]) -> Tracing | None:
    """Set up what makes spans, ``None`` where the ``otel`` extra is not installed.

    Raises:
        ValueError: A variable of OpenTelemetry has a value that cannot be used; it reads some of
            them when it is imported.
    """
    # It says on standard error what it thinks of its variables otherwise, at the import already.
    logging.getLogger("opentelemetry").addHandler(logging.NullHandler())
    try:
        from .tracing import Tracing  # noqa: PLC0415 - optional extra
    except ImportError:
        log("warning", "tracing_unavailable", reason="install floe-lsp[otel] to send traces")
        return None
    return Tracing(tuple(exporters))


def _words(variable: str) -> list[str]:
    """Return the words of a variable that lists some, in lower case."""
    words = (word.strip().lower() for word in os.environ.get(variable, "").split(","))
    return [word for word in words if word]


def close() -> str | None:
    """Hand finished spans over, and return why some were lost, ``None`` when none were.

    A collector that does not answer holds the process for ``tracing.DELIVERY_SECONDS`` at most.
    """
    global _tracing
    tracing, _tracing = _tracing, None
    return None if tracing is None else tracing.close()


def carried() -> Mapping[str, str]:
    """Return the variables by which a process that is started continues the span that is open."""
    if _tracing is None:
        return {}
    from .tracing import carried as of_span  # noqa: PLC0415 - optional extra

    return of_span()


def is_on() -> bool:
    """Whether anything is logged or traced."""
    return not _is_paused.get() and (_logger is not None or _tracing is not None)


def logs(level: str) -> bool:
    """Whether lines of a level are logged."""
    return _logger is not None and LEVELS.index(level) >= LEVELS.index(_level)


@contextmanager
def paused() -> Generator[None]:
    """Neither log nor trace stages: what runs is a trial, and no analysis that was asked for."""
    token = _is_paused.set(True)
    try:
        yield
    finally:
        _is_paused.reset(token)


def annotate(**attributes: object) -> None:
    """Add attributes to the span that is open, when tracing is on."""
    span = _open_span()
    if span is not None:
        for key, value in attributes.items():
            span.set_attribute(f"floe.{key}", _attribute(value))


def fail(description: str, events: Iterable[Mapping[str, object]] = ()) -> None:
    """Mark the span that is open as failed, when tracing is on.

    Args:
        description: Why, in words that quote no document.
        events: The attributes of each finding that made it fail.
    """
    span = _open_span()
    if span is None:
        return
    from opentelemetry.trace import Status, StatusCode  # noqa: PLC0415 - optional extra

    for event in events:
        span.add_event(
            "floe.finding", {f"floe.{key}": _attribute(value) for key, value in event.items()}
        )
    span.set_status(Status(StatusCode.ERROR, description))


def _open_span() -> Any:
    if _tracing is None or _is_paused.get():
        return None
    from opentelemetry import trace  # noqa: PLC0415 - optional extra

    return trace.get_current_span()


def _attribute(value: object) -> bool | int | str:
    return value if isinstance(value, bool | int) else str(value)


def log(level: str, event: str, **fields: object) -> None:
    """Write one structured log line when logging is on."""
    if _logger is not None:
        getattr(_logger, level)(event, **fields)


@contextmanager
def stage_span(stage: Stage, **fields: object) -> Generator[None]:
    """Time a stage: a span ``floe.<stage>`` and a log line with milliseconds."""
    if not is_on():
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
    if _tracing is None or _is_paused.get():
        yield
        return
    values = {f"floe.{key}": str(value) for key, value in attributes.items()}
    # The words of an exception may be those of a document, which do not leave the machine.
    with _tracing.tracer.start_as_current_span(
        name, attributes=values, record_exception=False, set_status_on_exception=False
    ):
        yield


def _add_trace_ids(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if _tracing is not None:
        from .tracing import current_ids  # noqa: PLC0415 - optional extra

        ids = current_ids()
        if ids is not None:
            event["trace_id"], event["span_id"] = ids
    return event

"""What is told of a failure where the times of stages are sent to a collector."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from floe_lsp.compilation import telemetry


@pytest.mark.requirement("security")
def test_a_span_says_nothing_of_the_words_of_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """They may quote a document."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing = SimpleNamespace(tracer=provider.get_tracer("floe"))
    monkeypatch.setattr(telemetry, "_tracing", tracing)
    with pytest.raises(ValueError, match="words"), telemetry.span("floe.analyze", spec="a.yaml"):
        raise ValueError("words of a document")
    (sent,) = exporter.get_finished_spans()
    assert dict(sent.attributes or {}) == {"floe.spec": "a.yaml"}
    assert "words" not in sent.to_json()

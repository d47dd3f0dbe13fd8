"""Logs and traces of a real run; a collector on this machine receives what is sent."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from commands import environment, floe
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

pytestmark = pytest.mark.requirement("FR-013")

STAGES = ["LOAD", "VALIDATE", "RESOLVE", "ENFORCE", "COMPILE", "GENERATE"]


@pytest.fixture
def collector() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """An OTLP collector: its address, and what it was sent."""
    received: list[ExportTraceServiceRequest] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            received.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


def test_stage_timings_as_json(product: Path) -> None:
    done = floe("compile", cwd=product, env={"FLOE_LOG_LEVEL": "info"})
    events = [json.loads(line) for line in done.err.splitlines()]
    assert [event["stage"] for event in events] == STAGES
    assert {event["event"] for event in events} == {"stage_finished"}
    assert all(event["duration_ms"] > 0 for event in events)
    assert all("trace_id" not in event for event in events)


def test_verbose_and_the_levels(product: Path) -> None:
    verbose = floe("compile", "--verbose", "--dry-run", cwd=product)
    assert verbose.err.count("stage_finished") == len(STAGES)
    assert "stage_started" not in verbose.err
    debug = floe("compile", "--dry-run", cwd=product, env={"FLOE_LOG_LEVEL": "DEBUG"})
    assert debug.err.count("stage_started") == len(STAGES)
    assert floe("check", cwd=product, env={"FLOE_LOG_LEVEL": "error"}).err == ""
    words = floe(
        "check", "-v", cwd=product, env={"FLOE_LOG_FORMAT": "console", "FLOE_LOG_LEVEL": "loud"}
    ).err
    assert words.startswith(
        "floe: FLOE_LOG_LEVEL=loud is ignored; allowed: debug, info, warning, error\n"
    )
    assert "stage=LOAD" in words
    assert "{" not in words


def test_artifact_does_not_depend_on_logging(product: Path) -> None:
    artifact = product / "target/compiled_artifacts.json"
    contents: set[bytes] = set()
    for level in ("", "debug", "error"):
        env = {"FLOE_LOG_LEVEL": level, "SOURCE_DATE_EPOCH": "1"}
        assert floe("compile", cwd=product, env=env).code == 0
        contents.add(artifact.read_bytes())
    assert len(contents) == 1


def test_a_span_for_each_stage_with_its_id_in_the_log(
    product: Path, collector: tuple[str, list[ExportTraceServiceRequest]]
) -> None:
    address, received = collector
    env = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": address,
        "OTEL_SERVICE_NAME": "nightly",
        "FLOE_LOG_LEVEL": "info",
    }
    done = floe("compile", cwd=product, env=env)
    assert done.code == 0
    spans = [
        (span, resource.resource)
        for request in received
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    assert sorted(span.name for span, _ in spans) == sorted(
        ["floe.pipeline", *(f"floe.{stage.lower()}" for stage in STAGES)]
    )
    (root,) = [span for span, _ in spans if span.name == "floe.pipeline"]
    assert all(span.parent_span_id == root.span_id for span, _ in spans if span is not root)
    services = {
        attribute.value.string_value
        for _, resource in spans
        for attribute in resource.attributes
        if attribute.key == "service.name"
    }
    assert services == {"nightly"}
    logged = [json.loads(line) for line in done.err.splitlines()]
    assert {event["trace_id"] for event in logged} == {root.trace_id.hex()}
    assert [event["span_id"] for event in logged] == [
        next(span.span_id.hex() for span, _ in spans if span.name == f"floe.{stage.lower()}")
        for stage in STAGES
    ]


def test_the_decisions_of_policies_are_logged_and_in_the_span(
    product: Path, collector: tuple[str, list[ExportTraceServiceRequest]]
) -> None:
    address, received = collector
    spec = product / "floe.yaml"
    for file in (spec, *(product / "models").iterdir()):
        file.write_text(file.read_text().replace("stg_order_lines", "orders"))
    (product / "models/stg_order_lines.sql").rename(product / "models/orders.sql")
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": address, "FLOE_LOG_LEVEL": "debug"}
    done = floe("check", "--format", "json", "--stage", "ENFORCE", cwd=product, env=env)
    events = [json.loads(line) for line in done.err.splitlines()]
    named = {
        event["model"]: event
        for event in events
        if event["event"] == "policy_decision" and event["demand"] == "naming"
    }
    assert (named["orders"]["result"], named["orders"]["level"]) == ("fail", "info")
    assert (named["int_orders"]["result"], named["int_orders"]["level"]) == ("pass", "debug")
    assert named["orders"]["enforcement_level"] == "strict"
    assert named["orders"]["manifest_version"] == "1.0.0"
    assert named["orders"]["policy"] == "naming"
    (span,) = [
        span
        for request in received
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
        if span.name == "floe.enforce"
    ]
    told = {attribute.key: attribute.value for attribute in span.attributes}
    assert told["floe.passed"].bool_value is False
    assert told["floe.errors"].int_value > 0
    assert told["floe.enforcement_level"].string_value == "strict"
    assert told["floe.manifest_version"].string_value == "1.0.0"


def test_collector_that_never_answers(product: Path) -> None:
    """It takes the connection and keeps silent: the compile ends, and no line of it is longer."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        env = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        done = floe("compile", cwd=product, env=env)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Compiled coffee-orders")


def test_collector_that_is_not_there(product: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}"}
    done = floe("compile", cwd=product, env=env)
    assert (done.code, done.err) == (0, "")
    done = floe("compile", cwd=product, env={**env, "FLOE_LOG_LEVEL": "warning"})
    assert done.code == 0
    assert json.loads(done.err)["event"] == "traces_not_sent"


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--help"], ["pydantic", "ruamel", "rapidfuzz"]),
        (["check", "--help"], []),
        (["compile", "--dry-run"], ["rapidfuzz", "cron_descriptor", "sarif_pydantic"]),
    ],
)
def test_nothing_heavy_is_imported(product: Path, arguments: list[str], absent: list[str]) -> None:
    script = (
        "import sys\n"
        "from floe_lsp.cli.main import main\n"
        "try:\n"
        f"    main({arguments!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=product,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    roots = {name.partition(".")[0] for name in done.stderr.split()}
    assert "floe_lsp" in roots
    heavy = {"lsprotocol", "pygls", "rich", "structlog", "opentelemetry", *absent}
    assert roots & heavy == set()

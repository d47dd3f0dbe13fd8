"""Traces of real runs; a collector on this machine decodes what is sent."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from collector import Collector, attributes, collecting, dripping
from commands import floe
from editing import editor
from opentelemetry.proto.trace.v1.trace_pb2 import Status

import floe_lsp
from floe_lsp.compilation.tracing import DELIVERY_SECONDS

pytestmark = pytest.mark.requirement("FR-013")

STAGES = ["LOAD", "VALIDATE", "RESOLVE", "ENFORCE", "COMPILE", "GENERATE"]
OF_STAGES = [f"floe.{stage.lower()}" for stage in STAGES]
ERROR = Status.StatusCode.STATUS_CODE_ERROR


def asked(collector: Collector, **more: str) -> dict[str, str]:
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, **more}


def test_a_span_for_each_stage_with_its_id_in_the_log(product: Path) -> None:
    with collecting() as collector:
        done = floe("compile", cwd=product, env=asked(collector, FLOE_LOG_LEVEL="info"))
    assert done.code == 0
    assert collector.paths == ["/v1/traces"]
    assert sorted(span.name for span in collector.spans) == sorted(
        ["floe compile", "floe.pipeline", *OF_STAGES]
    )
    root, pipeline = collector.named("floe compile"), collector.named("floe.pipeline")
    assert root.parent_span_id == b""
    assert pipeline.parent_span_id == root.span_id
    stages = [collector.named(name) for name in OF_STAGES]
    assert {span.parent_span_id for span in stages} == {pipeline.span_id}
    assert all(span.end_time_unix_nano > span.start_time_unix_nano for span in stages)
    logged = [json.loads(line) for line in done.err.splitlines()]
    assert {event["trace_id"] for event in logged} == {root.trace_id.hex()}
    assert [event["span_id"] for event in logged] == [span.span_id.hex() for span in stages]


def test_what_the_spans_say(product: Path) -> None:
    with collecting() as collector:
        floe("compile", cwd=product, env=asked(collector))
    assert attributes(collector.named("floe compile")) == {"floe.exit_code": 0}
    assert attributes(collector.named("floe.pipeline")) == {
        "floe.spec": "floe.yaml",
        "floe.product": "coffee-orders",
        "floe.product_version": "1.0.0",
        "floe.transforms": 3,
        "floe.manifest": "harbour-city-platform",
        "floe.manifest_version": "1.0.0",
        "floe.manifests": 1,
        "floe.passed": True,
        "floe.errors": 0,
        "floe.warnings": 0,
    }
    assert all(span.status.code != ERROR for span in collector.spans)
    service = attributes(collector.resources[0])
    assert service["service.name"] == "floe"
    assert service["service.version"] == floe_lsp.__version__


@pytest.mark.parametrize(
    "env",
    [
        {"OTEL_SERVICE_NAME": "nightly"},
        {"OTEL_RESOURCE_ATTRIBUTES": "service.name=nightly,team=data"},
    ],
)
def test_who_speaks_is_what_the_environment_says(product: Path, env: dict[str, str]) -> None:
    with collecting() as collector:
        floe("compile", "--dry-run", cwd=product, env=asked(collector, **env))
    assert attributes(collector.resources[0])["service.name"] == "nightly"


def test_the_stage_that_fails_says_so(broken: Path) -> None:
    with collecting() as collector:
        done = floe("compile", cwd=broken, env=asked(collector))
    assert done.code == 1
    failed = {span.name: span.status.message for span in collector.spans if span.status.code}
    assert failed == {
        "floe.validate": "1 error in VALIDATE: E110",
        "floe.pipeline": "1 error: E110",
        "floe compile": "exit code 1",
    }
    (event,) = collector.named("floe.validate").events
    text = (broken / "floe.yaml").read_text(encoding="utf-8")
    line = text[: text.index("[int_order]")].count("\n") + 1
    assert event.name == "floe.finding"
    told = attributes(event)
    assert told.pop("floe.title")
    assert told == {"floe.code": "E110", "floe.file": "floe.yaml", "floe.line": line}
    assert attributes(collector.named("floe compile"))["floe.exit_code"] == 1
    # Fixes are tried on copies; those analyses are not what was asked for.
    assert [span.name for span in collector.spans if span.name == "floe.load"] == ["floe.load"]


@pytest.mark.requirement("security")
def test_no_secret_is_in_a_span(product: Path) -> None:
    """A name that fits its pattern may be one, and what is wrong is told without its words."""
    secret = "glpat-" + "a1b2c3d4e5" * 2
    spec = product / "floe.yaml"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("name: coffee-orders", f"name: {secret}"), encoding="utf-8")
    with collecting() as collector:
        floe("compile", cwd=product, env=asked(collector))
    assert attributes(collector.named("floe.pipeline"))["floe.product"] == ""
    assert attributes(collector.named("floe.pipeline"))["floe.errors"] != 0
    assert not any(secret.encode() in each.SerializeToString() for each in collector.requests)


def test_many_products_are_one_trace(examples: Path) -> None:
    for number in range(20):
        copy = shutil.copytree(examples / "coffee-orders", examples / f"product-{number}")
        spec = copy / "floe.yaml"
        text = spec.read_text(encoding="utf-8")
        spec.write_text(text.replace("coffee-orders", f"product-{number}"), encoding="utf-8")
    with collecting() as collector:
        done = floe("compile", "--all", "--jobs", "2", cwd=examples, env=asked(collector))
    assert done.code == 0, done.err
    root = collector.named("floe compile")
    assert {span.trace_id for span in collector.spans} == {root.trace_id}
    pipelines = [span for span in collector.spans if span.name == "floe.pipeline"]
    assert {span.parent_span_id for span in pipelines} == {root.span_id}
    names = {attributes(span)["floe.product"] for span in pipelines}
    assert names == {"coffee-orders", "bike-share", *(f"product-{n}" for n in range(20))}
    processes = {attributes(each)["service.instance.id"] for each in collector.resources}
    assert len(processes) == 2


def test_a_run_goes_on_with_the_trace_of_who_started_it(product: Path) -> None:
    parent = {"TRACEPARENT": f"00-{'ab' * 16}-{'cd' * 8}-01"}
    with collecting() as collector:
        floe("check", cwd=product, env=asked(collector, **parent))
    root = collector.named("floe check")
    assert (root.trace_id.hex(), root.parent_span_id.hex()) == ("ab" * 16, "cd" * 8)


def test_the_decisions_of_policies_are_logged_and_in_the_span(product: Path) -> None:
    spec = product / "floe.yaml"
    for file in (spec, *(product / "models").iterdir()):
        file.write_text(file.read_text().replace("stg_order_lines", "orders"))
    (product / "models/stg_order_lines.sql").rename(product / "models/orders.sql")
    with collecting() as collector:
        done = floe(
            "check", "--format", "json", "--stage", "ENFORCE",
            cwd=product, env=asked(collector, FLOE_LOG_LEVEL="debug"),
        )  # fmt: skip
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
    enforce = collector.named("floe.enforce")
    told = attributes(enforce)
    assert told["floe.passed"] is False
    assert isinstance(told["floe.errors"], int)
    assert told["floe.errors"] > 0
    assert told["floe.enforcement_level"] == "strict"
    assert told["floe.manifest_version"] == "1.0.0"
    assert enforce.status.code == ERROR


def test_the_address_for_traces_alone_with_headers(product: Path) -> None:
    with collecting() as collector:
        env = {
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{collector.address}/own/path",
            "OTEL_EXPORTER_OTLP_HEADERS": "x-tenant=data",
        }
        floe("compile", "--dry-run", cwd=product, env=env)
    assert collector.paths == ["/own/path"]
    assert {name.lower(): value for name, value in collector.headers[0].items()}[
        "x-tenant"
    ] == "data"


@pytest.mark.parametrize(
    "env", [{"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}, {}]
)
def test_what_is_not_asked_for_is_not_sent(product: Path, env: dict[str, str]) -> None:
    with collecting() as collector:
        address = asked(collector) if env else {}
        done = floe("compile", "--dry-run", cwd=product, env={**address, **env})
    assert (done.code, done.err, collector.requests) == (0, "", [])


def test_an_exporter_that_floe_does_not_have(product: Path) -> None:
    with collecting() as collector:
        env = asked(collector, OTEL_TRACES_EXPORTER="zipkin")
        done = floe("compile", "--dry-run", cwd=product, env=env)
    assert collector.requests == []
    assert done.err == (
        "note: OTEL_TRACES_EXPORTER=zipkin is ignored; allowed: otlp, console, none\n"
    )


TRACES_PROVIDER = "OTEL_PYTHON_EXPORTER_OTLP_HTTP_TRACES_CREDENTIAL_PROVIDER"
PROVIDER = "OTEL_PYTHON_EXPORTER_OTLP_HTTP_CREDENTIAL_PROVIDER"


@pytest.mark.parametrize(
    ("variable", "why"),
    [
        (
            TRACES_PROVIDER,
            f"{TRACES_PROVIDER}=zz names no provider of credentials that can be used",
        ),
        (PROVIDER, f"{PROVIDER}=zz names no provider of credentials that can be used"),
        ("OTEL_PYTHON_CONTEXT", "OTEL_PYTHON_CONTEXT=zz names no context that is installed"),
        # OpenTelemetry reads this one when it is imported.
        (
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT must be a non-negative integer but got zz",
        ),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(product: Path, variable: str, why: str) -> None:
    with collecting() as collector:
        done = floe("compile", "--dry-run", cwd=product, env=asked(collector, **{variable: "zz"}))
    assert (done.code, collector.requests) == (0, [])
    assert done.err == (
        f"note: no traces are sent, since a variable of OpenTelemetry is wrong: {why}\n"
    )


def lost(address: str, why: str) -> str:
    return f"note: traces were not delivered: {address.removeprefix('http://')} {why}\n"


def test_a_collector_that_refuses(product: Path) -> None:
    with collecting(status=500) as collector:
        done = floe("compile", cwd=product, env=asked(collector))
    assert done.code == 0
    assert done.err == lost(collector.address, "cannot be reached, or refused them")


def test_many_products_say_once_that_traces_are_lost(examples: Path) -> None:
    with collecting(status=500) as collector:
        done = floe("compile", "--all", "--jobs", "2", cwd=examples, env=asked(collector))
    assert done.code == 0
    assert done.err.count("not delivered") == 1


def test_a_collector_that_is_not_there(product: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": address}
    done = floe("compile", cwd=product, env=env)
    assert (done.code, done.err) == (0, lost(address, "cannot be reached, or refused them"))
    assert floe("compile", "--quiet", cwd=product, env=env).err == ""
    done = floe("compile", cwd=product, env={**env, "FLOE_LOG_LEVEL": "warning"})
    assert done.code == 0
    assert json.loads(done.err)["event"] == "traces_not_sent"


@pytest.mark.parametrize("seconds", [None, 0.1])
def test_a_collector_that_never_answers(product: Path, seconds: float | None) -> None:
    """It takes the connection and keeps silent: the compile ends by its own deadline."""
    limit = {} if seconds is None else {"OTEL_EXPORTER_OTLP_TIMEOUT": str(seconds)}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        env = {"OTEL_EXPORTER_OTLP_ENDPOINT": address, **limit}
        done = floe("compile", cwd=product, env=env)
    assert done.code == 0
    assert done.out.startswith("Compiled coffee-orders")
    waited = f"did not answer within {seconds or DELIVERY_SECONDS:g} s"
    assert done.err in (
        lost(address, waited),
        lost(address, "cannot be reached, or refused them"),  # where the client gave up itself
    )


@pytest.mark.parametrize("slow", [lambda: collecting(seconds=20), dripping])
def test_a_slow_collector_delays_no_run_beyond_the_deadline(
    product: Path, slow: Callable[[], AbstractContextManager[Collector]]
) -> None:
    def seconds(env: dict[str, str]) -> float:
        begun = time.monotonic()
        assert floe("compile", "--dry-run", cwd=product, env=env).code == 0
        return time.monotonic() - begun

    with collecting() as quick, slow() as collector:
        ordinary = min(seconds(asked(quick)) for _ in range(2))
        # Twice the deadline, for a machine that is busy with other things.
        assert min(seconds(asked(collector)) for _ in range(2)) < ordinary + 2 * DELIVERY_SECONDS


@pytest.mark.requirement("security")
def test_the_language_server_sends_nothing(product: Path) -> None:
    async def conversation(env: dict[str, str]) -> None:
        async with editor("minimal", product.parent, env=env) as opened:
            spec = product / "floe.yaml"
            uri = opened.open(spec)
            opened.type(uri, spec.read_text(encoding="utf-8") + "# typed\n")
            assert await opened.codes(uri) == []
            await opened.command("floe.compile", {"uri": uri, "quiet": True})
            assert (product / "target" / "compiled_artifacts.json").is_file()
            await asyncio.sleep(0.5)

    with collecting() as collector:
        # What there is would be sent twenty times a second.
        env = asked(collector, OTEL_TRACES_EXPORTER="otlp", OTEL_BSP_SCHEDULE_DELAY="50")
        asyncio.run(conversation(env))
        assert collector.requests == []
        floe("check", cwd=product, env=env)
    assert [span.name for span in collector.spans if span.name == "floe check"] == ["floe check"]

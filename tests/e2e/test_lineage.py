"""``--emit-lineage`` of real runs; a receiver on this machine takes what is sent."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from commands import environment, floe
from dateutil import parser as dates
from lineage_receiver import LineageReceiver, receiving
from openlineage.client.event_v2 import JobEvent, RunEvent

from floe_lsp.cli.compiling.lineage_delivery import DELIVERY_SECONDS

pytestmark = pytest.mark.requirement("lineage")

EMIT = ("compile", "--emit-lineage")


def asked(receiver: LineageReceiver, **more: str) -> dict[str, str]:
    return {"OPENLINEAGE_URL": receiver.address, **more}


def facets(of: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the facets without what says of which schema they are."""
    return {
        name: {key: value for key, value in facet.items() if not key.startswith("_")}
        for name, facet in of["facets"].items()
    }


def with_platform_lineage(product: Path, lineage: str) -> None:
    manifest = product.parent / "manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    before = "    enabled: true\n    transport: console\n"
    assert text.count(before) == 1
    manifest.write_text(text.replace(before, lineage), encoding="utf-8")


def test_a_compilation_and_what_the_product_makes(product: Path) -> None:
    with receiving() as receiver:
        done = floe(*EMIT, cwd=product, env=asked(receiver))
    host = receiver.address.removeprefix("http://")
    assert (done.code, done.err) == (0, f"Lineage: 5 events sent to {host}\n")
    assert receiver.paths == {"/api/v1/lineage"}
    start, complete = receiver.runs
    assert (start["eventType"], complete["eventType"]) == ("START", "COMPLETE")
    assert UUID(start["run"]["runId"]).version == 7
    assert start["run"]["runId"] == complete["run"]["runId"]
    assert dates.isoparse(start["eventTime"]) < dates.isoparse(complete["eventTime"])
    assert (start["job"]["namespace"], start["job"]["name"]) == (
        "floe.compilation",
        "coffee-orders",
    )
    assert facets(start["job"])["documentation"] == {
        "description": "What three coffee shops sell on each day"
    }
    assert receiver.events[0] is start
    assert receiver.events[-1] is complete
    reads = {
        name: [(each["namespace"], each["name"]) for each in event["inputs"]]
        for name, event in receiver.jobs.items()
    }
    assert reads == {
        "model.coffee_orders.stg_order_lines": [("coffee-orders", "raw_order_lines")],
        "model.coffee_orders.int_orders": [("coffee-orders", "stg_order_lines")],
        "model.coffee_orders.fct_daily_sales": [("coffee-orders", "int_orders")],
    }


def test_what_is_told_of_a_table(product: Path) -> None:
    with receiving() as receiver:
        floe(*EMIT, cwd=product, env=asked(receiver))
    event = receiver.jobs["model.coffee_orders.int_orders"]
    assert facets(event["job"]) == {
        "jobType": {"processingType": "BATCH", "integration": "DBT", "jobType": "MODEL"},
        "ownership": {"owners": [{"name": "coffee-team@example.com"}]},
    }
    (table,) = event["outputs"]
    assert (table["namespace"], table["name"]) == ("coffee-orders", "int_orders")
    told = facets(table)
    assert told["ownership"] == {"owners": [{"name": "coffee-team@example.com"}]}
    columns = {each["name"]: each["description"] for each in told["schema"]["fields"]}
    text = (product / "models").rglob("*.yml")
    written = "\n".join(each.read_text(encoding="utf-8") for each in text)
    assert columns
    assert all(words in written for words in columns.values())
    assert told["documentation"]["description"] in written


def test_each_event_is_of_its_class(product: Path) -> None:
    """The classes of the standard's own client check times, ids and addresses."""
    with receiving() as receiver:
        floe(*EMIT, cwd=product, env=asked(receiver))
    for event in receiver.events:
        given = {key: value for key, value in event.items() if key != "schemaURL"}
        rebuilt = (RunEvent if "run" in event else JobEvent)(**given)
        assert rebuilt.schemaURL == event["schemaURL"]
        assert event["producer"].startswith("urn:floe-lsp:")


def test_a_compilation_that_fails(broken: Path) -> None:
    with receiving() as receiver:
        done = floe(*EMIT, cwd=broken, env=asked(receiver))
    assert done.code == 1
    start, fail = receiver.events
    assert (start["eventType"], fail["eventType"]) == ("START", "FAIL")
    message = facets(fail["run"])["errorMessage"]["message"]
    assert message == "1 error: E110 (unknown dependency)"


def test_a_product_without_a_name(product: Path) -> None:
    (product / "floe.yaml").write_text("apiVersion: floe.dev/v1\n", encoding="utf-8")
    with receiving() as receiver:
        done = floe(*EMIT, cwd=product, env=asked(receiver))
    assert (done.code, receiver.events) == (1, [])
    assert "note: no lineage was sent of 1 product without a name\n" in done.err


def test_many_products(examples: Path) -> None:
    for number in range(20):
        copy = shutil.copytree(examples / "coffee-orders", examples / f"product-{number}")
        spec = copy / "floe.yaml"
        text = spec.read_text(encoding="utf-8")
        spec.write_text(text.replace("coffee-orders", f"product-{number}"), encoding="utf-8")
    with receiving() as receiver:
        done = floe(
            *EMIT, "--all", "--jobs", "2", "--summary", "json", cwd=examples, env=asked(receiver)
        )
    assert done.code == 0, done.err
    assert json.loads(done.out)["summary"]["compiled"] == 22
    assert done.err.count("Lineage: ") == 1
    complete = [each for each in receiver.runs if each["eventType"] == "COMPLETE"]
    names = {each["job"]["name"] for each in complete}
    assert names == {"coffee-orders", "bike-share", *(f"product-{n}" for n in range(20))}
    assert {each["namespace"] for event in receiver.jobs.values() for each in event["outputs"]} == (
        names
    )


def test_files_that_are_loaded(product: Path) -> None:
    spec = product / "floe.yaml"
    with spec.open("a", encoding="utf-8") as file:
        file.write(
            "ingestion:\n  sources:\n"
            "    - name: till\n      sourceType: filesystem\n      format: csv\n"
            "      path: s3://landing/till/*.csv\n      destinationTable: raw.till\n"
        )
    plugins = "  ingestion: {type: dlt}\n  storage: {type: aws-s3}\n  catalog: {type: glue}\n"
    manifest = product.parent / "manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(
        text.replace("  orchestrator:\n", f"{plugins}  orchestrator:\n", 1),
        encoding="utf-8",
    )
    with receiving() as receiver:
        done = floe(*EMIT, "--contract", "floe-lsp", cwd=product, env=asked(receiver))
    assert done.code == 0, done.err
    event = receiver.jobs["ingestion.coffee_orders.till"]
    (files,) = event["inputs"]
    assert (files["namespace"], files["name"]) == ("s3://landing", "till/*.csv")
    assert [each["name"] for each in event["outputs"]] == ["raw.till"]


def test_nothing_is_sent_unless_asked(product: Path) -> None:
    with receiving() as receiver:
        done = floe("compile", cwd=product, env=asked(receiver))
    assert (done.code, done.err, receiver.events) == (0, "", [])


@pytest.mark.parametrize("stop", ["--dry-run", "--validate-only"])
def test_not_where_nothing_is_compiled(product: Path, stop: str) -> None:
    with receiving() as receiver:
        done = floe(*EMIT, stop, cwd=product, env=asked(receiver))
    assert (done.code, receiver.events) == (2, [])
    assert f"--emit-lineage tells of what is compiled, and {stop} compiles nothing" in done.err


def test_without_the_client(product: Path) -> None:
    script = (
        "import sys\n"
        "sys.modules['openlineage'] = None\n"
        "from floe_lsp.cli.main import main\n"
        "sys.exit(main(['compile', '--emit-lineage']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=product, env=environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    why = "--emit-lineage needs OpenLineage's client; pip install 'floe-lsp[lineage]'"
    assert (done.returncode, done.stderr) == (2, f"floe compile: {why}\n")


# Who takes it


@pytest.mark.requirement("security")
def test_a_configuration_in_the_repository_is_not_read(product: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with receiving() as theirs, receiving() as ours:
        (product / "openlineage.yml").write_text(
            f"transport: {{type: http, url: '{theirs.address}'}}\n"
            "facets: {environment_variables: [OPENLINEAGE_API_KEY]}\n",
            encoding="utf-8",
        )
        env = {"HOME": str(home), "OPENLINEAGE_API_KEY": "key-of-the-user"}
        with_platform_lineage(product, "    enabled: true\n")
        done = floe(*EMIT, cwd=product, env=env)
        assert "note: lineage was not sent: nobody takes it; set OPENLINEAGE_URL" in done.err
        done = floe(*EMIT, cwd=product, env={**env, **asked(ours)})
        # A variable that names no file would make the client look here.
        lost = floe(*EMIT, cwd=product, env={**env, "OPENLINEAGE_CONFIG": "gone.yml"})
    assert (done.code, theirs.events) == (0, [])
    assert (lost.code, lost.err) == (
        0,
        "note: lineage was not sent: OPENLINEAGE_CONFIG names no file: gone.yml\n",
    )
    assert len(ours.events) == 5
    assert "key-of-the-user" not in json.dumps(ours.events)
    assert ours.keys == {"Bearer key-of-the-user"}


def test_the_configuration_of_the_user_is_read(product: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".openlineage").mkdir(parents=True)
    with receiving() as receiver:
        (home / ".openlineage/openlineage.yml").write_text(
            f"transport: {{type: http, url: '{receiver.address}', endpoint: own}}\n",
            encoding="utf-8",
        )
        done = floe(*EMIT, cwd=product, env={"HOME": str(home)})
        by_variables = {
            "OPENLINEAGE__TRANSPORT__TYPE": "http",
            "OPENLINEAGE__TRANSPORT__URL": receiver.address,
            "OPENLINEAGE__TRANSPORT__ENDPOINT": "by/variables",
        }
        floe(*EMIT, cwd=product, env=by_variables)
    assert done.code == 0
    assert receiver.paths == {"/own", "/by/variables"}


def test_a_configuration_that_cannot_be_used(product: Path) -> None:
    env = {"OPENLINEAGE__TRANSPORT": '{"type": "http", "auth": {"apiKey": "hidden-words"}}'}
    done = floe(*EMIT, cwd=product, env=env)
    assert done.code == 0
    assert done.err.startswith(
        "note: lineage was not sent: the configuration of OpenLineage cannot be used ("
    )
    assert done.err.count("\n") == 1
    assert "hidden-words" not in done.err


def test_the_console_that_the_manifest_names(product: Path) -> None:
    done = floe(*EMIT, cwd=product)
    *events, said = done.err.splitlines()
    assert [json.loads(each).get("eventType") for each in events] == [
        "START", None, None, None, "COMPLETE",
    ]  # fmt: skip
    assert said == "Lineage: 5 events sent to the console"


@pytest.mark.parametrize("lineage", ["    enabled: false\n", "    transport: noop\n"])
def test_a_platform_that_wants_none(product: Path, lineage: str) -> None:
    with_platform_lineage(product, lineage)
    with receiving() as receiver:
        done = floe(*EMIT, cwd=product, env=asked(receiver))
    assert (done.code, receiver.events) == (0, [])
    assert done.err == (
        "note: lineage was not sent: the manifest switches it off (observability.lineage)\n"
    )


def test_an_address_that_a_finding_is_about_is_not_said_to_be_missing(product: Path) -> None:
    with_platform_lineage(product, "    endpoint: http://127.0.0.1:5000\n")
    done = floe(*EMIT, cwd=product)
    assert done.code == 1
    assert "E128" in done.err
    assert done.err.endswith(
        "note: lineage was not sent: no manifest is used where a file has errors, so nobody is "
        "known who takes it; correct them, or set OPENLINEAGE_URL\n"
    )


@pytest.mark.requirement("security")
def test_no_secret_is_sent(product: Path) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6" * 3
    for file in (product / "models").rglob("*.yml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("Number of the receipt line.", secret), encoding="utf-8")
    with receiving() as receiver:
        done = floe(*EMIT, cwd=product, env=asked(receiver))
    assert done.code == 0, done.err
    (table,) = receiver.jobs["model.coffee_orders.stg_order_lines"]["outputs"]
    described = {each["name"]: each for each in facets(table)["schema"]["fields"]}
    assert "description" not in described["line_id"]
    assert described["shop"]["description"] == "Shop that took the order."
    assert secret not in json.dumps(receiver.events)


# Who does not take it


def test_a_receiver_that_is_not_there(product: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        host = f"127.0.0.1:{closed.getsockname()[1]}"
    done = floe(*EMIT, "--quiet", cwd=product, env={"OPENLINEAGE_URL": f"http://{host}"})
    assert done.code == 0
    assert done.err.startswith(f"note: lineage was not delivered: {host} ")
    assert done.err.endswith("; 0 of 5 events were taken\n")
    assert done.err.count("\n") == 1
    assert (product / "target/compiled_artifacts.json").is_file()


@pytest.mark.parametrize("status", [400, 500])
def test_a_receiver_that_refuses(product: Path, status: int) -> None:
    with receiving(status=status) as receiver:
        done = floe(*EMIT, cwd=product, env=asked(receiver))
    assert done.code == 0
    assert "note: lineage was not delivered: " in done.err
    assert done.err.count("\n") == 1
    assert len({each["eventTime"] for each in receiver.events}) == 1, "only the first was tried"


def test_a_slow_receiver_delays_no_run_beyond_the_deadline(product: Path) -> None:
    def seconds(receiver: LineageReceiver) -> float:
        begun = time.monotonic()
        assert floe(*EMIT, cwd=product, env=asked(receiver)).code == 0
        return time.monotonic() - begun

    # Each event is quick enough for the client, and all of them together are not.
    with receiving() as quick, receiving(seconds=3) as slow:
        ordinary = seconds(quick)
        assert seconds(slow) < ordinary + DELIVERY_SECONDS + 2
    assert 1 <= len(slow.events) < 5

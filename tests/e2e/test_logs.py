"""Logs of a real run, and what a start imports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from commands import environment, floe

pytestmark = pytest.mark.requirement("FR-013")

STAGES = ["LOAD", "VALIDATE", "RESOLVE", "ENFORCE", "COMPILE", "GENERATE"]


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

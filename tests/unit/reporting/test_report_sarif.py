"""SARIF 2.1.0: valid against the published schema, and meaning what the findings mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest
from jsonschema import Draft4Validator, FormatChecker

from floe_lsp import __version__
from floe_lsp.compilation.codes import CODES, Severity
from floe_lsp.compilation.diagnostics import Diagnostic, Location
from floe_lsp.compilation.secrecy import Secrecy
from floe_lsp.reporting import render
from floe_lsp.syntax import SourceText, Span

from .findings import BASE, FILE, finding, fix, marked, place, related
from .sarif_schema import sarif_schema

pytestmark = pytest.mark.requirement("FR-011")

Json = dict[str, Any]


class Violation(Protocol):
    """What the tests read of an error of jsonschema."""

    json_path: str
    message: str


Validate = Callable[[Json], list[Violation]]


@pytest.fixture(autouse=True)
def _hosted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOE_DOCS_BASE_URL", "https://docs.example.com/codes")


@pytest.fixture(scope="module")
def validate() -> Validate:
    validator: Any = Draft4Validator(sarif_schema(), format_checker=FormatChecker())
    return lambda log: list(validator.iter_errors(log))


def run_of(diagnostics: Iterable[Diagnostic]) -> Json:
    log = json.loads(render(diagnostics, "sarif", base=BASE))
    assert len(log["runs"]) == 1
    return log["runs"][0]


def rich_findings() -> list[Diagnostic]:
    text, spans = marked("«first»: 日👩\n«second»: «silver»\n")
    here = Location(FILE, spans[2], text, text)
    outside = place("a: «duckdb»\n", path=Path("/srv/man ifest#1.yaml"))
    return [
        finding(
            here,
            "E110",
            "'silver' is unknown",
            "did you mean 'gold'?",
            related=(
                related(here, spans[1], "in this one"),
                related(outside, outside.span, "see here"),
            ),
            fixes=(
                fix("Change to 'gold'", (spans[2], "gold"), (spans[0], "x"), safe=True),
                fix("Remove it", (spans[1], "")),
            ),
        ),
        finding(outside, "E204", "not approved"),
        finding(place("«»", path=BASE / "sub dir" / "ü.yaml"), "E016", "empty file"),
        finding(place("a: «[1,\n2]»\n"), "E116", "twice"),
        finding(place("a: «1»\n"), "E116", "a hint", severity=Severity.HINT),
        finding(place("a: «2»\n"), "FLOE-E201", "an info\n\x1b \ud800", severity=Severity.INFO),
    ]


def test_log_is_valid_against_the_published_schema(validate: Validate) -> None:
    for found in ([], rich_findings()):
        log = json.loads(render(found, "sarif", base=BASE))
        errors = [f"{error.json_path}: {error.message}" for error in validate(log)]
        assert errors == []


def test_schema_would_notice_a_mistake(validate: Validate) -> None:
    log = json.loads(render(rich_findings(), "sarif", base=BASE))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert validate(log)
    del log["runs"][0]["tool"]
    assert len(validate(log)) == 2


def test_log_names_its_version_and_schema() -> None:
    log = json.loads(render([], "sarif", base=BASE))
    assert log["version"] == "2.1.0"
    assert log["$schema"] == sarif_schema()["id"]


def test_driver_and_rules() -> None:
    driver = run_of(rich_findings())["tool"]["driver"]
    assert driver["name"] == "floe"
    assert driver["version"] == __version__
    codes = [rule["id"] for rule in driver["rules"]]
    assert codes == [
        code for code in CODES if code in {"E110", "E204", "E016", "E116", "FLOE-E201"}
    ]
    rule = next(rule for rule in driver["rules"] if rule["id"] == "E116")
    assert rule["shortDescription"]["text"] == "dependency given twice"
    assert rule["helpUri"] == "https://docs.example.com/codes/E116.md"
    assert rule["defaultConfiguration"]["level"] == "warning"


def test_results_point_at_their_rules_and_places() -> None:
    run = run_of(rich_findings())
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["originalUriBaseIds"]["SRCROOT"]["uri"] == "file:///srv/shop/"
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    result = next(each for each in run["results"] if each["ruleId"] == "E110")
    assert result["message"]["text"] == "'silver' is unknown\nhelp: did you mean 'gold'?"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "floe.yaml", "uriBaseId": "SRCROOT"},
                "region": {"startLine": 2, "startColumn": 9, "endLine": 2, "endColumn": 15},
            }
        }
    ]


def test_related_locations_and_files_outside_of_the_folder() -> None:
    result = next(each for each in run_of(rich_findings())["results"] if each["ruleId"] == "E110")
    inside, outside = result["relatedLocations"]
    assert inside["message"]["text"] == "in this one"
    assert inside["physicalLocation"]["region"]["startLine"] == 2
    assert outside["physicalLocation"]["artifactLocation"] == {
        "uri": "file:///srv/man%20ifest%231.yaml"
    }


def test_addresses_are_percent_encoded() -> None:
    result = next(each for each in run_of(rich_findings())["results"] if each["ruleId"] == "E016")
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "sub%20dir/%C3%BC.yaml", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1},
    }


def test_fixes_are_artifact_changes() -> None:
    result = next(each for each in run_of(rich_findings())["results"] if each["ruleId"] == "E110")
    first, second = result["fixes"]
    assert first["description"]["text"] == "Change to 'gold'"
    assert first["properties"] == {"applicability": "safe"}
    [change] = first["artifactChanges"]
    assert [each["insertedContent"]["text"] for each in change["replacements"]] == ["gold", "x"]
    assert change["replacements"][1]["deletedRegion"] == {
        "startLine": 1,
        "startColumn": 1,
        "endLine": 1,
        "endColumn": 6,
    }
    assert second["properties"] == {"applicability": "unsafe"}


def fingerprints(source: str) -> list[str]:
    text, spans = marked(source)
    found = [
        finding(Location(FILE, span, text, text), message=f"line {span.start}") for span in spans
    ]
    results = run_of(found)["results"]
    return [result["partialFingerprints"]["floe/v1"] for result in results]


def test_fingerprints_survive_moved_lines() -> None:
    assert fingerprints("a: «x»\n") == fingerprints("# new\n\nb: 1\n    a: «x»\n")


def test_fingerprints_tell_findings_apart() -> None:
    together = fingerprints("a: «x»\nb: «x»\nc: [«x», «y», «x»]\n")
    assert len(set(together)) == 5
    assert fingerprints("a: «x»\n") != fingerprints("a: «y»\n")


def test_equal_findings_are_numbered() -> None:
    first, second = fingerprints("a: «x»\na: «x»\n")
    assert first.partition(":")[0] == second.partition(":")[0]
    assert (first[-2:], second[-2:]) == (":1", ":2")


@pytest.mark.requirement("E122")
def test_fingerprint_does_not_depend_on_a_secret() -> None:
    def fingerprint(secret: str) -> str:
        where = place(f"key: «{secret}»\n")
        shown = Secrecy(where.text, None, is_sound=True).shown
        found = finding(replace(where, shown=shown), "E122", "looks like a key")
        return run_of([found])["results"][0]["partialFingerprints"]["floe/v1"]

    assert fingerprint("AKIAIOSFODNN7EXAMPLE") == fingerprint("AKIAIOSFODNN7EXAMPL2")


def test_unread_file_is_a_result_at_its_start() -> None:
    [result] = run_of([finding(Location(FILE, Span(0, 0), SourceText("")), "E001", "gone")])[
        "results"
    ]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 1

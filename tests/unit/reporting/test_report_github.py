"""GitHub annotations: a runner reads each finding back as it was written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.reporting import render

from .findings import BASE, finding, place

pytestmark = pytest.mark.requirement("FR-011")


@pytest.fixture(autouse=True)
def _outside_of_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.delenv("FLOE_DOCS_BASE_URL", raising=False)


def annotation(diagnostic: Diagnostic) -> tuple[str, dict[str, str], str]:
    """Read a command as the runner does: split first, unescape then."""
    [line] = render([diagnostic], "github", base=BASE).splitlines()
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match is not None
    properties = dict(item.split("=", 1) for item in match[2].split(","))
    unescaped = {
        name: value.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":")
        .replace("%2C", ",").replace("%25", "%")
        for name, value in properties.items()
    }  # fmt: skip
    message = match[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    return match[1], unescaped, message


def test_whole_command() -> None:
    diagnostic = finding(place("x\na: «silver»\n"), "E110", "unknown", "did you mean 'gold'?")
    assert render([diagnostic], "github", base=BASE) == (
        "::error file=floe.yaml,line=2,endLine=2,col=4,endColumn=10,"
        "title=E110 unknown dependency::unknown%0Ahelp: did you mean 'gold'?\n"
    )


@pytest.mark.parametrize(
    ("severity", "command"),
    [
        (Severity.ERROR, "error"),
        (Severity.WARNING, "warning"),
        (Severity.INFO, "notice"),
        (Severity.HINT, "notice"),
    ],
)
def test_severities(severity: Severity, command: str) -> None:
    assert annotation(finding(place("«a»: 1"), severity=severity))[0] == command


def test_message_is_escaped() -> None:
    message = "100% of a,b: c::d\nsecond\r\nthird %0A ::error::fake"
    assert annotation(finding(place("«a»: 1"), message=message))[2] == (
        "100% of a,b: c::d\nsecond\nthird %0A ::error::fake"
    )


def test_file_name_is_escaped() -> None:
    path = BASE / "50%2C, a::b" / "x:y\n::error::z.yaml"
    assert annotation(finding(place("«a»: 1", path=path)))[1]["file"] == (
        r"50%2C, a::b/x:y\n::error::z.yaml"
    )


def test_control_characters_are_made_visible() -> None:
    assert annotation(finding(place("«a»: 1"), message="a\x1b[31mb\x07"))[2] == r"a\x1b[31mb\x07"


def test_columns_only_within_one_line() -> None:
    properties = annotation(finding(place("a: «[1,\n2]»\n")))[1]
    assert (properties["line"], properties["endLine"]) == ("1", "2")
    assert not {"col", "endColumn"} & set(properties)


def test_hosted_page_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOE_DOCS_BASE_URL", "https://d.example")
    message = annotation(finding(place("«a»: 1"), message="m"))[2]
    assert message == "m\ndocs: https://d.example/E110.md"


def test_file_is_relative_to_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(Path("/srv")))
    assert annotation(finding(place("«a»: 1")))[1]["file"] == "shop/floe.yaml"


def test_one_line_for_each_finding() -> None:
    found = [finding(place("«a»: 1"), message=message) for message in ("first", "second")]
    output = render(found, "github", base=BASE)
    assert [line.rpartition("::")[2] for line in output.splitlines()] == ["first", "second"]
    assert render([], "github", base=BASE) == ""

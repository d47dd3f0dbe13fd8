"""CompilationError and the JSON report: one finding as plain data."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from floe_lsp import __version__
from floe_lsp.compilation.diagnostics import Edit, Fix, Location
from floe_lsp.compilation.pages import docs_url, page_path, wrong_base_url
from floe_lsp.reporting import CompilationError, errors_of, render
from floe_lsp.reporting.paths import display_path, folder_uri, relative_uri
from floe_lsp.reporting.record import ErrorRange
from floe_lsp.syntax import SourceText, Span

from .findings import BASE, FILE, finding, fix, marked, place, related

REPOSITORY = Path(__file__).parents[3]

pytestmark = pytest.mark.requirement("FR-011")


def test_whole_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOE_DOCS_BASE_URL", "https://d.example/c/")
    text, spans = marked("a: 日👩\n«b»: «silver»\n")
    here = Location(FILE, spans[1], text, text)
    diagnostic = finding(
        here,
        "E110",
        "'silver' is not a transform",
        "did you mean 'gold'?",
        related=(related(here, spans[0], "in this one"),),
        fixes=(fix("Change to 'gold'", (spans[1], "gold"), safe=True),),
    )
    report = json.loads(render([diagnostic], "json", base=BASE))
    assert report == {
        "diagnostics": [
            {
                "file": "floe.yaml",
                "location": {"line": 2, "column": 4, "endLine": 2, "endColumn": 10},
                "field": "b",
                "severity": "error",
                "code": "E110",
                "stage": "VALIDATE",
                "message": "'silver' is not a transform",
                "suggestion": "did you mean 'gold'?",
                "docs": "https://d.example/c/E110.md",
                "related": [
                    {
                        "file": "floe.yaml",
                        "location": {"line": 2, "column": 1, "endLine": 2, "endColumn": 2},
                        "message": "in this one",
                    }
                ],
                "fixes": [
                    {
                        "title": "Change to 'gold'",
                        "applicability": "safe",
                        "edits": [
                            {
                                "file": "floe.yaml",
                                "location": {"line": 2, "column": 4, "endLine": 2, "endColumn": 10},
                                "text": "gold",
                            }
                        ],
                    }
                ],
            }
        ],
        "summary": {"errors": 1, "warnings": 0, "infos": 0, "hints": 0, "files": 1},
        "version": __version__,
    }


def test_keys_are_always_in_the_same_order() -> None:
    text = render([finding(place("«a»: 1"))], "json", base=BASE)
    data = json.loads(text)
    assert list(data) == ["diagnostics", "summary", "version"]
    assert list(data["diagnostics"][0]) == [
        *("file", "location", "field", "severity", "code", "stage", "message", "suggestion"),
        *("docs", "related", "fixes"),
    ]
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ("transforms:\n  - name: «x y»\n", "transforms[0].name"),
        ("transforms:\n  - «nam»: x\n", "transforms[0].nam"),
        ("a: {b: [1, «2»]}\n", "a.b[1]"),
        ("a: 1\n«»", None),
        ("«text»\n", None),
        ("«»", None),
    ],
)
def test_the_field_is_a_dotted_path(source: str, field: str | None) -> None:
    (found,) = json.loads(render([finding(place(source))], "json", base=BASE))["diagnostics"]
    assert found["field"] == field


def test_a_key_that_is_a_secret_is_in_no_path() -> None:
    text, (span,) = marked("ghp_x: «1»\n")
    here = Location(FILE, span, text, SourceText("*****: 1\n"))
    (found,) = json.loads(render([finding(here)], "json", base=BASE))["diagnostics"]
    assert found["field"] is None


def test_report_without_findings() -> None:
    assert json.loads(render([], "json", base=BASE)) == {
        "diagnostics": [],
        "summary": {"errors": 0, "warnings": 0, "infos": 0, "hints": 0, "files": 0},
        "version": __version__,
    }


def test_files_that_were_looked_at_are_counted_beside_those_with_findings() -> None:
    summary = json.loads(render([], "json", base=BASE, checked=2))["summary"]
    assert (summary["files"], summary["checked"]) == (0, 2)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("👩x: «1»\n", (1, 5, 1, 6), id="columns count code points"),
        pytest.param("a: «[1,\n  2]»\n", (1, 4, 2, 5), id="over two lines"),
        pytest.param("a: 1«»\n", (1, 5, 1, 5), id="no width"),
        pytest.param("a: 1\r\n«»", (2, 1, 2, 1), id="end of the text"),
        pytest.param("a: \x85«1»\n", (1, 5, 1, 6), id="NEL is not a line break"),
    ],
)
def test_ranges(source: str, expected: tuple[int, int, int, int]) -> None:
    [error] = errors_of([finding(place(source))], BASE)
    assert dataclasses.astuple(error.location) == expected


def test_reversed_span_has_no_width() -> None:
    assert ErrorRange.of(SourceText("abc"), Span(2, 1)) == ErrorRange(1, 3, 1, 3)


def test_errors_are_frozen_comparable_and_readable() -> None:
    diagnostic = finding(place("«a»: 1"), message="wrong")
    error = CompilationError.from_diagnostic(diagnostic, BASE)
    assert error == CompilationError.from_diagnostic(diagnostic, BASE)
    assert str(error) == "floe.yaml:1:1: error[E110]: wrong"
    with pytest.raises(dataclasses.FrozenInstanceError):
        error.code = "E111"  # pyright: ignore[reportAttributeAccessIssue] the point of the test


def test_fix_of_another_file_counts_in_its_own_text() -> None:
    manifest = place("x\nabc: «1»", path=BASE / "manifest.yaml")
    elsewhere = Fix("Approve it", (Edit(manifest, "2"),))
    [error] = errors_of([finding(place("«a»: 1"), fixes=(elsewhere,))], BASE)
    [edit] = error.fixes[0].edits
    assert (edit.file, dataclasses.astuple(edit.location)) == ("manifest.yaml", (2, 6, 2, 7))


def test_lone_surrogates_become_replacement_characters() -> None:
    output = render([finding(place("«a»: 1"), message="bad \ud800 👩")], "json", base=BASE)
    assert output.isascii()
    assert json.loads(output)["diagnostics"][0]["message"] == "bad \ufffd 👩"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/srv/shop/floe.yaml", "floe.yaml"),
        ("/srv/shop/a/../b/floe.yaml", "b/floe.yaml"),
        ("/srv/manifest.yaml", "/srv/manifest.yaml"),
        ("/srv/shop-2/floe.yaml", "/srv/shop-2/floe.yaml"),
        ("sub/floe.yaml", "sub/floe.yaml"),
        ("../manifest.yaml", "/srv/manifest.yaml"),
        ("/srv/shop", "."),
        ("/../../etc/floe.yaml", "/etc/floe.yaml"),
    ],
)
def test_display_path(path: str, expected: str) -> None:
    assert display_path(PurePosixPath(path), PurePosixPath("/srv/shop")) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (r"C:\data\shop\sub\floe.yaml", "sub/floe.yaml"),
        (r"c:\DATA\shop\floe.yaml", "floe.yaml"),
        (r"D:\data\manifest.yaml", "D:/data/manifest.yaml"),
        (r"..\manifest.yaml", "C:/data/manifest.yaml"),
        (r"\\server\share\floe.yaml", "//server/share/floe.yaml"),
    ],
)
def test_display_path_on_windows(path: str, expected: str) -> None:
    assert display_path(PureWindowsPath(path), PureWindowsPath(r"C:\data\shop")) == expected


def test_working_folder_reached_through_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (real / "floe.yaml").touch()
    link = tmp_path / "link"
    link.symlink_to(real)
    assert display_path(real / "floe.yaml", link) == "floe.yaml"
    assert display_path(link / "floe.yaml", real) == "floe.yaml"


def test_loop_of_links_is_named_as_it_is(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert display_path(loop / "floe.yaml", tmp_path / "elsewhere").endswith("/loop/floe.yaml")


def test_uris() -> None:
    assert relative_uri("a b/ü#1%.yaml") == "a%20b/%C3%BC%231%25.yaml"
    assert relative_uri("c:d/e.yaml") == "c%3Ad/e.yaml"
    assert relative_uri("bad\udcff.yaml") == "bad%FF.yaml"
    assert folder_uri(Path("/srv/a b")) == "file:///srv/a%20b/"


def test_docs_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLOE_DOCS_BASE_URL", raising=False)
    assert docs_url("E110", "https://d.example/codes/") == "https://d.example/codes/E110.md"
    assert docs_url("E110", "https://d.example/{code}/") == "https://d.example/E110/"
    monkeypatch.setenv("FLOE_DOCS_BASE_URL", "https://hosted.example")
    assert docs_url("E110") == "https://hosted.example/E110.md"


def test_docs_address_of_a_code_without_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLOE_DOCS_BASE_URL", raising=False)
    assert docs_url("E999") is None
    assert (REPOSITORY / "README.md").is_file()
    for hostile in ("../../README", "../E110", "E110/../E110", "e110", "", "E110\n"):
        assert page_path(hostile) is None


@pytest.mark.requirement("security")
@pytest.mark.parametrize("base", ["https://u:Secret9@host/", "https://u@host", "https://[host"])
def test_an_address_that_is_not_for_everybody_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    monkeypatch.setenv("FLOE_DOCS_BASE_URL", base)
    assert str(docs_url("E110")).startswith("file://")
    assert str(docs_url("E110", base)).startswith("file://")
    wrong = wrong_base_url() or ""
    assert wrong.startswith("FLOE_DOCS_BASE_URL is ignored: ")
    assert "Secret9" not in wrong

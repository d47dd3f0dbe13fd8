"""Whatever stands in a file, a report is made, fits its console and holds no control character."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from pathlib import Path
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from floe_lsp.compilation.codes import CODES, Severity
from floe_lsp.compilation.diagnostics import Diagnostic, Edit, Fix, Location, Related
from floe_lsp.reporting import FORMATS, Canvas, Terminal, formats, render
from floe_lsp.reporting.cells import show, width_of
from floe_lsp.reporting.console import write_lines
from floe_lsp.reporting.formats.text import TextReport
from floe_lsp.syntax import SourceText, Span

from .findings import BASE

pytestmark = pytest.mark.requirement("FR-011")

ODD = "\t\n\r\x00\x07\x1b\x7f\x85\x9b\xa0\xad\u0301\u200b\u200d\u202e\u2028\u2066\ufe0f\ufeff"
CHARS = st.one_of(
    st.sampled_from("ab: -[]{}'\"#日👩💻🏽한e" + ODD),
    st.characters(),
    st.characters(categories=["Cs", "Cf", "Mn", "Me", "Lo", "So", "Zs", "Cn", "Co"]),
)
TEXTS = st.one_of(
    st.text(CHARS, max_size=60),
    st.lists(st.text(CHARS, min_size=1, max_size=20), max_size=12).map("".join),
    st.text(CHARS, min_size=1, max_size=12).map(lambda text: text * 40),
)


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, len(text)))
    return Span(start, draw(st.integers(start, len(text))))


@st.composite
def diagnostics(draw: st.DrawFn) -> list[Diagnostic]:
    files = {
        BASE / name: SourceText(draw(TEXTS))
        for name in ("floe.yaml", "sub/manifest.yaml", "\x1b[31m日\u202e.yaml")
    }
    paths = st.sampled_from(sorted(files))
    words = st.text(CHARS, min_size=1, max_size=90)

    def location() -> Location:
        path = draw(paths)
        return Location(path, draw(spans(files[path].text)), files[path])

    def edit(path: Path) -> Edit:
        place = Location(path, draw(spans(files[path].text)), files[path])
        return Edit(place, draw(TEXTS))

    return [
        Diagnostic(
            code=draw(st.sampled_from(sorted(CODES))),
            message=draw(words),
            location=(here := location()),
            severity=draw(st.sampled_from(Severity)),
            suggestion=draw(st.none() | words),
            related=tuple(Related(location(), draw(words)) for _ in range(draw(st.integers(0, 3)))),
            fixes=tuple(
                Fix(draw(words), tuple(edit(here.path) for _ in range(draw(st.integers(1, 3)))))
                for _ in range(draw(st.integers(0, 2)))
            ),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]


@given(diagnostics(), st.integers(40, 160), st.sampled_from(["utf-8", "ascii", "cp1252", "gbk"]))
def test_text_fits_and_is_harmless(found: list[Diagnostic], width: int, encoding: str) -> None:
    output = render(found, "text", base=BASE, canvas=Canvas(width, encoding))
    output.encode(encoding)
    for line in output.split("\n"):
        is_address = line.strip().startswith(("file://", "https://"))
        assert cell_len(line) <= width or is_address, "an address alone is never broken"
        assert not [char for char in line if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]
        assert not set(line) & set(
            "\xad\u200b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        )


@given(diagnostics())
def test_colours_change_nothing_but_colour(found: list[Diagnostic]) -> None:
    canvas = Canvas(80, "utf-8")
    stream = io.StringIO()
    write_lines(TextReport(found, BASE, canvas).lines(), stream, Terminal(canvas, color=True))
    uncoloured = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())
    assert "\x1b" not in uncoloured
    rows = [row.rstrip() for row in uncoloured.split("\n")]
    plain = io.StringIO()
    write_lines(TextReport(found, BASE, canvas).lines(), plain, Terminal(canvas))
    assert rows == plain.getvalue().split("\n")


def test_every_file_of_a_format_is_named() -> None:
    files = {module.name for module in iter_modules(formats.__path__)}
    assert files == set(FORMATS)


@given(diagnostics())
def test_every_format_is_made(found: list[Diagnostic]) -> None:
    for report in FORMATS:
        output = render(found, report, base=BASE)
        assert output.endswith("\n") or (report in {"concise", "github"} and not found)
    assert render(found, "json", base=BASE).isascii()
    sarif = render(found, "sarif", base=BASE)
    assert sarif.isascii()
    json.loads(sarif)
    github = render(found, "github", base=BASE)
    assert github.count("\n") == len(github.split("\n::")) - (not github)
    concise = render(found, "concise", base=BASE)
    assert len(concise.splitlines()) == github.count("\n")


@given(diagnostics())
def test_json_ranges_lie_in_order_and_inside(found: list[Diagnostic]) -> None:
    data = json.loads(render(found, "json", base=BASE))
    for record in data["diagnostics"]:
        for item in (record, *record["related"], *(e for f in record["fixes"] for e in f["edits"])):
            place = item["location"]
            start = (place["line"], place["column"])
            assert (1, 1) <= start <= (place["endLine"], place["endColumn"])


@given(TEXTS)
def test_a_cell_for_each_code_point_and_no_wider_than_a_terminal_takes(text: str) -> None:
    cells = show(text)
    assert len(cells) == len(text)
    assert width_of(cells) >= cell_len("".join(cell.text for cell in cells))

"""The text report as a person reads it, whole."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Diagnostic, Location
from floe_lsp.reporting import Canvas, render
from floe_lsp.syntax import SourceText, Span

from .findings import BASE, FILE, finding, fix, marked, place, related

pytestmark = pytest.mark.requirement("FR-011")

PRODUCT = """\
transforms:
  - name: bronze_orders
  - name: «silver_orders»
    dependsOn: [bronze_orders]
  - name: gold_orders
    dependsOn: [«silver_order», «silver_order»]
"""


@pytest.fixture(autouse=True)
def _hosted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOE_DOCS_BASE_URL", "https://docs.example.com/codes")


def shown(*diagnostics: Diagnostic, width: int = 80, encoding: str = "utf-8") -> str:
    return render(diagnostics, "text", base=BASE, canvas=Canvas(width, encoding))


def expected(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def test_place_suggestion_related_fix_docs_and_summary() -> None:
    text, spans = marked(PRODUCT)
    here = Location(FILE, spans[1], text, text)
    diagnostic = finding(
        here,
        "E110",
        "'silver_order' is not a transform of this product",
        "did you mean 'silver_orders'?",
        related=(related(here, spans[0], "a transform with a similar name"),),
        fixes=(fix("Change to 'silver_orders'", (spans[1], "silver_orders")),),
    )
    assert shown(diagnostic) == expected("""
        error[E110]: 'silver_order' is not a transform of this product
         --> floe.yaml:6:17
          │
        3 │   - name: silver_orders
          │           ------------- a transform with a similar name
        4 │     dependsOn: [bronze_orders]
        5 │   - name: gold_orders
        6 │     dependsOn: [silver_order, silver_order]
          │                 ^^^^^^^^^^^^
          │
          = help: did you mean 'silver_orders'?
          │
        6 -     dependsOn: [silver_order, silver_order]
        6 +     dependsOn: [silver_orders, silver_order]
          │

        docs: floe explain E110 - https://docs.example.com/codes/E110.md
        1 error in 1 file
    """)


def test_two_marks_on_one_line_stand_below_each_other() -> None:
    text, spans = marked(PRODUCT)
    here = Location(FILE, spans[2], text, text)
    diagnostic = finding(
        here, "E116", "given twice", related=(related(here, spans[1], "first given here"),)
    )
    assert expected("""
        6 │     dependsOn: [silver_order, silver_order]
          │                               ^^^^^^^^^^^^
          │                 ------------ first given here
    """) in shown(diagnostic)


def test_related_place_far_away_and_in_another_file() -> None:
    source = "«first»: 1\n" + "x: 1\n" * 10 + "«second»: 2\n"
    text, spans = marked(source)
    here = Location(FILE, spans[1], text, text)
    other = place("plugins:\n  compute: «duckdb»\n", path=Path("/srv/manifest.yaml"))
    diagnostic = finding(
        here,
        "E204",
        "engine is not approved",
        related=(
            related(here, spans[0], "first given here"),
            related(other, other.span, "approved here"),
        ),
    )
    assert shown(diagnostic).startswith(
        expected("""
        error[E204]: engine is not approved
          --> floe.yaml:12:1
           │
         1 │ first: 1
           │ ----- first given here
           ⋮
        12 │ second: 2
           │ ^^^^^^
           │
          ::: /srv/manifest.yaml:2:12
           │
         2 │   compute: duckdb
           │            ------ approved here
           │
    """)
    )


def test_long_message_hangs_below_its_start() -> None:
    diagnostic = finding(
        place("version: «1.0»\n"),
        "E102",
        "version 1.0 is read as a number, and a version has three parts: write it as text, for "
        'example "1.0.0", so that no part of it is lost',
        "a suggestion that is too long for one line is broken at a space as well, and its second "
        "line begins below the first",
    )
    assert shown(diagnostic, width=60) == expected("""
        error[E102]: version 1.0 is read as a number, and a version
                     has three parts: write it as text, for example
                     "1.0.0", so that no part of it is lost
         --> floe.yaml:1:10
          │
        1 │ version: 1.0
          │          ^^^
          │
          = help: a suggestion that is too long for one line is
                  broken at a space as well, and its second line
                  begins below the first

        docs: floe explain E102
              https://docs.example.com/codes/E102.md
        1 error in 1 file
    """)


def test_prose_stays_narrow_on_a_wide_console() -> None:
    diagnostic = finding(place(f"«a»: {'x' * 140}\n"), message="word " * 60)
    rows = shown(diagnostic, width=160).splitlines()
    assert max(len(row) for row in rows if "word" in row) <= 100
    assert f"1 │ a: {'x' * 140}" in rows


def test_label_that_does_not_fit_stands_below_its_mark() -> None:
    text, spans = marked("«a»: [1, 2]   # «some»\n")
    here = Location(FILE, spans[0], text, text)
    diagnostic = finding(
        here, related=(related(here, spans[1], "a label that has no room beside its mark"),)
    )
    assert expected("""
        1 │ a: [1, 2]   # some
          │ ^
          │               ----
          │               a label that has no
          │               room beside its mark
    """) in shown(diagnostic, width=40)


def test_label_of_two_lines_stands_below_its_mark() -> None:
    text, spans = marked("«a»: «b»\n")
    here = Location(FILE, spans[0], text, text)
    output = shown(finding(here, related=(related(here, spans[1], "one\ntwo"),)))
    assert "\n  │    -\n  │    one\n  │    two\n" in output


def test_spaces_at_the_end_of_a_message_make_no_line() -> None:
    output = shown(finding(place("«a»: 1"), message=f"{'word ' * 12}{' ' * 60}"))
    assert output.splitlines()[1].strip() == "--> floe.yaml:1:1"


def test_label_without_room_below_its_mark_stands_at_the_gutter() -> None:
    text, spans = marked(f"«a»: [1, 2]   # {'-' * 10} «some»\n")
    here = Location(FILE, spans[0], text, text)
    diagnostic = finding(
        here, related=(related(here, spans[1], "a label that has no room below its mark"),)
    )
    assert (f"  │ {' ' * 25}----\n  │ a label that has no room below its\n  │ mark\n") in shown(
        diagnostic, width=40
    )


def test_fix_that_adds_a_line_shows_the_line_before() -> None:
    text, spans = marked("«metadata»:\n  name: shop\n«»  version: 1.0.0\n")
    diagnostic = finding(
        Location(FILE, spans[0], text, text),
        "E103",
        "'owner' is missing",
        fixes=(fix("Add 'owner'", (spans[1], "  owner: me\n")),),
    )
    assert expected("""
          = fix: Add 'owner'
          │
        2 │   name: shop
        3 +   owner: me
          │
    """) in shown(diagnostic)


def test_several_fixes_are_all_named_and_the_first_is_shown() -> None:
    here = place("version: «1.0»\n")
    diagnostic = finding(
        here,
        "E102",
        "not a version",
        "write it as text",
        fixes=(fix('Write "1.0.0"', (here.span, '"1.0.0"')), fix("Remove it", (Span(0, 13), ""))),
    )
    assert expected("""
          = help: write it as text
          = fix: Write "1.0.0"
          │
        1 - version: 1.0
        1 + version: "1.0.0"
          │
          = fix: Remove it
    """).rstrip() in shown(diagnostic)


def test_of_a_choice_no_value_is_shown_as_what_was_meant() -> None:
    text, spans = marked("tier: «marts»\n")
    here = Location(FILE, spans[0], text, text)
    values = ("bronze", "silver", "gold")
    fixes = tuple(fix(f"Replace with '{each}'", (spans[0], each)) for each in values)
    advice = "allowed: bronze, silver, gold"
    assert shown(finding(here, "E111", "'tier' cannot be 'marts'", advice, fixes=fixes)).startswith(
        expected("""
            error[E111]: 'tier' cannot be 'marts'
             --> floe.yaml:1:7
              │
            1 │ tier: marts
              │       ^^^^^
              │
              = help: allowed: bronze, silver, gold
        """)
    )
    near = (replace(fixes[2], is_near_miss=True), *fixes[:2])
    assert "1 + tier: gold" in shown(finding(here, "E111", "no", advice, fixes=near))


def test_edits_far_apart_are_one_diff_with_a_gap() -> None:
    text, spans = marked("«a»: 1\nb: 1\nc: 1\n«a»: 2\n")
    diagnostic = finding(
        Location(FILE, spans[0], text, text),
        fixes=(fix("Rename", (spans[1], "x"), (spans[0], "x")),),
    )
    assert expected("""
        1 - a: 1
        1 + x: 1
          ⋮
        4 - a: 2
        4 + x: 2
    """) in shown(diagnostic)


def test_two_edits_of_one_line_are_one_change() -> None:
    text, spans = marked("a: [«x», «y»]\n")
    diagnostic = finding(
        Location(FILE, spans[0], text, text),
        fixes=(fix("Rename", (spans[0], "1"), (spans[1], "2")),),
    )
    assert "\n1 - a: [x, y]\n1 + a: [1, 2]\n  │\n" in shown(diagnostic)


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param([(Span(0, 6), "x"), (Span(4, 8), "y")], id="overlapping edits"),
        pytest.param([(Span(0, 0), "line\n" * 9)], id="too many lines"),
    ],
)
def test_fix_that_is_not_previewed_is_named(edits: list[tuple[Span, str]]) -> None:
    diagnostic = finding(place("«name»: shop\n"), suggestion="do it", fixes=(fix("Do it", *edits),))
    output = shown(diagnostic)
    assert "  = fix: Do it\n" in output
    assert " + " not in output


def test_fix_of_another_file_is_named_without_a_diff() -> None:
    elsewhere = fix("Approve it", (Span(0, 0), "x"), path=Path("/srv/manifest.yaml"))
    output = shown(finding(place("«name»: shop\n"), suggestion="ask", fixes=(elsewhere,)))
    assert "  = fix: Approve it\n" in output
    assert " + " not in output


def test_file_without_text_has_no_frame() -> None:
    missing = Location(FILE, Span(0, 0), SourceText(""))
    also = related(missing, Span(0, 0), "looked for here")
    assert shown(finding(missing, "E205", "no manifest found", "pass it", related=(also,))) == (
        expected("""
        error[E205]: no manifest found
         --> floe.yaml
          = note: looked for here
          = help: pass it

        docs: floe explain E205 - https://docs.example.com/codes/E205.md
        1 error in 1 file
        """)
    )


def test_span_over_lines_is_marked_on_its_first() -> None:
    assert expected("""
        1 │ list: [1,
          │       ^^^
          │
    """) in shown(finding(place("list: «[1,\n  2]»\n")))


@pytest.mark.parametrize(
    ("source", "frame"),
    [
        pytest.param("name:«»\n", "1 │ name:\n  │      ^\n", id="end of a line"),
        pytest.param("name: x\n«»", "2 │\n  │ ^\n", id="end of the text"),
        pytest.param("«»name: x", "1 │ name: x\n  │ ^\n", id="start of the text"),
        pytest.param("a: x\r\n«b»: y\r\n", "2 │ b: y\n  │ ^\n", id="CRLF"),
        pytest.param("a: x«\r\n»b: y\r\n", "1 │ a: x\n  │     ^\n", id="a line break"),
    ],
)
def test_frame_at_the_edges(source: str, frame: str) -> None:
    assert frame in shown(finding(place(source)))


def test_address_is_shown_once_for_a_code() -> None:
    text, spans = marked("«a»: 1\n«b»: 2\n")
    output = shown(*(finding(Location(FILE, span, text, text)) for span in spans))
    assert output.count("https://docs.example.com/codes/E110.md") == 1
    assert output.endswith(
        "\ndocs: floe explain E110 - https://docs.example.com/codes/E110.md\n2 errors in 1 file\n"
    )


def test_the_codes_of_a_report_are_explained_by_one_command() -> None:
    here = place("«a»: 1\n")
    found = [finding(here, code) for code in ("E110", "E102", "E110", "E205")]
    assert "\ndocs: floe explain E102 E110 E205\n" in shown(*found)
    assert "\ndocs: floe explain E102\n                   E110" in shown(*found, width=24)


def test_many_related_places_are_counted() -> None:
    text, spans = marked("«a»: 1\n" * 14)
    here = Location(FILE, spans[0], text, text)
    places = tuple(related(here, span, f"edge {i}") for i, span in enumerate(spans[1:], 1))
    output = shown(finding(here, "E117", "cycle", related=places))
    assert "edge 10\n" in output
    assert "edge 11" not in output
    assert "  = note: 3 more related places\n" in output


@pytest.mark.parametrize(
    ("severities", "sentence"),
    [
        ("", "no problems found"),
        ("e", "1 error in 1 file"),
        ("eew", "2 errors and 1 warning in 1 file"),
        ("ewih", "1 error, 1 warning, 1 info and 1 hint in 1 file"),
        ("wwhh", "2 warnings and 2 hints in 1 file"),
    ],
)
def test_summary(severities: str, sentence: str) -> None:
    names = {severity.value[0]: severity for severity in Severity}
    found = [
        finding(place("«a»: 1"), message=f"message {index}", severity=names[letter])
        for index, letter in enumerate(severities)
    ]
    assert shown(*found).splitlines()[-1] == sentence


def test_summary_counts_files_and_can_be_left_out() -> None:
    found = [finding(place("«a»: 1", path=BASE / name)) for name in ("a.yaml", "b.yaml")]
    assert shown(*found).endswith("/E110.md\n2 errors in 2 files\n")
    assert "2 errors" not in render(found, "text", base=BASE, summary=False)


def test_findings_are_ordered_by_place_and_not_repeated() -> None:
    text, spans = marked("«a»: 1\n«b»: 2\n")
    first, second = (
        finding(Location(FILE, span, text, text), message=name)
        for name, span in zip("ab", spans, strict=True)
    )
    output = shown(second, first, second)
    assert output.index("error[E110]: a\n") < output.index("error[E110]: b\n")
    assert output.count("error[E110]: b\n") == 1


def test_ascii_frames_where_the_encoding_has_no_box_characters() -> None:
    diagnostic = finding(place("名: «ü»bung " + "x" * 60 + "\n"), message="größer")
    output = shown(diagnostic, width=40, encoding="ascii")
    assert output.isascii()
    assert (
        expected("""
        error[E110]: gr\\xf6\\xdfer
         --> floe.yaml:1:4
          |
        1 | \\u540d: \\xfcbung xxxxxxxxxxxxxxxx...
          |         ^^^^
    """)
        in output
    )


def test_ascii_gap() -> None:
    text, spans = marked("«a»: 1\n" + "b: 1\n" * 5 + "«c»: 1\n")
    here = Location(FILE, spans[0], text, text)
    output = shown(finding(here, related=(related(here, spans[1], "x"),)), encoding="cp1252")
    assert "\n  :\n7 | c: 1\n" in output


def test_path_longer_than_the_console_is_broken_at_a_slash() -> None:
    path = BASE.joinpath(*["products"] * 8, "floe.yaml")
    output = shown(finding(place("«a»: 1", path=path)), width=48)
    assert max(map(len, output.splitlines())) <= 48
    assert (
        " --> products/products/products/products/\n"
        "     products/products/products/products/\n"
        "     floe.yaml:1:1\n"
    ) in output

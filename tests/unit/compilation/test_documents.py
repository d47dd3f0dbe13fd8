"""What is asked of a parsed file: its places, and what may be shown of it."""

from __future__ import annotations

import pytest

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import NO_TEXT, Applicability
from floe_lsp.syntax import Span, TextEdit

from .parsed import HEAD, document

pytestmark = pytest.mark.requirement("security")

TEXT = HEAD + "a:\n  - b: 1\n"


def test_places_of_a_document() -> None:
    of = document(TEXT)
    key, value = of.key("a", 0, "b"), of.node("a", 0, "b")
    assert key is not None
    assert value is not None
    assert (key.value, value.value) == ("b", 1)
    place = of.place("a", 0, "b")
    assert place is not None
    assert (place.key, place.value) == (key, value)
    for path in (("c",), ("a", 1), ("a", "b"), ("a", 0, "b", "c")):
        assert of.place(*path) is None
        assert of.node(*path) is None
        assert of.key(*path) is None
    name = of.name_node
    assert name is not None
    assert name.value == "orders"
    assert of.start is of.root
    assert isinstance(of.value, dict)


def test_an_empty_document_has_no_places() -> None:
    of = document("", "other.yaml")
    assert of.root is None
    assert of.value is None
    assert of.start == Span(0, 0)
    assert of.place("a") is None
    assert of.name_node is None
    assert not of.is_foreign


def test_what_is_read_out_of_a_document_is_read_once() -> None:
    of, made = document(TEXT), list[object]()

    def make(given: object) -> list[object]:
        made.append(given)
        return made

    assert of.once(make) is of.once(make)
    assert made == [of]


def test_of_a_file_of_another_program_nothing_is_quoted() -> None:
    ours, other = document(TEXT), document("login: joe\n")
    assert ours.is_quotable
    assert not ours.is_foreign
    assert not other.is_quotable
    assert other.is_foreign
    fix = ours.fix("Do it", TextEdit(Span(0, 1), "x"))
    near = ours.related(Span(0, 3), "near")
    found = ours.diagnostic("E108", Span(0, 3), "words", "help", related=(near,), fixes=(fix,))
    assert (found.message, found.suggestion) == ("words", "help")
    assert (found.related, found.fixes) == ((near,), (fix,))
    assert found.location.shown is not NO_TEXT
    found = other.diagnostic("E108", Span(0, 3), "joe", "joe", related=(near,), fixes=(fix,))
    assert "joe" not in found.message
    assert (found.suggestion, found.related, found.fixes) == (None, (), ())
    assert found.location.shown is NO_TEXT
    # What to do about a file that cannot be read says nothing of it.
    assert other.diagnostic("E013", Span(0, 3), "joe").suggestion == "save the file as UTF-8"
    # Some findings have words that quote nothing.
    assert other.diagnostic("E125", Span(0, 3), "words", "help").message == "words"


def test_a_finding_has_the_severity_of_its_code_or_the_one_that_is_given() -> None:
    of = document(TEXT)
    assert of.diagnostic("E108", Span(0, 3), "x").severity is Severity.ERROR
    found = of.diagnostic("E108", Span(0, 3), "x", severity=Severity.HINT)
    assert found.severity is Severity.HINT
    # A place of several lines is shown by its first.
    assert of.location(Span(0, len(TEXT))).span == Span(0, TEXT.index("\n"))


def test_a_fix_says_whether_it_moves_a_secret() -> None:
    of = document(HEAD + "password: hunter22-hunter33\n")
    plain = of.fix("Do it", TextEdit(Span(0, 1), "x"), applicability=Applicability.SAFE)
    assert (plain.moves_a_secret, plain.applicability) == (False, Applicability.SAFE)
    moving = of.fix("Move hunter22-hunter33", TextEdit(Span(0, 1), "hunter22-hunter33"))
    assert (moving.moves_a_secret, moving.applicability) == (True, Applicability.UNSAFE)
    assert moving.title == "Move ********"
    assert moving.edits[0].text == "hunter22-hunter33"
    assert of.related(Span(0, 1), "is hunter22-hunter33").message == "is ********"
    found = of.diagnostic("E108", Span(0, 1), "is hunter22-hunter33", "not hunter22-hunter33")
    assert (found.message, found.suggestion) == ("is ********", "not ********")

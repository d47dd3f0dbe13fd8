"""Hover and completion in a data contract, by the standard and what stands around the cursor."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Document, Sources
from floe_lsp.ide.completion import CompletionItem
from floe_lsp.ide.completion.data_contracts import complete_contract
from floe_lsp.ide.hover.data_contracts import contract_hover
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("data contracts")

CURSOR = "|"
HEAD = "apiVersion: v3.1.0\nkind: DataContract\nid: orders\nversion: 1.0.0\n"
TABLE = "schema:\n  - name: stg_orders\n    properties:\n      - name: id\n"


def at_cursor(text: str) -> tuple[Document, int]:
    """A contract with the text after its first lines, and where the cursor stands."""
    whole = HEAD + text
    offset = whole.index(CURSOR)
    sources, path = Sources(), Path("/orders/datacontract.yaml")
    sources.open(path, SourceText(whole.replace(CURSOR, "", 1)))
    return sources.document(path), offset


def offered(text: str) -> list[CompletionItem]:
    return list(complete_contract(*at_cursor(text)))


def accepted(text: str, label: str) -> str:
    """The text after the head, when an item is accepted."""
    document, offset = at_cursor(text)
    item = next(each for each in complete_contract(document, offset) if each.label == label)
    start, end = item.edit.span
    return (document.text.text[:start] + item.edit.text + document.text.text[end:])[len(HEAD) :]


def hovered(text: str) -> str:
    found = contract_hover(*at_cursor(text))
    return "" if found is None else found.plain


def test_keys_that_are_there_are_not_offered_and_required_ones_come_first() -> None:
    labels = [each.label for each in offered("|")]
    assert labels[:3] == ["name", "tenant", "tags"]
    assert not {"id", "kind", "version", "apiVersion"} & {*labels}
    levels = offered("slaProperties:\n  - |")
    assert [each.label for each in levels][:2] == ["property", "value"]
    assert levels[0].detail == "text, required"
    assert {"unit", "driver"} <= {each.label for each in levels}


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("|", "status", "status: "),
        ("sta|", "status", "status: "),
        ("|", "tags", "tags:\n  - "),
        ("|", "description", "description:\n  "),
        (TABLE + "        |", "required", TABLE + "        required: "),
        ("slaProperties:\n  - {|}", "property", "slaProperties:\n  - {property: }"),
        (TABLE + "        logicalType: |", "integer", TABLE + "        logicalType: integer"),
        (TABLE + "        logicalType: 'in|'", "integer", TABLE + "        logicalType: 'integer'"),
        (TABLE + "        required: |", "true", TABLE + "        required: true"),
        (TABLE + "        classification: |", "pii", TABLE + "        classification: pii"),
    ],
)
def test_what_is_accepted_fits_what_stands_around(text: str, label: str, expected: str) -> None:
    assert accepted(text, label) == expected


def test_values_are_those_of_the_standard() -> None:
    assert [each.label for each in offered("status: |")][:2] == ["proposed", "draft"]
    types = [each.label for each in offered(TABLE + "        logicalType: |")]
    assert types[:3] == ["string", "date", "timestamp"]


def test_what_may_stand_at_a_place_follows_what_stands_beside_it() -> None:
    options = TABLE + "        logicalType: integer\n        logicalTypeOptions:\n          |"
    labels = {each.label for each in offered(options)}
    assert "multipleOf" in labels
    assert "maxLength" not in labels


@pytest.mark.parametrize("text", ["# |", "name: orders |", "description: {purpose: |}"])
def test_nothing_is_offered_where_nothing_is_known(text: str) -> None:
    assert offered(text) == []


def test_a_hover_says_what_the_standard_says() -> None:
    key = hovered(TABLE + "        logical|Type: string\n")
    assert "logicalType, text, optional" in key
    assert "The logical element data type." in key
    assert "allowed: string, date" in key
    value = hovered(TABLE + "        classification: p|ii\n")
    assert value.startswith("classification:")
    assert "Allowed: public, internal" in value
    assert "required" in hovered("slaProperties:\n  - prop|erty: freshness\n    value: PT6H\n")
    assert hovered("  # not|hing\n") == ""
    assert hovered("un|known: 1\n") == ""


def test_nothing_is_said_of_a_file_of_another_program() -> None:
    sources, path = Sources(), Path("/orders/datacontract.yaml")
    sources.open(path, SourceText("apiVersion: v1\nkind: Pod\nstatus: \n"))
    document = sources.document(path)
    assert contract_hover(document, 1) is None
    assert complete_contract(document, len(document.text.text) - 1) == ()

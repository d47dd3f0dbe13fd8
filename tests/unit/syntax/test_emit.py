"""What is written reads back as the same data, and looks as a person would write it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.syntax import SourceText, parse
from floe_lsp.syntax.emit import Data, emit_entry, emit_flow, emit_item, emit_scalar

from .yaml_forms import DATA

pytestmark = pytest.mark.requirement("FR-002")

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def read(text: str) -> Any:
    tree = parse(SourceText(text))
    assert not tree.problems, (text, tree.problems)
    return None if tree.root is None else tree.root.value


@given(TEXT)
def test_any_text_survives(text: str) -> None:
    assert read(f"a: {emit_scalar(text)}\n") == {"a": text}
    assert read(f"a: [{emit_scalar(text)}, 1]\n") == {"a": [text, 1]}


@given(TEXT, DATA, st.integers(0, 6))
def test_any_data_survives(key: str, data: Any, indent: int) -> None:
    assert read("\n".join(emit_entry(key, data, indent))) == {key: data}
    assert read("\n".join(["l:", *emit_item(data, indent)])) == {"l": [data]}
    assert read(f"a: {emit_flow(data)}\n") == {"a": data}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("duckdb", "duckdb"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("two words", "two words"),
        ("1.0.0", "1.0.0"),
        ("1.0", '"1.0"'),
        ("true", '"true"'),
        ("no", '"no"'),
        ("1_000", '"1_000"'),
        ("2026-01-31", '"2026-01-31"'),
        ("0b11", '"0b11"'),
        ("1.0.0-rc.1", "1.0.0-rc.1"),
        ("Off", '"Off"'),
        ("oci://registry.example.com/floe", "oci://registry.example.com/floe"),
        ("data/*.csv", "data/*.csv"),
        ("12:30:00", '"12:30:00"'),
        ("", '""'),
        ("*/10 * * * *", '"*/10 * * * *"'),
        ("a: b", '"a: b"'),
        ("- a", '"- a"'),
        ("größe", '"größe"'),
        ("trailing ", '"trailing "'),
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        (float("-inf"), "-.inf"),
        (float("nan"), ".nan"),
        ("a\x7f", '"a\\x7f"'),
    ],
)
def test_a_scalar_is_quoted_only_where_it_must_be(value: Any, written: str) -> None:
    assert emit_scalar(value) == written


def test_block_form_indents_by_two() -> None:
    data: dict[str, Data] = {
        "name": "a",
        "schema": [{"name": "id", "type": "string"}, "x"],
        "labels": {},
    }
    assert list(emit_item(data, 2)) == [
        "  - name: a",
        "    schema:",
        "      - name: id",
        "        type: string",
        "      - x",
        "    labels: {}",
    ]

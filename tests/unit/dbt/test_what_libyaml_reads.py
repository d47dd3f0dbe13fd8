"""Property files are read as PyYAML reads them for dbt, with libyaml 0.2 below it.

What is expected is what ``yaml.load(text, yaml.CSafeLoader)`` of PyYAML 6.0 gives, or refuses.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.dbt.properties import PropertyFile, read_property_file
from floe_lsp.dbt.yaml_text import parse_as_dbt
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("dbt project")

REFUSED = [
    ("a: {k:}", "k:"),
    ("a: [b:]", "b:"),
    ("a: {not_null:{severity: warn}}", "not_null:"),
    ("a: {accepted_values: {values:['x']}}", "values:"),
    ("a: [x, {unique:{config: {}}}]", "unique:"),
    ("a: [a:,b]", "a:"),
    ("a: {x:?, b}", "x:"),
    ("a: {b :[1]}", ":"),
    ("a: {&x k:[1]}", "k:"),
    ("a: {b\tc:[1]}", "c:"),
    ("x: &a 1\ny: &a 2", ""),
    ("a:\n  : b", ":"),
]
READ: list[tuple[str, object]] = [
    ("a: {owner:x}", {"a": {"owner:x": None}}),
    ("a: {owner:x, b: c}", {"a": {"owner:x": None, "b": "c"}}),
    ("a: [{a:1}]", {"a": [{"a:1": None}]}),
    ("a: {a b:c d, e}", {"a": {"a b:c d": None, "e": None}}),
    ("a: {k: {b:c, d: e}}", {"a": {"k": {"b:c": None, "d": "e"}}}),
    ("a: {k: {b:...\n v}, d: e}", {"a": {"k": {"b:... v": None}, "d": "e"}}),
    ("a: [team:finance, http://x.y]", {"a": ["team:finance", "http://x.y"]}),
    ("a: {'k':[1]}", {"a": {"k": [1]}}),
    ("a: ['x:[1]', \"{k:}\"]", {"a": ["x:[1]", "{k:}"]}),
    ("a: x y:[1]", {"a": "x y:[1]"}),
    ("# {k:}\na: {b: 1} # {k:[}", {"a": {"b": 1}}),
    ("a: 1\u2028b: 2", {"a": 1, "b": 2}),
    ("a: {b: c}\u2028\nd: 1", {"a": {"b": "c"}, "d": 1}),
    ("x: &a 1\ny: *a\nz: *a", {"x": 1, "y": 1, "z": 1}),
]


def of(folder: Path, text: str) -> PropertyFile:
    path = project(folder, {"p.yml": text}) / "p.yml"
    return read_property_file(Sources().document_once(path))


@pytest.mark.parametrize(("text", "place"), REFUSED)
def test_what_libyaml_refuses_is_told_and_read_by_nobody(
    tmp_path: Path, text: str, place: str
) -> None:
    found = of(tmp_path, text)
    assert [found.text.slice(each.span) for each in found.problems] == [place]
    assert not found.is_readable


@pytest.mark.parametrize(("text", "value"), READ)
def test_what_libyaml_reads_is_no_mistake(tmp_path: Path, text: str, value: object) -> None:
    found = of(tmp_path, text)
    assert (found.problems, found.is_readable) == ((), True)
    root = parse_as_dbt(SourceText(text)).root
    assert root is not None
    assert root.value == value

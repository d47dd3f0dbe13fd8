"""Plain scalars and tags have the types of the YAML 1.2 core schema."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from floe_lsp.syntax import ProblemKind, ScalarNode, Tree, locate

Parse = Callable[[str], Tree]


def value_of(tree: Tree) -> object:
    assert tree.root is not None
    return tree.root.value["a"]


@pytest.mark.requirement("E123")
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("nUll", "nUll"),
        ("true", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("no", "no"),
        ("0", 0),
        ("-17", -17),
        ("+3", 3),
        ("010", 10),
        ("0o17", 15),
        ("0xFf", 255),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("190:20:30", "190:20:30"),
        ("1.0", 1.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-1.5E-3", -0.0015),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        (".", "."),
        ("+", "+"),
        ("-", "-"),
        ("1.0.0", "1.0.0"),
        ("2026-01-31", "2026-01-31"),
        ("1e400", math.inf),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_plain_scalars(written: str, value: object, read: Parse) -> None:
    if written == "-":
        written = '"-"'
    found = value_of(read(f"a: {written}\n"))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.requirement("E123")
def test_not_a_number(read: Parse) -> None:
    found = value_of(read("a: .NaN\n"))
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.requirement("E123")
@pytest.mark.parametrize("written", ['"1"', "'true'", "|\n  null", ">\n  1"])
def test_quoted_and_block_scalars_are_text(written: str, read: Parse) -> None:
    assert isinstance(value_of(read(f"a: {written}\n")), str)


@pytest.mark.requirement("E123")
def test_a_scalar_keeps_its_text_beside_its_value(read: Parse) -> None:
    root = read("a: 1.10\n").root
    assert root is not None
    place = locate(root, ("a",))
    assert place is not None
    assert isinstance(place.value, ScalarNode)
    assert (place.value.text, place.value.value, place.value.style) == ("1.10", 1.1, "plain")


@pytest.mark.requirement("E011")
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("!!str 1", "1"),
        ("! 1", "1"),
        ("!!int '1'", 1),
        ("!!float 1", 1.0),
        (f"!!float {'9' * 400}", math.inf),
        ("!!bool 'true'", True),
        ("!!null ''", None),
        ("!!map {b: 1}", {"b": 1}),
        ("!!seq [1]", [1]),
        ("!<tag:yaml.org,2002:str> 1", "1"),
        ("!!str # why\n  1", "1"),
        ("&x !!str 1", "1"),
        ("!!str &x 1", "1"),
    ],
)
def test_tags_of_the_core_schema_are_applied(written: str, value: object, read: Parse) -> None:
    tree = read(f"a: {written}\n")
    assert tree.problems == ()
    assert value_of(tree) == value
    assert type(value_of(tree)) is type(value)


@pytest.mark.requirement("E011")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: «!env» X\n", "the tag '!env' is not known here"),
        ("a: «!!python/object:os.system» X\n", "the tag '!!python/object:os.system' is not known"),
        ("a: «!!binary» aGk=\n", "the tag '!!binary' is not known here"),
        ("a: «!!set» {b, c}\n", "the tag '!!set' is not known here"),
        ("a: &x «!env» X\n", "the tag '!env' is not known here"),
        ("a: «!e,f» X\n", "the tag '!e,f' is not known here"),
        ("a: «!vault!x» X\n", "the tag '!vault!x' is not known here"),
        ("a: !!int «x»\n", "'x' cannot be read as a whole number, as its tag !!int asks"),
        ("a: !!bool «yes»\n", "'yes' cannot be read as a boolean, as its tag !!bool asks"),
        ("a: «!!int»\nb: 1\n", "'' cannot be read as a whole number"),
        ("a: «!!map» [b]\n", "the tag !!map asks for a mapping, but the value is a list"),
        ("a: «!!seq» b\n", "the tag !!seq asks for a list, but the value is a single value"),
        ("a: «!!str» [b]\n", "the tag !!str asks for a single value, but the value is a list"),
    ],
)
def test_other_tags_are_refused_where_they_stand(
    text: str, message: str, read: Parse, marked: Callable[[str], tuple[str, list[object]]]
) -> None:
    plain, spans = marked(text)
    (problem,) = read(plain).problems
    assert problem.kind is ProblemKind.UNKNOWN_TAG
    assert problem.message.startswith(message)
    assert [problem.span] == spans

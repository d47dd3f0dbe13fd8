"""Characters that YAML refuses are named with their place, and the rest is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from floe_lsp.syntax import ProblemKind, Span, Tree

Parse = Callable[[str], Tree]


@pytest.mark.requirement("E014")
@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\0", "U+0000 (null)"),
        ("\x07", "U+0007 (bell)"),
        ("\x0c", "U+000C (form feed)"),
        ("\x1b", "U+001B (escape)"),
        ("\x7f", "U+007F (delete)"),
        ("\x93", "U+0093 (control character)"),
        ("\ud800", "U+D800 (half of a surrogate pair)"),
        ("\ufffe", "U+FFFE (not a character)"),
    ],
)
def test_a_forbidden_character_is_named_and_the_rest_is_read(
    char: str, name: str, read: Parse
) -> None:
    tree = read(f"a: x{char}y\nb: [1, 2]\n")
    (problem,) = tree.problems
    assert problem.kind is ProblemKind.CONTROL_CHARACTER
    assert problem.span == Span(4, 5)
    assert problem.message == f"{name} is not allowed in YAML"
    assert tree.root is not None
    assert tree.root.value["b"] == [1, 2]
    assert tree.root.value["a"] == ("x“y" if char == "\x93" else "xy")


@pytest.mark.requirement("E014")
def test_a_letter_of_windows_1252_is_offered_in_place_of_its_control_character(read: Parse) -> None:
    (problem,) = read("a: \x93x\n").problems
    assert problem.suggestion == (
        "it is likely a '“' from a file in Windows-1252; type that instead"
    )
    assert [edit.text for edit in problem.fix] == ["“"]


@pytest.mark.requirement("E014")
def test_a_run_is_one_problem_and_many_are_counted(read: Parse) -> None:
    (problem,) = read("a: " + "\0" * 1000).problems
    assert problem.message == "1,000 characters U+0000 (null) are not allowed in YAML"
    problems = read("a: " + "\0x" * 1000).problems
    assert len(problems) == 200
    assert problems[-1].message.endswith("(and 800 more of this kind)")


@pytest.mark.requirement("E014")
def test_other_mistakes_are_found_beside_them(read: Parse) -> None:
    kinds = [problem.kind for problem in read("a: \0b\nc: [d\ne: f\n").problems]
    assert kinds == [ProblemKind.CONTROL_CHARACTER, ProblemKind.UNCLOSED_BRACKET]


@pytest.mark.requirement("E014")
@pytest.mark.parametrize("char", ["\x85", "\u2028", "\u2029"])
def test_line_breaks_of_yaml_1_1_are_plain_characters(char: str, read: Parse) -> None:
    tree = read(f'a: x{char}y\nb: "x{char}y"\nc: |\n  x{char}y\nd{char}: 1\n')
    assert tree.problems == ()
    assert tree.root is not None
    assert tree.root.value == {
        "a": f"x{char}y",
        "b": f"x{char}y",
        "c": f"x{char}y\n",
        f"d{char}": 1,
    }


@pytest.mark.requirement("E014")
@pytest.mark.parametrize("char", ["\x85", "\u2028"])
def test_they_are_white_space_where_they_can_mean_nothing_else(char: str, read: Parse) -> None:
    tree = read(f"a:{char}\n  b: 1\n{char}\nc: 2\n")
    assert tree.problems == ()
    assert tree.root is not None
    assert tree.root.value == {"a": {"b": 1}, "c": 2}


@pytest.mark.requirement("E014")
def test_messages_and_fixes_show_them_as_they_are(read: Parse) -> None:
    (problem,) = read("a: @x\u2028y\n").problems
    assert problem.suggestion == 'quote it: "@x\u2028y"'


@pytest.mark.requirement("E014")
def test_a_byte_order_mark_in_the_text_shifts_nothing(read: Parse) -> None:
    tree = read("\ufeffa: b\nc: @d\n")
    assert tree.root is not None
    assert tree.root.value == {"a": "b", "c": "@d"}
    assert tree.root.start == 1
    assert tree.problems[0].span == Span(9, 11)

"""What the mutants of a text are, and what is left as it is."""

from __future__ import annotations

import pytest

from mutants.mutant import mutants_of
from mutants.operators import edits_of, is_python

pytestmark = pytest.mark.requirement("robustness")


def broken(source: str) -> set[str]:
    """Return the source with each mutant in it."""
    content = source.encode()
    found = (edit.apply(content) for edit in edits_of(content))
    return {each.decode() for each in found if is_python(each)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a == b", {"a != b"}),
        ("a not in b", {"a in b"}),
        ("(a) is not (b)", {"(a) is (b)"}),
        ("a < b is c", {"a <= b is c", "a >= b is c", "a < b is not c"}),
        ("a and b", {"a or b", "(a)", "(b)"}),
        ("not a", {"a"}),
        ("a + b", {"a - b"}),
        ("x = 1", {"x = 2", "x = 0"}),
        ("x = 0", {"x = 1", "x = (-1)"}),
        ("x = 5000", {"x = 5000000", "x = 0"}),
        ("x = True", {"x = False"}),
        ("x = a[b:c]", {"x = a[:c]", "x = a[b:]"}),
        ("x = min(a, b)", {"x = max(a, b)"}),
        ("x = Severity.ERROR", {"x = Severity.WARNING"}),
        ("x = f(a, b)", {"x = f(b, a)"}),
        ("x = f(a, b=c)", {"x = f(a, )"}),
        ("x = a if b else c", {"x = a if True else c", "x = a if False else c"}),
        ("f()", {"pass"}),
        ("a.b = c", {"pass"}),
        ("a += b", {"pass"}),
        ("del a[b]", {"pass"}),
        ("raise E('said')", {"pass"}),
        ("if a:\n    f", {"if True:\n    f", "if False:\n    f"}),
        ("while a:\n    f", {"while False:\n    f"}),
        ("for a in b:\n    f", {"for a in ():\n    f"}),
        ("with lock:\n    f", {"if True:\n    f"}),
        ("try:\n    f\nexcept E:\n    g", {"try:\n    f\nexcept ZeroDivisionError:\n    g"}),
        (
            "try:\n    f\nexcept (A, B):\n    g",
            {"try:\n    f\nexcept (A, ):\n    g", "try:\n    f\nexcept (B, ):\n    g"},
        ),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("@a\ndef f():\n    b", {"\ndef f():\n    b"}),
        ('é = "é" == b', {'é = "é" != b', 'é = "another" == b'}),
    ],
)
def test_each_way_to_break(source: str, expected: set[str]) -> None:
    assert broken(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""Documentation, 1 < 2."""',
        "from a import b",
        "__all__ = ['a' + 'b']",
        "a: int | None",
        "def f(a: int | None) -> A[1]:\n    b",
        'f"{a + 1}"',
        "_log.warning('%s', a + 1)",
        "x = cast('A | B', a)",
        "if TYPE_CHECKING:\n    f()",
        'if sys.platform == "win32":\n    f()',
        "with a as b:\n    f",
        "@property\ndef f():\n    b",
        "class A:\n    def __init__(self, b):\n        self.b = b",
        "class A:\n    def __repr__(self):\n        return 1",
    ],
)
def test_what_no_test_could_see_is_left_alone(source: str) -> None:
    assert broken(source) == set()


def test_the_branch_of_this_platform_is_broken() -> None:
    source = 'if sys.platform == "win32":\n    f()\nelse:\n    g()'
    assert broken(source) == {'if sys.platform == "win32":\n    f()\nelse:\n    pass'}


def test_a_name_is_that_of_the_same_mutant_after_lines_were_added_above() -> None:
    source = b"def f(a):\n    return a\n\n\ndef g(a):\n    return a\n"
    found = [each.name for each in mutants_of("a.py", "", source, edits_of(source))]
    longer = b"import os\n\n" + source
    assert [each.name for each in mutants_of("a.py", "", longer, edits_of(longer))] == found
    assert len(set(found)) == 2

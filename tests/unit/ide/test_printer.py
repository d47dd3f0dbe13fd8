"""How a document is laid out, line by line, also one that is not formatted for its problems."""

from __future__ import annotations

import pytest

from floe_lsp.ide.formatting.printer import Printer
from floe_lsp.syntax import SourceText, parse
from floe_lsp.syntax.tokens import tokens

pytestmark = pytest.mark.requirement("FR-002")


def laid_out(text: str) -> str:
    source = SourceText(text)
    root = parse(source).root
    assert root is not None
    found = tokens(source, root)
    assert found
    lines = Printer(source, found).run()
    assert all(line.strip() for number, line in lines.items() if source.line(number).strip())
    return "\n".join(lines.get(number, "") for number in range(source.line_count))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        # Blanks within a line.
        ("a:  1\n", "a: 1\n"),
        ("a : 1  \n", "a: 1\n"),
        ('"a" :  1\n', '"a": 1\n'),
        ("&x a :  *x\n", "&x a: *x\n"),
        ("a: !t   &n  b\n", "a: !t &n b\n"),
        ("a: [1,2 , 3]\n", "a: [1, 2, 3]\n"),
        ("a: [ 1 ]\n", "a: [1]\n"),
        ("a: [[1,2],[3]]\n", "a: [[1, 2], [3]]\n"),
        ("a: {b: 1,c : 2}\n", "a: {b: 1, c: 2}\n"),
        ("a: {b,c}\n", "a: {b, c}\n"),
        ("a: [*x , &y z]\n", "a: [*x, &y z]\n"),
        ("a: [!t ]\n", "a: [!t ]\n"),
        ("--- \na:  1\n...\n", "---\na: 1\n...\n"),
        # Keys of every kind.
        ("{a:  1}:   b\n", "{a: 1}: b\n"),
        ("[a,b] :  c\n", "[a, b]: c\n"),
        ("*x :  1\n", "*x : 1\n"),
        ("a:\n    {b: 1}: c\n    d: e\n", "a:\n  {b: 1}: c\n  d: e\n"),
        ("a:\n    [b, [c]]: d\n    e: [f]\n", "a:\n  [b, [c]]: d\n  e: [f]\n"),
        ("a:\n    *x : 1\n    b: 2\n", "a:\n  *x : 1\n  b: 2\n"),
        # Two columns a level.
        ("  a: 1\n  b: 2\n", "a: 1\nb: 2\n"),
        ("a:\n      b:  1\n      c:   2\n", "a:\n  b: 1\n  c: 2\n"),
        ("a: &x\n    b: 1\n", "a: &x\n  b: 1\n"),
        ("a:\n- 1\n-   2\n", "a:\n  - 1\n  - 2\n"),
        ("a:\n- b: 1\n  c: 2\nd: 3\n", "a:\n  - b: 1\n    c: 2\nd: 3\n"),
        ("a:\n    - b:  1\n      c: 2\n", "a:\n  - b: 1\n    c: 2\n"),
        ("a:\n    -\n        b: 1\n", "a:\n  -\n    b: 1\n"),
        ("-   - 1\n    - 2\n", "- - 1\n  - 2\n"),
        ("a:\n    -   b: 1\n        c: 2\n    -   d\n", "a:\n  - b: 1\n    c: 2\n  - d\n"),
        (
            "a:\n    b:\n        - c\n  \n    d: e\n",
            "a:\n  b:\n    - c\n\n  d: e\n",
        ),
        ("- - - 1\n    - 2\n  - 3\n", "- - - 1\n    - 2\n  - 3\n"),
        ("- &x\n    b: 1\n    c: 2\n", "- &x\n  b: 1\n  c: 2\n"),
        ("a:\n  b:\n        x\n", "a:\n  b:\n    x\n"),
        ("a:\n    {b: 1}:\n        c: 2\n", "a:\n  {b: 1}:\n    c: 2\n"),
        # Inside brackets.
        ("{a: 1,\n      b: 2}\n", "{a: 1,\n  b: 2}\n"),
        ("[\n    1\n    ]\n", "[\n  1\n]\n"),
        ("a: [\n1,\n   2\n ]\n", "a: [\n  1,\n  2\n]\n"),
        ("a: [b, # c\n      d]\n", "a: [b, # c\n  d]\n"),
        ("a:\n    b: [\n    [1,\n    2]\n    ]\n", "a:\n  b: [\n    [1,\n      2]\n  ]\n"),
        ("a:\n    - {b: 1,\n       c: 2}\n", "a:\n  - {b: 1,\n    c: 2}\n"),
        # Scalars of several lines, also where nothing stands around them.
        ("a\n", "a\n"),
        ("a\n  b\n", "a\n  b\n"),
        ("'a\n   b'\n", "'a\n   b'\n"),
        ("|\n  a\n   b\n", "|\n  a\n   b\n"),
        ("a: |\n     x\n       y\nb: 1\n", "a: |\n     x\n       y\nb: 1\n"),
        (
            "a:\n    b: |\n        x\n\n          y\n    c: 1\n",
            "a:\n  b: |\n      x\n\n        y\n  c: 1\n",
        ),
        ("a:\n    - |\n      x\n    -   y\n", "a:\n  - |\n    x\n  - y\n"),
        ("a: 'x\n\n     y  '\nb: 1\n", "a: 'x\n\n     y  '\nb: 1\n"),
        ("a:\n    b: 'x  \n        y' # c\n", "a:\n  b: 'x\n      y' # c\n"),
        ("a:\n    b: x  \n     y\n", "a:\n  b: x\n    y\n"),
        ("a: x\n  y  \n  z\n", "a: x\n  y\n  z\n"),
        # Deeper than the key, wherever that stands.
        ("- a: x\n   y\n", "- a: x\n    y\n"),
        # Comments.
        ("a: |   # c\n    x\n", "a: |   # c\n    x\n"),
        ("a: 1 # x  \nb: 2 # y\n", "a: 1 # x\nb: 2 # y\n"),
        ("a: 1   # x\nbcd: 2 # y\n", "a: 1   # x\nbcd: 2 # y\n"),
        ("a:   1 # x\nb: 22  # y\n", "a: 1  # x\nb: 22 # y\n"),
        ("a:   1 # x\nb: 222 # y\n", "a: 1   # x\nb: 222 # y\n"),
        ("a:   1 # x\n\nb: 222 # y\n", "a: 1 # x\n\nb: 222 # y\n"),
        ("a:\n   # x\n   b: 1\n # z\nc: 2\n", "a:\n  # x\n  b: 1\n# z\nc: 2\n"),
        ("# x\na: 1\n  # y\nb: 2\n", "# x\na: 1\n  # y\nb: 2\n"),
        ("a:\n    # only\n", "a:\n  # only\n"),
        ("a:\n    b: 1\n    # at the end\n", "a:\n  b: 1\n  # at the end\n"),
        ("a: [\n     # in it\n     1]\n", "a: [\n  # in it\n  1]\n"),
    ],
)
def test_the_layout(text: str, result: str) -> None:
    assert laid_out(text) == result


@pytest.mark.parametrize("brk", ["\r\n", "\r"])
def test_lines_of_other_systems(brk: str) -> None:
    assert laid_out(f"a:{brk}    b:  |{brk}      x{brk}    c: 1{brk}") == (
        "a:\n  b: |\n    x\n  c: 1\n"
    )

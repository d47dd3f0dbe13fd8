"""Every text that stands alone documents something."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import floe_lsp

ROOT = Path(floe_lsp.__file__).parent
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def is_text(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def orphans(source: str) -> Iterator[int]:
    """Yield the line of each text that follows nothing and opens nothing that it could document."""
    for node in ast.walk(ast.parse(source)):
        for name in ("body", "orelse", "finalbody"):
            block: list[ast.stmt] | ast.expr | None = getattr(node, name, None)
            if not isinstance(block, list):
                continue  # of a lambda or a conditional expression
            above: ast.stmt | None = None
            for statement in block:
                opens = above is None and name == "body" and isinstance(node, DOCUMENTED)
                follows = isinstance(above, (ast.Assign, ast.AnnAssign))
                if is_text(statement) and not (opens or follows):
                    yield statement.lineno
                above = statement


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('"""Module."""\nX = 1\n"""X."""\n', []),
        ('class A:\n    """A."""\n    x: int\n    """x."""\n', []),
        ('X = 1\nif X:\n    import a\n"""Of nothing."""\n', [4]),
        ('X = 1\n"""X."""\n"""Again."""\n', [3]),
        ('if True:\n    """Of nothing."""\n', [2]),
    ],
)
def test_an_orphan_is_found(source: str, lines: list[int]) -> None:
    assert list(orphans(source)) == lines


def test_no_docstring_is_an_orphan() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(ROOT.rglob("*.py"))
        for line in orphans(path.read_text(encoding="utf-8"))
    ]
    assert found == []

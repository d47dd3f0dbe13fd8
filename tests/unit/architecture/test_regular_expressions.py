"""No regular expression of the program takes more than linear time, but for those with a reason.

What is told is told of the expression alone, so nothing is measured (see ``backtracking``).
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from backtracking import Mode, find_superlinear

import floe_lsp

pytestmark = pytest.mark.requirement("robustness")

PACKAGE: Final = Path(floe_lsp.__file__ or "").parent
MODES: Final[dict[str, Mode]] = {
    "search": "search", "finditer": "search", "findall": "search", "sub": "search",
    "subn": "search", "split": "search", "match": "match", "fullmatch": "fullmatch",
}  # fmt: skip
ALL: Final[frozenset[Mode]] = frozenset(MODES.values())

HARMLESS: Final = {
    ("compilation/pages.py", "_FIRST_SECTION"): "a text always ends, so no match fails after its"
    " first line; and what it reads are pages of the package",
}
"""Expressions that are accused, and why they cost no more all the same."""

MADE: Final = {
    # Of one field of a model: those that are there are compiled on import, and judged as that.
    "self.pattern": "",
    # What people wrote with `*` and `?`: test_slow_overrides.py bounds what it costs.
    "translate(pattern)": "",
    # The signs of one text in a row, each in a few ways to write it.
    "one_by_one": r"(?:\\a|a|(?i:%61))(?:\\b|b|(?i:%62))",
    # One text, and other signs around it.
    "pattern": r"(?<![\w.-])name(?![\w.-])",
}
"""Expressions that are put together elsewhere, as they are written where they are used."""

COLLECTING: Final = """
import importlib, json, pkgutil, re, sys

found = []
compiled = re.compile

def noted(pattern, flags=0):
    result = compiled(pattern, flags)
    caller = sys._getframe(1)
    source = result.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    found.append([caller.f_code.co_filename, caller.f_lineno, text, result.flags])
    return result

re.compile = noted
import floe_lsp
for each in pkgutil.walk_packages(floe_lsp.__path__, "floe_lsp."):
    if not each.name.endswith("__main__"):
        importlib.import_module(each.name)
print(json.dumps(found))
"""
"""Notes every expression that is compiled while all files of the package are imported."""


class Expression(NamedTuple):
    """A regular expression, and how it is used."""

    file: str
    pattern: str
    flags: int
    name: str
    """What it is called in its file, itself where it has no name."""
    modes: frozenset[Mode]
    """All where it cannot be told."""


class Uses(ast.NodeVisitor):
    """What a file says of its regular expressions."""

    def __init__(self, tree: ast.AST) -> None:
        self.named: dict[int, str] = {}
        """Line: what an expression is called that is compiled there."""
        self.bound: dict[int, Mode] = {}
        """Line: how an expression is used that is compiled there and used at once."""
        self.modes: dict[str, set[Mode]] = defaultdict(set)
        """Name: how what it stands for is used."""
        self.unknown: set[str] = set()
        """Names that are handed on."""
        self.imported: set[str] = set()
        self.in_functions: list[tuple[ast.Call, str]] = []
        """Calls of ``re`` in functions, and what is called."""
        self._depth = 0
        self.visit(tree)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.imported.update(each.name for each in node.names)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._name(node.targets[0], node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._name(node.target, node.value)
        self.generic_visit(node)

    def _name(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name) and value is not None and called(value) == "compile":
            self.named.update(dict.fromkeys(lines(value), target.id))

    def visit_Call(self, node: ast.Call) -> None:
        if self._depth and (function := called(node)):
            self.in_functions.append((node, function))
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        mode = MODES.get(node.attr)
        if mode is not None and called(node.value) == "compile":
            self.bound.update(dict.fromkeys(lines(node.value), mode))
        meant = [node.value]
        if isinstance(node.value, ast.IfExp):
            self.visit(node.value.test)
            meant = [node.value.body, node.value.orelse]
        for each in meant:
            if isinstance(each, ast.Name | ast.Attribute) and (mode or node.attr == "pattern"):
                if mode is not None:
                    self.modes[each.id if isinstance(each, ast.Name) else each.attr].add(mode)
            else:
                self.visit(each)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.unknown.add(node.id)


def called(node: ast.expr) -> str | None:
    """Return which function of ``re`` a call is one of, if it is one."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        of = node.func.value
        if isinstance(of, ast.Name) and of.id == "re":
            return node.func.attr if node.func.attr in {*MODES, "compile"} else None
    return None


def lines(node: ast.expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


@cache
def uses() -> dict[str, Uses]:
    return {
        path.relative_to(PACKAGE).as_posix(): Uses(ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def modes_of(name: str, file: str) -> frozenset[Mode]:
    """Return how an expression is used in its file and in those that import it."""
    here = [each for path, each in uses().items() if path == file or name in each.imported]
    if any(name in each.unknown for each in here):
        return ALL
    return frozenset[Mode]().union(*(each.modes[name] for each in here)) or ALL


def only(mode: Mode | None) -> frozenset[Mode]:
    return ALL if mode is None else frozenset({mode})


def compiled_on_import() -> Iterator[Expression]:
    done = subprocess.run(
        [sys.executable, "-c", COLLECTING], check=True, capture_output=True, encoding="utf-8"
    )
    for path, line, pattern, flags in json.loads(done.stdout):
        if not Path(path).is_relative_to(PACKAGE):
            continue
        file = Path(path).relative_to(PACKAGE).as_posix()
        name = uses()[file].named.get(line)
        if name is not None:
            yield Expression(file, pattern, flags, name, modes_of(name, file))
        else:
            yield Expression(file, pattern, flags, pattern, only(uses()[file].bound.get(line)))


def used_in_functions() -> Iterator[Expression]:
    for file, found in uses().items():
        for call, function in found.in_functions:
            pattern = written(call.args[0])
            mode = MODES.get(function) or found.bound.get(call.lineno)
            yield Expression(file, pattern, 0, pattern, only(mode))


def written(node: ast.expr) -> str:
    """Return a pattern as it is written, with ``name`` in place of what a variable adds to it."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(written(each) for each in parts)
        case ast.FormattedValue():
            return "name"
        case ast.BinOp(left=left, right=right):
            return written(left) + written(right)
        case ast.Call() if ast.unparse(node.func) == "re.escape":
            return "name"
        case _:
            return MADE[ast.unparse(node)]


def test_no_expression_takes_more_than_linear_time() -> None:
    found: dict[tuple[str, str], str] = {}
    for each in (*compiled_on_import(), *used_in_functions()):
        for mode in sorted(each.modes):
            word = find_superlinear(each.pattern, each.flags, mode)
            if word is not None:
                found[each.file, each.name] = f"{mode} repeats {word!r}"
    accused = {place: why for place, why in found.items() if place not in HARMLESS}
    assert not accused
    assert not HARMLESS.keys() - found.keys(), "a reason that nothing needs any more"


@pytest.mark.parametrize(
    ("pattern", "mode"),
    [
        (r"\s+x", "search"),
        (r"\s+$", "search"),
        (r"(?m)^\s*x", "search"),
        (r"(?=.*x)y", "search"),
        (r"(a+)+b", "match"),
        (r"(a*)*b", "match"),
        (r"(?:a|a)*b", "match"),
        (r"(a|b|ab)*c", "match"),
        (r"(?:\w+\s*)*x", "match"),
        (r"a*a*b", "match"),
        (r"(?i)A+a+b", "match"),
        (r"a*a*", "fullmatch"),
        (r"(a*)\1b", "match"),
        (r"\[ *,? *\]", "match"),
    ],
)
def test_what_is_slow_is_accused(pattern: str, mode: Mode) -> None:
    assert find_superlinear(pattern, 0, mode) is not None


@pytest.mark.parametrize(
    ("pattern", "mode"),
    [
        (r"\s+", "search"),
        (r"(?<!\s)\s+x", "search"),
        (r"(?m)^[ \t]*x", "search"),
        (r"\b\w+:", "search"),
        (r"[A-Z]+(?![a-z])", "search"),
        (r"\n(?:[^\S\n]*\n)+", "search"),
        (r"[a-z]{0,79}x", "search"),
        (r"\w+(?:\s+\w+)*", "fullmatch"),
        (r"[^,]*,[^,]*;", "match"),
        (r"a*a*", "match"),
        (r"A+a+b", "match"),
        (r"\[ *(?:, *)?\]", "match"),
    ],
)
def test_what_is_linear_is_not(pattern: str, mode: Mode) -> None:
    assert find_superlinear(pattern, 0, mode) is None

"""Ways to break an expression."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final, cast

from .mutant import Edit
from .parsed import Code, is_logging, on_this_platform

_COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: (r"<", ("<=", ">=")),
    ast.LtE: (r"<=", ("<", ">")),
    ast.Gt: (r">", (">=", "<=")),
    ast.GtE: (r">=", (">", "<")),
    ast.Eq: (r"==", ("!=",)),
    ast.NotEq: (r"!=", ("==",)),
    ast.Is: (r"is", ("is not",)),
    ast.IsNot: (r"is\s+not", ("is",)),
    ast.In: (r"in", ("not in",)),
    ast.NotIn: (r"not\s+in", ("in",)),
}
"""How a comparison is written, and what takes its place: its boundary moved, and its opposite."""

_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: (r"\+", "-"),
    ast.Sub: (r"-", "+"),
    ast.Mult: (r"\*", "//"),
    ast.FloorDiv: (r"//", "*"),
    ast.Div: (r"/", "*"),
    ast.Mod: (r"%", "//"),
    ast.BitAnd: (r"&", "|"),
    ast.BitOr: (r"\|", "&"),
}

_COUNTERPARTS = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "sorted": "list",
    "startswith": "endswith",
    "endswith": "startswith",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "removeprefix": "removesuffix",
    "removesuffix": "removeprefix",
    "find": "rfind",
    "rfind": "find",
    "partition": "rpartition",
    "rpartition": "partition",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "append": "remove",
    "add": "discard",
    "ERROR": "WARNING",
    "WARNING": "ERROR",
    "Error": "Warning",
    "Warning": "Error",
    "INFO": "ERROR",
    "Information": "Error",
    "HINT": "ERROR",
    "Hint": "Error",
}
"""Names with their opposites: functions, methods, and members of enumerations."""

_NOT_SWAPPED = re.compile(
    r"(cast|contextlib.suppress|isinstance|issubclass|getattr|hasattr|setattr|min|max)"
)
"""Functions that with their arguments swapped raise at once, or give the same."""

_OFF_BY_ONE = 16
"""Up to here a number counts something; above, it is a limit, and the one beside it is as good."""


def _put(code: Code, node: ast.expr | ast.stmt, text: str, kind: str) -> Edit:
    return Edit(code.start(node), code.end(node), text, kind)


def _bracketed(code: Code, node: ast.expr) -> str:
    text = code.text(node)
    return text if isinstance(node, (ast.Name, ast.Attribute, ast.Call)) else f"({text})"


def _condition(code: Code, test: ast.expr) -> Iterator[Edit]:
    """Take one branch always, and the other one."""
    if on_this_platform(test) is None and not isinstance(test, ast.Constant):
        yield _put(code, test, "True", "condition always true")
        yield _put(code, test, "False", "condition never true")


def _between(
    code: Code, left: ast.expr, right: ast.expr, pattern: str, text: str, kind: str
) -> Edit | None:
    """Replace the operator between two operands."""
    start, end = code.end(left), code.start(right)
    found = re.search(pattern.encode(), code.content[start:end])
    if found is None:
        return None
    return Edit(start + found.start(), start + found.end(), text, kind)


def _choice(code: Code, node: ast.IfExp) -> Iterator[Edit]:
    yield from _condition(code, node.test)


def _loop(code: Code, node: ast.comprehension) -> Iterator[Edit]:
    yield _put(code, node.iter, "()", "loop over nothing")
    for test in node.ifs:
        yield from _condition(code, test)


def _unary(code: Code, node: ast.UnaryOp) -> Iterator[Edit]:
    if isinstance(node.op, (ast.Not, ast.USub)):
        yield _put(code, node, _bracketed(code, node.operand), "negation dropped")


def _slice(code: Code, node: ast.Slice) -> Iterator[Edit]:
    for bound in (node.lower, node.upper):
        if bound is not None:
            yield _put(code, bound, "", "bound of a slice dropped")


def _comparison(code: Code, node: ast.Compare) -> Iterator[Edit]:
    if on_this_platform(node) is not None:
        return
    operands = [node.left, *node.comparators]
    for operator, (left, right) in zip(node.ops, pairwise(operands), strict=True):
        pattern, others = _COMPARISONS[type(operator)]
        for other in others:
            edit = _between(code, left, right, pattern, other, "comparison swapped")
            if edit is not None:
                yield edit
    for operand in operands:
        if isinstance(operand, ast.Constant) and isinstance(operand.value, str):
            yield _put(code, operand, '"another"', "text swapped")


def _boolean(code: Code, node: ast.BoolOp) -> Iterator[Edit]:
    pattern, other = (r"\band\b", "or") if isinstance(node.op, ast.And) else (r"\bor\b", "and")
    for left, right in pairwise(node.values):
        edit = _between(code, left, right, pattern, other, "and/or swapped")
        if edit is not None:
            yield edit
    for dropped in node.values:
        rest = [each for each in node.values if each is not dropped]
        joined = f" {pattern[2:-2]} ".join(_bracketed(code, each) for each in rest)
        yield _put(code, node, f"({joined})", "part of a condition dropped")


def _arithmetic(code: Code, node: ast.BinOp) -> Iterator[Edit]:
    known = _ARITHMETIC.get(type(node.op))
    if known is not None and not isinstance(node.left, (ast.JoinedStr, ast.List, ast.Dict)):
        edit = _between(code, node.left, node.right, *known, "arithmetic swapped")
        if edit is not None:
            yield edit


def _constant(code: Code, node: ast.Constant) -> Iterator[Edit]:
    match node.value:
        case bool():
            yield _put(code, node, str(not node.value), "truth swapped")
        case int() if node.value <= _OFF_BY_ONE:
            for other in (node.value + 1, node.value - 1):
                yield _put(code, node, f"({other})" if other < 0 else str(other), "off by one")
        case int() | float() if node.value:
            yield _put(code, node, str(node.value * 1000), "limit of a thousand times")
            yield _put(code, node, "0", "limit of nothing")
        case _:
            return


def _name(code: Code, node: ast.Name | ast.Attribute) -> Iterator[Edit]:
    name = node.id if isinstance(node, ast.Name) else node.attr
    other = _COUNTERPARTS.get(name)
    if other is not None and isinstance(node.ctx, ast.Load):
        end = code.end(node)
        yield Edit(end - len(name), end, other, "name swapped")


def _call(code: Code, node: ast.Call) -> Iterator[Edit]:
    if is_logging(node):
        return
    plain = [each for each in node.args if not isinstance(each, ast.Starred)]
    if len(plain) == len(node.args) and not _NOT_SWAPPED.fullmatch(code.text(node.func)):
        for first, second in pairwise(plain):
            both = code.text(first), code.text(second)
            if both[0] != both[1] and not isinstance(second, ast.GeneratorExp):
                span = code.start(first), code.end(second)
                yield Edit(*span, f"{both[1]}, {both[0]}", "arguments swapped")
    for keyword in node.keywords:
        if keyword.arg is not None:
            yield _without(code, node, keyword)


def _without(code: Code, node: ast.Call, keyword: ast.keyword) -> Edit:
    """Drop a named argument with the comma after it."""
    end = code.end(keyword)
    comma = re.match(rb"\s*,\s*", code.content[end : code.end(node)])
    return Edit(
        code.start(keyword), end + (comma.end() if comma else 0), "", "named argument dropped"
    )


_WAYS: Final[Mapping[type[ast.AST], Callable[[Code, Any], Iterator[Edit]]]] = {
    ast.Attribute: _name,
    ast.BinOp: _arithmetic,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _comparison,
    ast.Constant: _constant,
    ast.IfExp: _choice,
    ast.Name: _name,
    ast.Slice: _slice,
    ast.UnaryOp: _unary,
    ast.comprehension: _loop,
}


def broken_expressions(code: Code, node: ast.AST) -> Iterator[Edit]:
    """Yield the ways to break one node."""
    ways = _WAYS.get(type(node))
    if ways is not None:
        yield from ways(code, cast("Any", node))

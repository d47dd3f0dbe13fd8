"""Ways to break a statement."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, cast

from .mutant import Edit
from .parsed import Code, is_for_types, is_logging, on_this_platform

_KEPT_DECORATORS: Final = re.compile(
    r"\b(property|setter|staticmethod|classmethod|dataclass|define|frozen|cache|cached_property"
    r"|lru_cache|override|overload|final|runtime_checkable|abstractmethod|wraps)\b"
)
"""Without these nothing works at all, or nothing changes but the speed."""
_NEVER_RAISED = "ZeroDivisionError"


def _dropped(code: Code, node: ast.stmt, kind: str, instead: str = "pass") -> Edit:
    return Edit(code.start(node), code.end(node), instead, kind)


def _expression(code: Code, node: ast.Expr) -> Iterator[Edit]:
    if isinstance(node.value, (ast.Call, ast.Await)) and not is_logging(node.value):
        yield _dropped(code, node, "call dropped")


def _assignment(code: Code, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> Iterator[Edit]:
    """Keep what an object holds, or a sum; a variable that is missing would be noticed too soon."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if isinstance(node, ast.AugAssign) or isinstance(target, (ast.Attribute, ast.Subscript)):
        yield _dropped(code, node, "assignment dropped")


def _deletion(code: Code, node: ast.Delete) -> Iterator[Edit]:
    if not isinstance(node.targets[0], ast.Name):
        yield _dropped(code, node, "deletion dropped")


def _raise(code: Code, node: ast.Raise) -> Iterator[Edit]:
    yield _dropped(code, node, "exception not raised")


def _return(code: Code, node: ast.Return) -> Iterator[Edit]:
    value = node.value
    # Of True and False the other one is returned instead (see expressions.py).
    if value is not None and code.text(value) not in {"None", "True", "False"}:
        yield Edit(code.start(value), code.end(value), "None", "nothing returned")


def _jump(code: Code, node: ast.Break | ast.Continue) -> Iterator[Edit]:
    instead = "pass" if isinstance(node, ast.Break) else "break"
    yield _dropped(code, node, f"{instead} instead", instead)


def _loop(code: Code, node: ast.For | ast.AsyncFor) -> Iterator[Edit]:
    yield Edit(code.start(node.iter), code.end(node.iter), "()", "loop over nothing")


def _conditional(code: Code, node: ast.If | ast.While) -> Iterator[Edit]:
    test = node.test
    if isinstance(test, ast.Constant) or on_this_platform(test) is not None:
        return
    if isinstance(node, ast.If):
        if is_for_types(node):
            return
        yield Edit(code.start(test), code.end(test), "True", "condition always true")
    yield Edit(code.start(test), code.end(test), "False", "condition never true")


def _unguarded(code: Code, node: ast.With) -> Iterator[Edit]:
    """Run the body without its lock, or without what catches its exceptions."""
    if all(item.optional_vars is None for item in node.items):
        first, last = node.items[0].context_expr, node.items[-1].context_expr
        header = code.content[code.start(node) : code.start(first)]
        if header.strip() == b"with":
            yield Edit(code.start(node), code.end(last), "if True", "guard dropped")


def _narrowed(code: Code, node: ast.ExceptHandler) -> Iterator[Edit]:
    """Let one of the exceptions through that are caught."""
    match node.type:
        case ast.Tuple(elts=members):
            for dropped in members:
                rest = "".join(f"{code.text(each)}, " for each in members if each is not dropped)
                yield Edit(
                    code.start(node.type), code.end(node.type), f"({rest})", "exception not caught"
                )
        case ast.expr():
            yield Edit(
                code.start(node.type), code.end(node.type), _NEVER_RAISED, "exception not caught"
            )
        case _:
            return


def _undecorated(code: Code, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Edit]:
    for decorator in node.decorator_list:
        if not _KEPT_DECORATORS.search(code.text(decorator).partition("(")[0]):
            start = code.content.rindex(b"@", 0, code.start(decorator))
            yield Edit(start, code.end(decorator), "", "decorator dropped")


_WAYS: Final[Mapping[type[ast.AST], Callable[[Code, Any], Iterator[Edit]]]] = {
    ast.AnnAssign: _assignment,
    ast.Assign: _assignment,
    ast.AsyncFor: _loop,
    ast.AsyncFunctionDef: _undecorated,
    ast.AugAssign: _assignment,
    ast.Break: _jump,
    ast.Continue: _jump,
    ast.Delete: _deletion,
    ast.ExceptHandler: _narrowed,
    ast.Expr: _expression,
    ast.For: _loop,
    ast.FunctionDef: _undecorated,
    ast.If: _conditional,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.While: _conditional,
    ast.With: _unguarded,
}


def broken_statements(code: Code, node: ast.AST) -> Iterator[Edit]:
    """Yield the ways to break one node."""
    ways = _WAYS.get(type(node))
    if ways is not None:
        yield from ways(code, cast("Any", node))

"""The tree of a file: where its nodes stand, and which of them do something that tests can see."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_LOGGERS = frozenset({"_log", "_logger", "log", "logger"})
_TYPES = frozenset({"TypeVar", "ParamSpec", "NewType"})
_UNSEEN_NAMES = frozenset({"__all__", "__slots__"})
PLATFORM = "linux"
"""What is only for another platform cannot be noticed on this one."""


class Code:
    """One file of Python."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.module = ast.parse(content)
        self._starts = [0]
        for line in content.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt | ast.excepthandler | ast.keyword) -> int:
        """Return the offset in bytes at which a node starts."""
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt | ast.excepthandler | ast.keyword) -> int:
        """Return the offset in bytes at which a node ends."""
        assert node.end_lineno is not None  # noqa: S101 - a parser always says it
        assert node.end_col_offset is not None  # noqa: S101
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """Return what is written for a node, without the brackets around it."""
        return self.content[self.start(node) : self.end(node)].decode()

    def nodes(self) -> Iterator[ast.AST]:
        """Yield every node but those that no test could tell from another.

        Those are texts for a reader (documentation, what is logged, what an error says), types,
        imports, and what is for another platform.
        """
        waiting: list[ast.AST] = [self.module]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(list(_visible(node))))


def _visible(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes directly in one that tests can see something of."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.JoinedStr() | ast.Raise():
            pass
        case ast.Expr(value=ast.Constant()):
            pass
        case ast.Assign(targets=[ast.Name(id=name)]) if name in _UNSEEN_NAMES:
            pass
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
            yield from _of_definition(node)
        case ast.AnnAssign():
            yield from [] if node.value is None else [node.value]
        case ast.If():
            yield from _branches(node)
        case ast.Call():
            yield from _of_call(node)
        case _:
            yield from ast.iter_child_nodes(node)


def _of_definition(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda,
) -> Iterator[ast.AST]:
    if isinstance(node, ast.Lambda):
        yield node.body
    elif isinstance(node, ast.ClassDef):
        yield from node.body
    elif node.name != "__repr__":
        yield from (each for each in node.args.kw_defaults if each is not None)
        yield from node.args.defaults
        for statement in node.body:
            # Without one of them next to nothing works: that would be noticed too easily.
            if node.name != "__init__" or not _keeps_an_argument(statement):
                yield statement


def _of_call(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "cast":
        yield node.args[1]
    elif name == "getattr":
        yield node.args[0]  # what it gives without the attribute is for another platform
    elif name not in _TYPES and not is_logging(node):
        yield from ast.iter_child_nodes(node)


def _keeps_an_argument(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Attribute()], value=ast.Name()):
            return True
        case _:
            return False


def _branches(node: ast.If) -> Iterator[ast.AST]:
    if is_for_types(node):
        yield from node.orelse
    elif (taken := on_this_platform(node.test)) is not None:
        yield from node.body if taken else node.orelse
    else:
        yield from ast.iter_child_nodes(node)


def is_for_types(node: ast.If) -> bool:
    """Whether a branch is taken by type checkers alone."""
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def on_this_platform(test: ast.expr) -> bool | None:
    """Return what a comparison of ``sys.platform`` gives here; ``None`` for anything else."""
    match test:
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id="sys"), attr="platform"),
            ops=[ast.Eq() | ast.NotEq() as operator],
            comparators=[ast.Constant(value=str(name))],
        ):
            return (name == PLATFORM) is isinstance(operator, ast.Eq)
        case ast.BoolOp(values=values):
            known = [on_this_platform(each) for each in values]
            decisive = isinstance(test.op, ast.Or)
            return decisive if decisive in known else None
        case _:
            return None


def is_logging(node: ast.expr) -> bool:
    """Whether a call writes to a log."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
            return name in _LOGGERS
        case _:
            return False

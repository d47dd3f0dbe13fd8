"""What a model written in Python asks of dbt: ``dbt.ref``, ``dbt.source``, ``dbt.config``.

The text is parsed by Python's ``ast`` and never run. dbt looks for calls in fewer places than
Python has, and takes literal arguments alone; any other call leaves the answer open.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import cast

from floe_lsp.syntax import SourceText, Span

from .config import merge_configs
from .jinja.calls import UNREAD, Certainty, Reference, RefKind, TemplateCalls
from .unknown import UNKNOWN

_MAX_CHARACTERS = 100_000 if sys.version_info >= (3, 11) else 10_000
"""Before 3.11 a chain of a hundred thousand attributes could take more stack than there is."""
_MAX_NODES = 20_000

_OF_DBT = ("ref", "source", "config")
"""The functions of ``dbt`` that tell what a model reads and how it is built."""


def calls_in_python(text: SourceText) -> tuple[TemplateCalls, int]:
    """Return what a Python model asks of dbt, and how many nodes its tree has.

    What cannot be parsed asks for anything, and so does what is longer than models are.
    """
    if len(text) > _MAX_CHARACTERS:
        return UNREAD, 0
    try:
        tree = ast.parse(text.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return UNREAD, len(text) // 10
    tree_nodes = list(islice(ast.walk(tree), _MAX_NODES))
    if len(tree_nodes) == _MAX_NODES:
        return UNREAD, _MAX_NODES
    return _calls(text, tree, tree_nodes), len(tree_nodes)


def _calls(text: SourceText, tree: ast.AST, tree_nodes: Sequence[ast.AST]) -> TemplateCalls:
    every = [node for node in tree_nodes if isinstance(node, ast.Call)]
    seen = set(map(id, _seen_by_dbt(tree)))
    references: list[Reference] = []
    configs: list[dict[str, object]] = []
    handed_on = list(_handed_on(tree_nodes))
    computed = [_span_of(text, each) for each in handed_on if _asked(each) in (None, "ref")]
    is_whole = is_config_whole = not handed_on
    for call in every:
        name = _asked(call.func)
        if name == "config":
            given = _config(call) if id(call) in seen else None
            is_config_whole = is_config_whole and given is not None
            configs.append(given or {})
        elif name is not None:
            found = _reference(text, call, name) if id(call) in seen else None
            is_whole = is_whole and found is not None
            references.extend([] if found is None else [found])
            if found is None and name == "ref":
                computed.append(_span_of(text, call.func))
    config = merge_configs(configs)
    return TemplateCalls(
        tuple(references),
        config,
        is_whole=is_whole,
        is_config_whole=is_config_whole,
        computed=tuple(sorted(computed)),
    )


def _asked(node: ast.expr) -> str | None:
    """Return which of dbt's functions a callee is."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id == "dbt" and node.attr in _OF_DBT else None
    return None


def _handed_on(tree_nodes: Sequence[ast.AST]) -> Iterator[ast.expr]:
    """Yield where ``dbt``, or one of its functions, is used in another way than by a call."""
    called = {id(node.func) for node in tree_nodes if isinstance(node, ast.Call)}
    taken = {id(node.value) for node in tree_nodes if isinstance(node, ast.Attribute)}
    for node in tree_nodes:
        if isinstance(node, ast.Attribute) and _asked(node) and id(node) not in called:
            if node.attr != "config" or id(node) not in taken:
                yield node
        elif isinstance(node, ast.Name) and node.id == "dbt" and id(node) not in taken:
            yield node


def _seen_by_dbt(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that dbt's own visitor comes to (dbt, ``PythonParseVisitor``)."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if not isinstance(node, ast.Call):
            pending.extend(ast.iter_child_nodes(node))
            continue
        yield node
        for given in (*node.args, *(each.value for each in node.keywords)):
            pending.extend(each for each in _offered(given) if isinstance(each, ast.Call))
        callee = node.func
        while isinstance(callee, ast.Attribute):
            callee = callee.value
        if isinstance(callee, ast.Call):
            pending.append(callee)


def _offered(given: ast.expr) -> Iterator[ast.expr]:
    """Yield what of an argument dbt looks at."""
    yield given
    if isinstance(given, ast.List | ast.Tuple):
        yield from given.elts
    elif isinstance(given, ast.Dict):
        yield from given.values
    elif isinstance(given, ast.JoinedStr):
        for part in given.values:
            if isinstance(part, ast.FormattedValue):
                yield part.value


def _literal(node: ast.expr) -> object:
    try:
        return cast("object", ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return UNKNOWN


def _config(call: ast.Call) -> dict[str, object] | None:
    if call.args or any(each.arg is None for each in call.keywords):
        return None
    return {each.arg: _literal(each.value) for each in call.keywords if each.arg is not None}


def _reference(text: SourceText, call: ast.Call, name: str) -> Reference | None:
    texts = [each for each in call.args if isinstance(each, ast.Constant)]
    named = {each.arg: _literal(each.value) for each in call.keywords}
    version = named.get("version") or named.get("v")
    if len(texts) != len(call.args) or not all(isinstance(each.value, str) for each in texts):
        return None
    if None in named or not isinstance(version, str | int | float | None):
        return None
    if len(texts) not in ((1, 2) if name == "ref" else (2,)) or (name == "source" and named):
        return None
    last, owner = texts[-1], texts[0] if len(texts) == 2 else None
    span, is_typed = _span(text, last)
    return Reference(
        cast("RefKind", name),
        str(last.value),
        None if owner is None else str(owner.value),
        None if version is None else str(version),
        span,
        None if owner is None else _span(text, owner)[0],
        Certainty.CERTAIN,
        is_typed,
    )


def _span(text: SourceText, literal: ast.Constant) -> tuple[Span, bool]:
    """Return where a text stands, without its quotes, and whether it is typed as it is."""
    start, end = _span_of(text, literal)
    inner = Span(start + 1, max(start + 1, end - 1))
    return inner, text.slice(inner) == literal.value


def _span_of(text: SourceText, node: ast.expr) -> Span:
    start = _offset(text, node.lineno, node.col_offset)
    return Span(start, _offset(text, node.end_lineno or node.lineno, node.end_col_offset or 0))


def _offset(text: SourceText, line: int, column: int) -> int:
    """Return the offset of a place of ``ast``, whose columns count bytes of UTF-8."""
    start = text.line_starts[min(line, text.line_count) - 1]
    part = text.text[start : start + column]
    if part.isascii():
        return start + column
    return start + len(part.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))

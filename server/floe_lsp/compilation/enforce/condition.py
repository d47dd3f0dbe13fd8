"""Evaluates the conditions of the platform's own policies, without ever running Python.

The grammar is that of ``schemas/types/policy_conditions.py``. Each node of the condition is looked
at here by itself: attributes of plain data, a few methods, comparisons, ``and``, ``or``, ``not``,
``len``. Depth and steps are bounded.

What neither floe.yaml nor the files of the dbt project say of a model is unknown (``NeedsFacts``).
Where a yes or no is asked for, ``and`` and ``or`` do without it if the rest decides, so
``model.meta or model.name`` is true. Their value is the operand that decides, as in Python, so
``(model.meta or 'x') == 'x'`` is unknown.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, cast

from floe_lsp.dbt.unknown import UNKNOWN, has_unknown
from floe_lsp.schemas.types.policy_conditions import LONGEST, parsed
from floe_lsp.wording.near_miss import did_you_mean
from floe_lsp.wording.quoting import quote, short

_MOST_STEPS = 1_000_000
"""Nodes that one policy looks at, for all models of a product; that takes half a second."""

_DEEPEST = 50
"""Levels of a condition."""

_IN_DBT = frozenset(
    [
        "access",
        "alias",
        "columns",
        "config",
        "contract",
        "database",
        "depends_on",
        "description",
        "fqn",
        "group",
        "language",
        "latest_version",
        "meta",
        "package_name",
        "path",
        "original_file_path",
        "raw_code",
        "refs",
        "relation_name",
        "schema",
        "sources",
        "tests",
        "unique_id",
        "version",
    ]
)
"""What dbt knows of a model."""


class NeedsFacts(Exception):
    """A condition asks for something that is not known; the message names it."""

    def __init__(self, asked: str, why: str = "") -> None:
        super().__init__(asked)
        self.why = why
        """Why it is not known, as a sentence; empty where nobody looks for it."""


class CannotEvaluate(Exception):
    """A condition means nothing for a model; the message says why."""


class Condition:
    """One condition, for all models of a product."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._tree = parsed(self._text) if len(self._text) <= LONGEST else None
        self._steps = 0

    def holds(self, model: Mapping[str, object]) -> bool:
        """Return whether a model passes.

        Args:
            model: What is known of it: plain data by the names of attributes, in which ``UNKNOWN``
                stands for what only dbt can tell.

        Raises:
            NeedsFacts: The answer depends on what is not known.
            CannotEvaluate: There is no answer.
        """
        if self._tree is None:
            raise CannotEvaluate(f"it has more than {LONGEST:,} characters")
        return self._truth(self._tree, model, 0)

    def _truth(self, node: ast.expr, model: Mapping[str, object], depth: int) -> bool:
        """Return a yes or no, also where the value behind it is unknown."""
        if isinstance(node, ast.BoolOp):
            self._step(depth)
            return self._joined(node, model, depth + 1)
        return bool(self._value(node, model, depth))

    def _value(self, node: ast.expr, model: Mapping[str, object], depth: int) -> object:
        self._step(depth)
        if isinstance(node, ast.Constant):
            return cast("object", node.value)
        if isinstance(node, ast.BoolOp):
            return self._deciding(node, model, depth + 1)
        if isinstance(node, ast.UnaryOp):
            return not self._truth(node.operand, model, depth + 1)
        if isinstance(node, ast.Compare):
            return self._compared(node, model, depth + 1)
        if isinstance(node, ast.Call):
            return self._known(node, self._called(node, model, depth + 1))
        if isinstance(node, ast.Attribute):
            if _is_model(node.value):
                return self._known(node, _attribute(model, node.attr))
            return self._known(node, _field(self._value(node.value, model, depth + 1), node.attr))
        raise CannotEvaluate(f"{quote(self._written(node))} is not a value; ask for an attribute")

    def _known(self, node: ast.expr, value: object) -> object:
        if value is UNKNOWN:
            raise NeedsFacts(self._written(node), "only dbt can tell what macros and templates set")
        return value

    def _known_whole(self, node: ast.expr, *values: object) -> None:
        """Refuse values of which a part is unknown, where all of it counts."""
        if any(map(has_unknown, values)):
            _ = self._known(node, UNKNOWN)

    def _step(self, depth: int) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise CannotEvaluate("it takes too long on all models of the product")
        if depth > _DEEPEST:
            raise CannotEvaluate(f"it is nested deeper than {_DEEPEST} levels")

    def _joined(self, node: ast.BoolOp, model: Mapping[str, object], depth: int) -> bool:
        decides = isinstance(node.op, ast.Or)
        unknown: NeedsFacts | None = None
        for each in node.values:
            try:
                if self._truth(each, model, depth) is decides:
                    return decides
            except NeedsFacts as error:  # noqa: PERF203 - each operand may be unknown by itself
                unknown = unknown or error
            except CannotEvaluate:
                # What is unknown before it may be what keeps it from being asked.
                if unknown is None:
                    raise
        if unknown is not None:
            raise unknown
        return not decides

    def _deciding(self, node: ast.BoolOp, model: Mapping[str, object], depth: int) -> object:
        """Return the first operand that decides, or the last."""
        decides = isinstance(node.op, ast.Or)
        value: object = None
        for each in node.values:
            value = self._value(each, model, depth)
            if bool(value) is decides:
                break
        return value

    def _compared(self, node: ast.Compare, model: Mapping[str, object], depth: int) -> bool:
        left = self._value(node.left, model, depth)
        for sign, each in zip(node.ops, node.comparators, strict=True):
            right = self._value(each, model, depth)
            self._known_whole(node, left, None if _asks_for_key(sign, right) else right)
            try:
                is_true = _COMPARED[type(sign)](left, right)
            except TypeError:
                sign_for = ": 'is' is for None, True and False" if _is_identity(sign) else ""
                self._fail(node, f"compares {_kind(left)} with {_kind(right)}{sign_for}")
            if not is_true:
                return False
            left = right
        return True

    def _called(self, node: ast.Call, model: Mapping[str, object], depth: int) -> object:
        values = [self._value(each, model, depth) for each in node.args]
        if isinstance(node.func, ast.Name):
            (value,) = values
            if isinstance(value, str | list | dict):
                return len(cast("str | list[object]", value))
            self._fail(node, f"asks for the length of {_kind(value)}")
        function = cast("ast.Attribute", node.func)
        if _is_model(function.value):
            if function.attr != "get" or not values or not isinstance(values[0], str):
                self._fail(node, "is not a call that a model has; use get('name')")
            return _attribute(model, values[0])
        owner = self._value(function.value, model, depth)
        methods = _METHODS.get(type(owner), {})
        method = methods.get(function.attr)
        if method is None:
            advice = did_you_mean(function.attr, methods)
            self._fail(
                node, f"calls {quote(function.attr)}, which {_kind(owner)} does not have{advice}"
            )
        self._known_whole(node, *values, None if function.attr == "get" else owner)
        try:
            return method(owner, *values)
        except TypeError:
            self._fail(node, f"gives {quote(function.attr)} what it does not take")

    def _fail(self, node: ast.expr, why: str) -> NoReturn:
        raise CannotEvaluate(f"{short(self._written(node))} {why}")

    def _written(self, node: ast.expr) -> str:
        # What is not looked at yet may be nested too deeply for Python to write it anew.
        return ast.get_source_segment(self._text, node) or self._text


def _is_model(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "model"


def _attribute(model: Mapping[str, object], name: str) -> object:
    if name in model:
        return model[name]
    if name in _IN_DBT:
        raise NeedsFacts(f"model.{name}")
    known = sorted({*model, *_IN_DBT})
    raise CannotEvaluate(f"a model has no {quote(name)}{did_you_mean(name, known)}")


def _field(owner: object, name: str) -> object:
    if isinstance(owner, dict):
        return cast("dict[str, object]", owner).get(name)
    raise CannotEvaluate(f"{_kind(owner)} has no {quote(name)}")


def _is_identity(sign: ast.cmpop) -> bool:
    return isinstance(sign, ast.Is | ast.IsNot)


def _asks_for_key(sign: ast.cmpop, right: object) -> bool:
    """Whether a comparison asks a mapping for a key: keys are known, whatever their values are."""
    return isinstance(sign, ast.In | ast.NotIn) and isinstance(right, dict)


def _is(left: object, right: object) -> bool:
    if not any(each is None or isinstance(each, bool) for each in (left, right)):
        raise TypeError
    return left is right


# What the operators do with two values is Python's; what they refuse raises a TypeError.
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: _is,
    ast.IsNot: lambda left, right: not _is(left, right),
    ast.In: lambda left, right: operator.contains(right, left),
    ast.NotIn: lambda left, right: not operator.contains(right, left),
}

_METHODS: dict[type, dict[str, Callable[..., object]]] = {
    dict: {"get": cast("Callable[..., object]", dict.get)},
    list: {"count": cast("Callable[..., object]", list.count)},
    str: {
        method.__name__: method
        for method in (
            str.count,
            str.endswith,
            str.islower,
            str.isupper,
            str.lower,
            str.startswith,
            str.strip,
            str.upper,
        )
    },
}
"""The methods that can be called: none changes anything, and none makes more than it is given."""


def _kind(value: object) -> str:
    if value is None:
        return "nothing (None)"
    return next((words for kind, words in _WORDS if isinstance(value, kind)), "a number")


_WORDS = ((bool, "a yes or no"), (str, "a text"), (list, "a list"), (dict, "a mapping"))

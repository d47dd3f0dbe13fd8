"""What a template asks of dbt: its calls of ``ref``, ``source``, ``config`` and of macros.

A call counts as certain when dbt makes it whatever the data say: one behind a condition, in a loop
or in a macro does not. Only literal arguments count. What remains open makes the answer incomplete,
never wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal, cast

from jinja2 import nodes

from floe_lsp.dbt.config import merge_configs
from floe_lsp.dbt.unknown import UNKNOWN
from floe_lsp.syntax import Span

from .template import Template

RefKind = Literal["ref", "source"]


class Certainty(IntEnum):
    """Whether dbt makes a call while it reads a project."""

    SKIPPED = 0
    """It stands where dbt comes only when it runs a model: ``{% if execute %}``."""
    OPEN = 1
    """It stands behind a condition, in a loop or in a macro."""
    CERTAIN = 2


_SAFE = frozenset({
    *("Column", "Undefined", "adapter", "api", "config", "cycler", "database", "dbt", "debug"),
    *("dbt_metadata_envs", "dbt_version", "dict", "diff_of_two_dicts", "env", "env_var"),
    *("exceptions", "execute", "flags", "fromjson", "fromyaml", "graph", "invocation_args_dict"),
    *("invocation_id", "joiner", "lipsum", "load_agate_table", "load_result", "local_md5", "log"),
    *("loop", "model", "modules", "namespace", "post_hooks", "pre_hooks", "print"),
    *("project_name", "range", "render", "return", "run_query", "run_started_at", "schema"),
    *("selected_resources", "set", "set_strict", "sql", "sql_now", "store_raw_result"),
    *("store_result", "target", "this", "thread_id", "tojson", "toyaml", "validation", "var"),
    *("try_or_compiler_error", "write", "zip", "zip_strict"),
})  # fmt: skip
"""What dbt gives every template, and what calls neither ``ref`` nor ``source`` for it."""

ASKING_FOR_NODES = frozenset({"ref", "source", "metric", "function", "builtins", "context"})
"""What asks for a node of the project itself, or through which one can be asked for."""

_ASKING_FOR_ANYTHING = ASKING_FOR_NODES | {"config"}
"""The same, and what sets something."""

_IF = {True: Certainty.CERTAIN, False: Certainty.SKIPPED, None: Certainty.OPEN}
_ELSE = {True: Certainty.SKIPPED, False: Certainty.CERTAIN, None: Certainty.OPEN}
"""How certain a branch is, and those after it, by what its condition is."""

_MAX_BITS = 64
"""Of a whole number; nothing in a project is counted in larger ones."""

FALSE_CALLS = frozenset({"is_incremental", "should_full_refresh"})
"""Macros of dbt that are false while it reads a project."""


@dataclass(frozen=True)
class Reference:
    """A call of ``ref`` or ``source`` with literal arguments."""

    kind: RefKind
    name: str
    """The model, or the table of a source."""
    owner: str | None
    """The package of the model where it is written, or the source of the table."""
    version: str | None
    """The version of the model that is asked for."""
    span: Span
    """Where the name stands, without its quotes."""
    owner_span: Span | None = None
    certainty: Certainty = Certainty.CERTAIN
    is_typed: bool = True
    """Whether the name stands there as it is, without escapes or joined parts."""


@dataclass(frozen=True)
class MacroCall:
    """A call of something that is neither dbt's nor made in the template itself."""

    package: str | None
    """As written in front of the name."""
    name: str


@dataclass(frozen=True)
class TemplateCalls:
    """What a template asks of dbt."""

    references: tuple[Reference, ...] = ()
    config: Mapping[str, object] = field(default_factory=dict[str, object])
    """What ``config(...)`` sets; values that are not literal, or not certain, are unknown."""
    macros: frozenset[MacroCall] = frozenset()
    """Whatever is called by name; a macro may ask for more."""
    is_whole: bool = True
    """Whether the template itself asks for nothing but certain ``references``."""
    is_config_whole: bool = True
    """Whether ``config`` has every key that is set."""
    computed: tuple[Span, ...] = ()
    """Where ``ref`` is called with something that is not literal, or handed on."""


NO_CALLS = TemplateCalls()
UNREAD = TemplateCalls(is_whole=False, is_config_whole=False)
"""What is known of a template that could not be read."""


def calls_of(template: Template) -> TemplateCalls:
    """Return what a template asks of dbt; never raises."""
    return calls_in(template, template.body.body)


def calls_in(template: Template, part: Iterable[nodes.Node]) -> TemplateCalls:
    """Return what a part of a template asks of dbt, as ``calls_of`` does of all of it."""
    reader = _Reader(template)
    try:
        reader.all(part, Certainty.CERTAIN)
    except RecursionError:
        return UNREAD
    return reader.result()


def names_in(node: nodes.Node) -> Iterator[str]:
    """Yield every name, attribute and text that a tree holds, without recursion."""
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, nodes.Name):
            yield current.name
        elif isinstance(current, nodes.Getattr):
            yield current.attr
        elif isinstance(current, nodes.Const) and isinstance(current.value, str):
            yield current.value
        pending.extend(current.iter_child_nodes())


def literal(node: nodes.Node) -> object:
    """Return the value of a literal; what is computed is unknown, wherever it stands in it."""
    if isinstance(node, nodes.Const):
        value: object = node.value
        # Python does not write out a number of too many digits, which may be read as hexadecimal.
        is_long = isinstance(value, int) and value.bit_length() > _MAX_BITS
        return UNKNOWN if is_long else value
    if isinstance(node, nodes.List | nodes.Tuple):
        return [literal(item) for item in node.items]
    if isinstance(node, nodes.Dict):
        pairs = [(literal(pair.key), literal(pair.value)) for pair in node.items]
        if any(not isinstance(key, str | int | float | bool) for key, _ in pairs):
            return UNKNOWN
        return {str(key): value for key, value in pairs}
    if isinstance(node, nodes.Neg):
        value = literal(node.node)
        return -value if isinstance(value, int | float) else UNKNOWN
    return UNKNOWN


class _Reader:
    """Walks a tree in the order in which it is rendered."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._references: list[Reference] = []
        self._configs: list[Mapping[str, object]] = []
        self._macros: set[MacroCall] = set()
        self._own: set[str] = set()
        """Names that the template gives itself."""
        self._computed: list[Span] = []
        self._is_whole = True
        self._is_config_whole = True

    def result(self) -> TemplateCalls:
        """Return what was found."""
        return TemplateCalls(
            tuple(self._references),
            merge_configs(self._configs),
            frozenset(self._macros),
            self._is_whole,
            self._is_config_whole,
            tuple(self._computed),
        )

    def all(self, found: Iterable[nodes.Node | None], how: Certainty) -> None:
        """Read nodes one after the other."""
        for each in found:
            if each is not None:
                self._read(each, how)

    def _read(self, node: nodes.Node, how: Certainty) -> None:  # noqa: C901 - a table
        if isinstance(node, nodes.If):
            self._if(node, how)
        elif isinstance(node, nodes.For):
            self._for(node, how)
        elif isinstance(node, nodes.Macro):
            self._own |= {node.name, *(each.name for each in node.args)}
            self.all([*node.defaults, *node.body], min(how, Certainty.OPEN))
        elif isinstance(node, nodes.CallBlock):
            self._own.update(each.name for each in node.args)
            self._read(node.call, how)
            self.all([*node.defaults, *node.body], min(how, Certainty.OPEN))
        elif isinstance(node, nodes.CondExpr):
            self._read(node.test, how)
            self.all([node.expr1, node.expr2], min(how, Certainty.OPEN))
        elif isinstance(node, nodes.And | nodes.Or):
            self._read(node.left, how)
            self._read(node.right, min(how, Certainty.OPEN))
        elif isinstance(node, nodes.Assign):
            self._read(node.node, how)
            self._give(node.target)
        elif isinstance(node, nodes.AssignBlock):
            self.all([node.filter, *node.body], how)
            self._give(node.target)
        elif isinstance(node, nodes.Call):
            self._call(node, how)
        elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            self._hand_on(node, how)
        elif isinstance(node, nodes.Import | nodes.FromImport | nodes.Include | nodes.Extends):
            self._leave_open(True, how)
        elif not isinstance(node, nodes.TemplateData | nodes.Const):
            self.all(node.iter_child_nodes(), how)

    def _for(self, node: nodes.For, how: Certainty) -> None:
        self._read(node.iter, how)
        self._give(node.target)
        items = literal(node.iter)
        if isinstance(items, list) and node.test is None:
            runs = how if items else Certainty.SKIPPED
            otherwise = Certainty.SKIPPED if items else how
        else:
            runs = otherwise = min(how, Certainty.OPEN)
        self.all([node.test, *node.body], runs)
        self.all(node.else_, otherwise)

    def _if(self, node: nodes.If, how: Certainty) -> None:
        for branch in (node, *node.elif_):
            self._read(branch.test, how)
            is_met = _truth(branch.test)
            self.all(branch.body, min(how, _IF[is_met]))
            how = min(how, _ELSE[is_met])
        self.all(node.else_, how)

    def _give(self, target: nodes.Node) -> None:
        """Take in what a template gives a name to."""
        named = {each.name for each in target.find_all(nodes.Name)}
        if isinstance(target, nodes.Name):
            named.add(target.name)
        self._own |= named
        self._leave_open(not _ASKING_FOR_ANYTHING.isdisjoint(named), Certainty.OPEN)

    def _hand_on(self, node: nodes.Name | nodes.Getattr | nodes.Getitem, how: Certainty) -> None:
        """Take in a name, or what is taken out of one: what is handed on may be called anywhere."""
        if not isinstance(node, nodes.Name):
            self._take_out(node, how)
            return
        self._leave_open(node.name in _ASKING_FOR_ANYTHING, how)
        if node.name == "ref":
            self._computed.append(self._template.span(node.lineno, len(node.name)))
        elif how is not Certainty.SKIPPED and self._may_be_a_macro(node.name):
            self._macros.add(MacroCall(None, node.name))

    def _take_out(self, node: nodes.Getattr | nodes.Getitem, how: Certainty) -> None:
        """Take in a part of something; that of a package is a macro."""
        package, name = _called(node)
        if package is not None and name is not None and self._may_be_a_macro(package):
            if how is not Certainty.SKIPPED:
                self._macros.add(MacroCall(package, name))
            return
        if package is None and isinstance(node.node, nodes.Name):
            self._leave_open(self._may_be_a_macro(node.node.name), how)
        self.all(node.iter_child_nodes(), how)

    def _may_be_a_macro(self, name: str) -> bool:
        """Whether a name may be a macro or a package, being neither dbt's nor the template's."""
        return name not in self._own and name not in _SAFE and name not in _ASKING_FOR_ANYTHING

    def _leave_open(self, is_open: bool, how: Certainty) -> None:
        if is_open and how is not Certainty.SKIPPED:
            self._is_whole = self._is_config_whole = False

    def _call(self, node: nodes.Call, how: Certainty) -> None:
        package, name = _called(node.node)
        if name in ("ref", "source") and package in (None, "builtins"):
            self._reference(node, name, how)
            return
        if name == "config" and package in (None, "builtins"):
            self._config(node, how)
        elif name is None or package in ("context", "builtins"):
            self._read(node.node, how)
        elif how is not Certainty.SKIPPED:
            self._other(node, package, name)
        given = (*node.args, *(each.value for each in node.kwargs))
        self.all((*given, node.dyn_args, node.dyn_kwargs), how)

    def _other(self, node: nodes.Call, package: str | None, name: str) -> None:
        if package is None and name in _ASKING_FOR_ANYTHING:
            self._is_whole = False
        elif package == "config" and name == "set":
            self._is_config_whole = False
        elif package == "adapter" and name == "dispatch":
            named = [each.value for each in node.kwargs if each.key == "macro_name"]
            target = literal([*node.args, *named][0]) if (node.args or named) else UNKNOWN
            if isinstance(target, str):
                self._macros.add(MacroCall(None, target))
            else:
                self._is_whole = self._is_config_whole = False
        elif package == "dbt":
            self._macros.add(MacroCall(None, name))
        elif (package or name) not in self._own and (package or name) not in _SAFE:
            self._macros.add(MacroCall(package, name))

    def _reference(self, node: nodes.Call, kind: RefKind, how: Certainty) -> None:
        found = self._reference_of(node, kind, how)
        if found is None:
            if kind == "ref":
                self._computed.append(self._template.span(node.node.lineno, len(kind)))
            self._is_whole = self._is_whole and how is Certainty.SKIPPED
            given = (*node.args, *(each.value for each in node.kwargs))
            self.all((*given, node.dyn_args, node.dyn_kwargs), how)
            return
        self._references.append(found)
        self._is_whole = self._is_whole and how is not Certainty.OPEN

    def _reference_of(self, node: nodes.Call, kind: RefKind, how: Certainty) -> Reference | None:
        texts = [each for each in node.args if isinstance(each, nodes.Const)]
        if len(texts) != len(node.args) or not all(isinstance(each.value, str) for each in texts):
            return None
        named = {each.key: literal(each.value) for each in node.kwargs}
        is_computed = node.dyn_args is not None or node.dyn_kwargs is not None
        version = named.get("version") or named.get("v")
        if is_computed or not isinstance(version, str | int | float | None):
            return None
        if len(texts) not in ((1, 2) if kind == "ref" else (2,)) or (kind == "source" and named):
            return None
        last = texts[-1]
        owner = texts[0] if len(texts) == 2 else None
        return Reference(
            kind,
            last.value,
            None if owner is None else owner.value,
            None if version is None else str(version),
            self._template.span_of_text(last),
            None if owner is None else self._template.span_of_text(owner),
            how,
            self._template.is_as_typed(last),
        )

    def _config(self, node: nodes.Call, how: Certainty) -> None:
        if how is Certainty.SKIPPED:
            return
        given: object = UNKNOWN
        if node.dyn_args is None and node.dyn_kwargs is None:
            if node.args:
                given = literal(node.args[0])
            else:
                given = {each.key: literal(each.value) for each in node.kwargs}
        if not isinstance(given, dict):
            self._is_config_whole = False
        else:
            known = cast("dict[str, object]", given)
            is_certain = how is Certainty.CERTAIN
            self._configs.append(known if is_certain else dict.fromkeys(known, UNKNOWN))


def _called(node: nodes.Node) -> tuple[str | None, str | None]:
    """Return package and name of what is called, no name for anything that is computed."""
    if isinstance(node, nodes.Name):
        return None, node.name
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return node.node.name, node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.Name):
        item = literal(node.arg)
        if isinstance(item, str):
            return node.node.name, item
    return None, None


def _truth(test: nodes.Node) -> bool | None:
    """Return what a condition is while dbt reads a project, ``None`` where that is open."""
    if isinstance(test, nodes.Const):
        return bool(test.value)
    if isinstance(test, nodes.Name):
        return False if test.name == "execute" else None
    if isinstance(test, nodes.Call):
        return False if _called(test.node)[1] in FALSE_CALLS and not test.args else None
    if isinstance(test, nodes.Not):
        inner = _truth(test.node)
        return None if inner is None else not inner
    if isinstance(test, nodes.And):
        both = (_truth(test.left), _truth(test.right))
        return False if False in both else (None if None in both else True)
    if isinstance(test, nodes.Or):
        either = (_truth(test.left), _truth(test.right))
        return True if True in either else (None if None in either else False)
    return None

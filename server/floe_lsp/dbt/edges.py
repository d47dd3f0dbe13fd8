"""What the models of a dbt project read: what each ``ref`` and ``source`` means (dbt, "ref")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from .code_files import MacroFacts
from .config import listed
from .jinja.calls import FALSE_CALLS, Certainty, MacroCall, Reference, TemplateCalls, calls_of
from .jinja.template import Template, read_template
from .nodes import OF_CONFIG, DbtNode
from .package import Package
from .plain_data import mapping
from .unknown import Fact, has_unknown
from .yaml_values import is_template

_HOOKS = ("pre-hook", "post-hook")
_VARYING = frozenset({"var", "env_var", "target", "flags", "invocation_args_dict"})
"""What dbt takes from its command line, its environment, a profile or the project file."""
_VARYING_WORD = re.compile(rf"\b({'|'.join(sorted(_VARYING))})\b")


class Edges:
    """Finds nodes by what refers to them."""

    def __init__(
        self, nodes: Sequence[DbtNode], own: Sequence[Package], packages: Sequence[Package]
    ) -> None:
        """Take in all nodes, those of packages too.

        Args:
            nodes: The nodes.
            own: The project itself, or nothing.
            packages: What is installed.
        """
        self._nodes, self._own, self._packages = nodes, own, packages

    @cached_property
    def _found(self) -> dict[str, dict[str | None, DbtNode]]:
        """The nodes by their names, those that ``ref`` may mean and the sources apart."""
        found: dict[str, dict[str | None, DbtNode]] = {}
        for each in self._nodes:
            names = {each.search_name}
            if each.version is None or each.is_latest:
                names.add(each.name)
            for name in names:
                key = f"source {name}" if each.kind == "source" else name
                place = found.setdefault(key, {})
                before = place.get(each.package)
                # A disabled one gives way to one that is not.
                if before is None or not before.is_enabled:
                    place[each.package] = each
        return found

    @property
    def surroundings(self) -> object:
        """What compares unequal when a reference may mean something else."""
        nodes = [
            (each.kind, each.package, each.name, each.version, each.is_enabled, each.is_latest)
            for each in self._nodes
        ]
        unknown = [Fact.ENABLED in each.unknown for each in self._nodes]
        macros = [
            each.macros
            for package in (*self._own, *self._packages)
            for each in package.macro_code.values()
        ]
        return nodes, unknown, macros, self._is_whole, [each.name for each in self._packages]

    def resolve(self, reference: Reference, package: str | None) -> DbtNode | None:
        """Return what a reference in a package means, ``None`` for nothing that is known."""
        if reference.kind == "source":
            key, asked = f"source {reference.owner}.{reference.name}", None
        else:
            version = "" if reference.version is None else f".v{reference.version}"
            key, asked = reference.name + version, reference.owner
        found = self._found.get(key, {})
        if asked is not None:
            return found.get(None if self._may_be_own(asked) else asked)
        current = self._own[0].name if self._own else None
        candidates = [found[each] for each in (current, package) if each in found]
        enabled = [each for each in (*candidates, *found.values()) if each.is_enabled]
        return next(iter((*enabled, *candidates, *found.values())), None)

    def _may_be_own(self, package: str) -> bool:
        """Whether a package may be the project itself, whose name only dbt can tell."""
        is_open = bool(self._own) and self._own[0].name is None
        return is_open and all(each.name != package for each in self._packages)

    def of(self, node: DbtNode) -> DbtNode:
        """Return a node with what it reads."""
        if node.kind in ("seed", "source"):
            return node
        calls = node.calls
        references = [
            *(each for each in calls.references if each.certainty is not Certainty.SKIPPED),
            *node.foreign_keys,
        ]
        is_known = node.knows(Fact.EDGES) and not self._may_ask(calls.macros, node.package)
        left_open = node.left_open
        for hook in _hooks(node):
            more = None if hook is None else _calls_in_hook(hook)
            if more is None or not more.is_whole or self._may_ask(more.macros, node.package):
                is_known = False
                left_open |= {Fact.EDGES}
            references.extend([] if more is None else more.references)
        found: dict[str, None] = {}
        for reference in references:
            target = self.resolve(reference, node.package)
            owner = reference.owner if reference.kind == "ref" else None
            is_open = owner is not None and self._may_be_own(owner)
            if target is None or is_open or not self._knows_enabled(target):
                is_known = False
            if target is not None and target.is_enabled:
                found[target.unique_id] = None
        unknown = node.unknown if is_known else node.unknown | {Fact.EDGES}
        if self._may_set(calls.macros, node.package):
            unknown |= OF_CONFIG
        return replace(node, depends_on=tuple(found), unknown=unknown, left_open=left_open)

    def _knows_enabled(self, node: DbtNode) -> bool:
        return node.knows(Fact.ENABLED) and not self._may_set(node.calls.macros, node.package)

    def may_vary(self, node: DbtNode) -> bool:
        """Whether what the code of a node asks for and sets may be another in the next run."""
        if node.file is not None and _VARYING_WORD.search(node.file.text.text):
            return True
        return any(self._may(each, node.package, self._varying) for each in node.calls.macros)

    def _may_ask(self, calls: Iterable[MacroCall], package: str | None) -> bool:
        """Whether a macro that is called may call ``ref`` or ``source`` by itself."""
        return self.is_open or any(self._may(each, package, self._asking) for each in calls)

    def _may_set(self, calls: Iterable[MacroCall], package: str | None) -> bool:
        """Whether a macro that is called may call ``config``."""
        return any(self._may(each, package, self._setting) for each in calls)

    def _may(self, call: MacroCall, package: str | None, names: frozenset[str]) -> bool:
        known = {each.name for each in (*self._own, *self._packages)}
        if call.package is not None and call.package not in known:
            return True
        if call.name in FALSE_CALLS and any(call.name == each.name for each in self._macros):
            return True
        if not self._is_whole and (call.package or package) in known:
            return any(not _is_read(each) for each in (*self._own, *self._packages))
        return call.name in names

    @cached_property
    def _macros(self) -> Sequence[MacroFacts]:
        return [each for package in (*self._own, *self._packages) for each in package.macros]

    @cached_property
    def _is_whole(self) -> bool:
        return all(map(_is_read, (*self._own, *self._packages)))

    @cached_property
    def is_open(self) -> bool:
        """Whether ``ref``, ``source`` or ``config`` are not dbt's own."""
        return any(each.name in ("ref", "source", "config") for each in self._macros)

    @cached_property
    def _asking(self) -> frozenset[str]:
        return _closure(self._macros, {each.name for each in self._macros if each.may_ask})

    @cached_property
    def _varying(self) -> frozenset[str]:
        names = {each.name for each in self._macros if not _VARYING.isdisjoint(each.names)}
        return _closure(self._macros, names)

    @cached_property
    def _setting(self) -> frozenset[str]:
        return _closure(self._macros, {each.name for each in self._macros if each.may_set})


def _is_read(package: Package) -> bool:
    """Whether all macros of a package are known."""
    return package.listing.is_whole and all(each.is_whole for each in package.macro_code.values())


def _closure(macros: Sequence[MacroFacts], names: set[str]) -> frozenset[str]:
    """Return some macros and all that may call them, by their names alone.

    ``adapter.dispatch('x')`` comes to ``default__x``, so ``x`` is the name of both.
    """
    users: dict[str, set[str]] = {}
    for each in macros:
        for name in each.names:
            users.setdefault(name, set()).add(each.name)
    pending = [*names]
    found = {*names}
    while pending:
        name = pending.pop()
        short = name.rpartition("__")[2]
        more = {short, *users.get(name, ()), *users.get(short, ())} - found
        found |= more
        pending.extend(more)
    return frozenset(found)


def _hooks(node: DbtNode) -> Iterator[str | None]:
    """Yield the templates that run before and after a model, ``None`` for one that is not known."""
    for key in _HOOKS:
        for each in listed(node.config.get(key)):
            text = mapping(each).get("sql", each)
            if has_unknown(each):
                yield None
            elif isinstance(text, str) and is_template(text):
                yield text


def _calls_in_hook(text: str) -> TemplateCalls | None:
    template = read_template(text)
    return calls_of(template) if isinstance(template, Template) else None

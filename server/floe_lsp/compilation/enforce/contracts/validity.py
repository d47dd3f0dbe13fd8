"""E313: a data contract that breaks the standard, or what the platform needs of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from floe_lsp.compilation.diagnostics import Applicability, Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.schemas.artifact.secret_guard import guard_problems
from floe_lsp.schemas.odcs.classifications import CLASSIFICATIONS
from floe_lsp.schemas.odcs.contract import CONTRACT_API_VERSION, CONTRACT_KIND, read_contract
from floe_lsp.schemas.odcs.service_levels import (
    UNITS_OF_TIME,
    LevelKind,
    amount_of,
    is_of_unknown_unit,
    kind_of_level,
)
from floe_lsp.schemas.odcs.standard import StandardProblem, problems_of
from floe_lsp.schemas.types.errors import LITERAL_CREDENTIAL, SECRET_VALUE, Loc
from floe_lsp.schemas.types.raw import field, is_mapping, items
from floe_lsp.schemas.versions import version_parts
from floe_lsp.syntax import Node, ScalarNode, Span, TextEdit
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import listed, quote, shown

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "empty",
}


_TO_READERS = "remove it: readers are given the contract with the artifact"


@dataclass(frozen=True)
class ContractProblem:
    """What is wrong with a data contract, and where."""

    node: Node | Span
    message: str
    suggestion: str
    path: Loc = ()
    """Its place, empty for the whole file."""
    fixes: tuple[Fix, ...] = ()


def contract_problems(document: Document) -> Iterator[ContractProblem]:
    """Yield what is wrong with a data contract: its YAML, or else what it says."""
    if document.is_foreign:
        first, second = f"apiVersion: {CONTRACT_API_VERSION}", f"kind: {CONTRACT_KIND}"
        message = "this file does not say that it is a data contract"
        yield ContractProblem(Span(0, 0), message, f"begin it with '{first}' and '{second}'")
        return
    if document.problems:
        for each in document.problems:
            suggestion = each.suggestion or "write it as YAML"
            message = f"the data contract is not valid YAML: {each.message}"
            yield ContractProblem(each.span, message, suggestion)
        return
    for problem in document.once(_problems):
        yield _located(document, problem)


def _problems(document: Document) -> tuple[StandardProblem, ...]:
    """Return what the text alone tells, which holds for as long as the text does."""
    data = document.value
    found = problems_of(data)
    wrong = {each.path for each in found}
    more = (each for each in _beyond_the_standard(data) if each.path not in wrong)
    return (*found, *more)


def _beyond_the_standard(data: object) -> Iterator[StandardProblem]:
    """Yield what the standard allows and floe cannot go by."""
    version = field(data, "version")
    if isinstance(version, str) and version_parts(version) is None:
        bound = "a version such as 1.0.0, by which readers see what may break"
        yield StandardProblem("format", ("version",), version, bound=bound)
    contract = read_contract(data)
    for level in contract.levels:
        kind = kind_of_level(level)
        if is_of_unknown_unit(level):
            units = UNITS_OF_TIME if kind is LevelKind.DURATION else ("percent",)
            yield StandardProblem("value", (*level.path, "unit"), level.unit, units)
        elif kind is not LevelKind.OTHER and amount_of(level) is None:
            path = (*level.path, "value")
            yield StandardProblem("format", path, level.value, bound=kind.value)
    for table in contract.tables:
        for column in table.fields.values():
            said = column.classification
            if said is not None and said not in CLASSIFICATIONS:
                path = (*column.path, "classification")
                yield StandardProblem("value", path, said, CLASSIFICATIONS)
    yield from _repeated(field(data, "schema"), ("schema",))
    yield from _refused(data)


def _refused(data: object) -> Iterator[StandardProblem]:
    """Yield what no artifact may have, and so no contract that goes into one."""
    for problem in guard_problems({"data_contracts": [data]}):
        # A secret is told by its place alone.
        is_secret = problem.type in (LITERAL_CREDENTIAL, SECRET_VALUE)
        bound = "it is a credential, or holds one" if is_secret else problem.message
        yield StandardProblem("refused", problem.loc[2:], bound=bound)


def _repeated(listed_names: object, path: Loc) -> Iterator[StandardProblem]:
    """Yield each table, and each column of a table, whose name another one before it has."""
    seen: set[str] = set()
    for index, item in items(listed_names):
        name = field(item, "name")
        if isinstance(name, str):
            if name.casefold() in seen:
                yield StandardProblem("repeated", (*path, index, "name"), name)
            seen.add(name.casefold())
        yield from _repeated_inside(item, (*path, index))


def _repeated_inside(item: object, path: Loc) -> Iterator[StandardProblem]:
    yield from _repeated(field(item, "properties"), (*path, "properties"))
    if is_mapping(of_list := field(item, "items")):
        yield from _repeated_inside(of_list, (*path, "items"))


def _located(document: Document, problem: StandardProblem) -> ContractProblem:
    path, kind = problem.path, problem.kind
    if kind == "unknown":
        return _unknown(document, problem)
    if kind == "missing":
        owner = _owner(path[:-1])
        node = document.key(*path[:-1]) or document.node(*path[:-1]) or document.start
        field_name = quote(str(path[-1]))
        message = f"{owner} has no {field_name}, which the standard requires"
        return ContractProblem(node, message, f"add {field_name}", path)
    node = document.node(*path) or document.start
    subject = _owner(path)
    if kind == "type":
        return _wrong_type(document, problem, node, subject)
    if kind == "value":
        return _wrong_value(document, problem, node, subject)
    if kind == "repeated":
        message = f"{shown(problem.value)} is given twice: {subject}"
        return ContractProblem(node, message, "remove one of them, or give it another name", path)
    if kind == "form":
        names = listed([quote(each) for each in problem.allowed])
        message = f"{subject} has none of the forms that the standard knows"
        suggestion = f"give it exactly one of {names}" if names else "see the standard"
        return ContractProblem(node, message, suggestion, path)
    if kind == "refused":
        message = f"{hide_shapes(subject)} cannot be published: {problem.bound}"
        return ContractProblem(node, message, _TO_READERS, path)
    message = f"{subject} is {shown(problem.value)}, and must be {problem.bound}"
    return ContractProblem(node, message, "write it in that form", path)


def _unknown(document: Document, problem: StandardProblem) -> ContractProblem:
    path, name = problem.path, str(problem.path[-1])
    key = document.key(*path) or document.start
    near = near_miss(name, problem.allowed)
    fixes: tuple[Fix, ...] = ()
    if near is not None and isinstance(key, ScalarNode):
        fixes = (document.near_miss_fix(key, near=near, renames=True),)
    own = ", or put what is your own under 'customProperties'"
    allowed = f"allowed here: {listed(problem.allowed)}" if problem.allowed else "remove it"
    suggestion = f"did you mean {quote(near)}?" if near is not None else f"{allowed}{own}"
    message = f"{_owner(path[:-1])} has no field {quote(name)} in the standard"
    return ContractProblem(key, message, suggestion, path, fixes)


def _wrong_type(
    document: Document, problem: StandardProblem, node: Node | Span, subject: str
) -> ContractProblem:
    expected = " or ".join(_TYPES[each] for each in problem.allowed)
    message = f"{subject} must be {expected}, but is {shown(problem.value)}"
    suggestion, fixes = f"write {expected}", tuple[Fix, ...]()
    is_plain = isinstance(problem.value, bool | int | float)
    if "string" in problem.allowed and is_plain and isinstance(node, ScalarNode):
        suggestion = "put it in quotes"
        text = document.text.text[node.span.start : node.span.end]
        edit = TextEdit(node.span, f'"{text}"')
        fixes = (document.fix("Quote it", edit, applicability=Applicability.SAFE),)
    return ContractProblem(node, message, suggestion, problem.path, fixes)


def _wrong_value(
    document: Document, problem: StandardProblem, node: Node | Span, subject: str
) -> ContractProblem:
    near = near_miss(str(problem.value), problem.allowed)
    fixes: tuple[Fix, ...] = ()
    suggestion = f"allowed: {', '.join(problem.allowed)}"
    if near is not None:
        suggestion = f"did you mean {quote(near)}? {suggestion}"
        if isinstance(node, ScalarNode):
            fixes = (document.near_miss_fix(node, near=near),)
    message = f"{subject} cannot be {shown(problem.value)}"
    return ContractProblem(node, message, suggestion, problem.path, fixes)


def _owner(path: Sequence[str | int]) -> str:
    return quote(dotted(path)) if path else "the data contract"

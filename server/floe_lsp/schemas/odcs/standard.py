"""Reads the JSON Schema of the Open Data Contract Standard and holds data against it.

The schema is the standard's own, as its Python library carries it; the library's models know less
(every field is optional there, and unknown ones are dropped). It is read here, and not by a general
validator: the same reading tells the editor what may stand at a place, and one that is faithful to
all of JSON Schema takes 100 ms for a hundred columns, at every keystroke. The tests hold what is
found here against such a validator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias

from pydantic import TypeAdapter, ValidationError

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import is_list, is_mapping

Schema: TypeAlias = Mapping[str, Any]

_LONGEST = 1_000
"""Characters of a text that are held against a pattern; no reference is that long."""

_DEEPEST = 40
"""Steps of a path that are looked at. Each takes a dozen calls, and YAML may be nested deeper."""

_MOST_COMPARED = 200
"""Items of a list that are compared with each other."""

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (Mapping,),
    "array": (list, tuple),
    "null": (type(None),),
}
_FORMATS: Final[Mapping[str, type]] = {"date": date, "date-time": datetime}
"""The formats that are checked; a ``uri`` may hold placeholders."""

ProblemKind = Literal[
    "unknown", "missing", "type", "value", "format", "amount", "repeated", "form", "refused"
]


@dataclass(frozen=True)
class StandardProblem:
    """One way in which data breaks the standard."""

    kind: ProblemKind
    path: Loc
    """Where: of an unknown or a missing field its own path."""
    value: object = None
    allowed: tuple[str, ...] = ()
    """The types or values that may stand there, or the fields of the mapping."""
    bound: str = ""
    """As the end of a sentence: of ``format`` and ``amount`` what it has to be, of ``refused`` why
    no artifact may have it."""


@dataclass
class _Reading:
    """What a schema finds in a value, and the keys of it that it knows."""

    problems: list[StandardProblem] = field(default_factory=list[StandardProblem])
    known: set[str] = field(default_factory=set[str])

    def add(self, other: _Reading) -> None:
        self.problems += other.problems
        self.known |= other.known


@cache
def standard() -> Schema:
    """Return the JSON Schema of the newest version of the standard that the library knows.

    It names the versions 2 as well, whose contracts have other fields than it allows: only those
    are left that it is a schema of.
    """
    source = files("open_data_contract_standard") / "schema.json"
    schema = json.loads(source.read_text(encoding="utf-8"))
    version = schema["properties"]["apiVersion"]
    version["enum"] = [each for each in version["enum"] if each.startswith("v3.")]
    return schema


def problems_of(data: object) -> list[StandardProblem]:
    """Return every way in which a data contract breaks the standard."""
    return _read(standard(), data, ()).problems


def fields_at(data: object, path: Sequence[str | int]) -> dict[str, Schema]:
    """Return the fields that may stand in the mapping at a path, with what each may hold.

    Args:
        data: The whole contract, as far as it is written: one field may decide on others.
        path: Of the mapping, keys and indexes from 0; what it holds need not be there.
    """
    found: dict[str, Schema] = {}
    for schema in schemas_at(data, path):
        for name, below in schema.get("properties", {}).items():
            known = found.get(name, {})
            # A branch may say of a field only which value it has there.
            found[name] = {**below, **known} if known else below
    return {name: whole(each) for name, each in found.items()}


def whole(schema: Schema) -> Schema:
    """Return a schema with what the one says that it refers to."""
    return {**_referred(schema), **schema} if "$ref" in schema else schema


def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the types that a schema names for a value; none where it leaves them to others."""
    named = schema.get("type", ())
    return (named,) if isinstance(named, str) else tuple(named)


def schemas_at(data: object, path: Sequence[str | int]) -> list[Schema]:
    """Return every schema that holds for what stands at a path, as of ``fields_at``."""
    places: list[tuple[Schema, object]] = [(standard(), data)]
    for step in path:
        below: list[tuple[Schema, object]] = []
        for schema, value in places:
            inner = _child(value, step)
            for each in _applied(schema, value):
                if isinstance(step, int):
                    if "items" in each:
                        below.append((each["items"], inner))
                elif step in each.get("properties", {}):
                    below.append((each["properties"][step], inner))
        places = below
    return [each for schema, value in places for each in _applied(schema, value)]


def _child(value: object, step: str | int) -> object:
    if isinstance(step, str):
        return value.get(step) if is_mapping(value) else None
    return value[step] if is_list(value) and step < len(value) else None


def _applied(schema: Schema, value: object) -> Iterator[Schema]:
    """Yield a schema and all that hold for a value with it."""
    yield schema
    if "$ref" in schema:
        yield from _applied(_referred(schema), value)
    for each in schema.get("allOf", ()):
        yield from _applied(each, value)
    if "if" in schema and _holds(schema["if"], value):
        yield from _applied(schema["then"], value)
    for each in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from _applied(each, value)


@cache
def _definition(reference: str) -> Schema:
    schema = standard()
    for step in reference.removeprefix("#/").split("/"):
        schema = schema[step]
    return schema


def _referred(schema: Schema) -> Schema:
    return _definition(schema["$ref"])


def _read(schema: Schema, value: object, path: Loc) -> _Reading:
    found = _Reading()
    if len(path) > _DEEPEST:
        bound = f"nested at most {_DEEPEST} levels deep"
        found.problems.append(StandardProblem("amount", path, value, bound=bound))
        return found
    types = types_of(schema)
    if types and not any(_is_of(each, value) for each in types):
        found.problems.append(StandardProblem("type", path, value, types))
        return found
    for each in _parts(schema, value, path):
        found.add(each)
    found.problems += _of_value(schema, value, path)
    if is_mapping(value):
        _read_mapping(schema, value, path, found)
    elif is_list(value):
        found.problems += _of_list(schema, value, path)
    return found


def _parts(schema: Schema, value: object, path: Loc) -> Iterator[_Reading]:
    """Yield what the other schemas find that a schema is made of."""
    if "$ref" in schema:
        yield _read(_referred(schema), value, path)
    for each in schema.get("allOf", ()):
        yield _read(each, value, path)
    if "if" in schema and _holds(schema["if"], value):
        yield _read(schema["if"], value, path)
        yield _read(schema["then"], value, path)
    for name in ("oneOf", "anyOf"):
        if name in schema:
            yield _read_choice(name, schema[name], value, path)
    if "not" in schema and not _read(schema["not"], value, path).problems:
        unwanted = schema["not"].get("required", ())
        yield _Reading([StandardProblem("unknown", (*path, each), value) for each in unwanted])


def _holds(condition: Schema, value: object) -> bool:
    """Whether a condition holds for a value; not where a field is absent that it is about.

    By the letter of JSON Schema it would: a column without a ``logicalType`` would have to say what
    a ``map`` has, and could not have options of any type.
    """
    if "anyOf" in condition:
        return any(_holds(each, value) for each in condition["anyOf"])
    if not is_mapping(value) or any(each not in value for each in condition["properties"]):
        return False
    return not _read(condition, value, ()).problems


def _read_choice(name: str, choices: Sequence[Schema], value: object, path: Loc) -> _Reading:
    readings = [_read(each, value, path) for each in choices]
    fitting = [each for each in readings if not each.problems]
    found = _Reading()
    if not fitting:
        return _nearest(readings, value, path)
    for each in fitting:
        found.known |= each.known
    if name == "oneOf" and len(fitting) > 1:
        keys = sorted(set[str]().union(*(each.get("required", ()) for each in choices)))
        found.problems.append(StandardProblem("form", path, value, tuple(keys)))
    return found


def _nearest(readings: Sequence[_Reading], value: object, path: Loc) -> _Reading:
    """Return what is told of a value that is none of several things."""

    def is_about_its_type(each: StandardProblem) -> bool:
        return each.kind == "type" and each.path == path

    of_its_type = [each for each in readings if not any(map(is_about_its_type, each.problems))]
    if len(of_its_type) == 1:
        return of_its_type[0]
    known = set[str]().union(*(each.known for each in readings))
    if not of_its_type:
        types = [kind for each in readings for problem in each.problems for kind in problem.allowed]
        problem = StandardProblem("type", path, value, tuple(dict.fromkeys(types)))
        return _Reading([problem], known)
    if isinstance(value, str):
        return _Reading([of_its_type[0].problems[0]], known)
    missing = [each for one in of_its_type for each in one.problems if each.kind == "missing"]
    names = tuple(dict.fromkeys(str(each.path[-1]) for each in missing))
    return _Reading([StandardProblem("form", path, value, names)], known)


def _is_of(kind: str, value: object) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[kind])


def _of_value(schema: Schema, value: object, path: Loc) -> Iterator[StandardProblem]:
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if allowed is not None and value not in allowed:
        yield StandardProblem("value", path, value, tuple(map(str, allowed)))
    if isinstance(value, str):
        if "pattern" in schema and not _fits(schema["pattern"], value):
            bound = schema.get("description", "what the standard expects").split(".")[0]
            yield StandardProblem("format", path, value, bound=bound)
        form = schema.get("format")
        if form in _FORMATS and not _is_day(form, value):
            example = "2026-03-31" if form == "date" else "2026-03-31T10:00:00Z"
            yield StandardProblem("format", path, value, bound=f"a {form} such as {example}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if "minimum" in schema and value < schema["minimum"]:
            bound = f"{schema['minimum']} or more"
            yield StandardProblem("amount", path, value, bound=bound)
        if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
            bound = f"more than {schema['exclusiveMinimum']}"
            yield StandardProblem("amount", path, value, bound=bound)


def _fits(pattern: str, value: str) -> bool:
    return len(value) <= _LONGEST and re.search(pattern, value) is not None


def _is_day(form: str, value: str) -> bool:
    # Pydantic takes numbers for timestamps, too.
    if not re.match(r"\d{4}-\d\d-\d\d", value):
        return False
    try:
        _ = TypeAdapter(_FORMATS[form]).validate_python(value)
    except ValidationError:
        return False
    return True


def _read_mapping(
    schema: Schema, value: Mapping[object, object], path: Loc, found: _Reading
) -> None:
    fields = schema.get("properties", {})
    for name, below in fields.items():
        if name in value:
            found.known.add(name)
            found.problems += _read(below, value[name], (*path, name)).problems
    found.problems += [
        StandardProblem("missing", (*path, each), value)
        for each in schema.get("required", ())
        if each not in value
    ]
    own = [str(each) for each in value]
    extra: list[str] = []
    if schema.get("additionalProperties") is False:
        extra = [each for each in own if each not in fields]
    elif schema.get("unevaluatedProperties") is False:
        extra = [each for each in own if each not in found.known]
    if extra:
        every = {name for each in _applied(schema, value) for name in each.get("properties", ())}
        allowed = tuple(sorted(every - set(own)))
        found.problems += [
            StandardProblem("unknown", (*path, each), value.get(each), allowed) for each in extra
        ]
        found.known.update(own)


def _of_list(schema: Schema, value: Sequence[object], path: Loc) -> Iterator[StandardProblem]:
    if "items" in schema:
        for index, item in enumerate(value):
            yield from _read(schema["items"], item, (*path, index)).problems
    if len(value) < schema.get("minItems", 0):
        bound = f"{schema['minItems']} or more items"
        yield StandardProblem("amount", path, value, bound=bound)
    if len(value) > schema.get("maxItems", len(value)):
        yield StandardProblem("amount", path, value, bound=f"at most {schema['maxItems']} items")
    if schema.get("uniqueItems"):
        for index, item in enumerate(value[:_MOST_COMPARED]):
            if item in value[:index]:
                yield StandardProblem("repeated", (*path, index), item)

"""What types of columns mean, whatever an engine calls them.

Contracts have a few logical types, and each engine has its own names. Two types are compared by the
families that they may belong to: ``NUMBER(38, 0)`` is a whole number in one engine, and any number
in another. Only types that have no family in common are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_STRING = (
    "string", "str", "text", "varchar", "char", "character", "character varying", "nvarchar",
    "nchar", "bpchar", "clob", "varchar2", "nvarchar2", "tinytext", "mediumtext", "longtext",
    "char varying", "national character varying", "ntext", "citext", "enum", "enum8", "enum16",
    "fixedstring", "xml",
)  # fmt: skip
_INTEGER = (
    "integer", "int", "bigint", "smallint", "hugeint", "mediumint", "byteint", "int2", "int4",
    "int8", "int16", "int32", "int64", "int128", "uint8", "uint16", "uint32", "uint64", "long",
    "short", "uinteger", "ubigint", "usmallint", "utinyint", "serial", "bigserial", "smallserial",
    "uhugeint", "int1", "int24", "int256", "uint128", "uint256", "bignum", "varint",
)  # fmt: skip
_NUMBER = ("double", "double precision", "float", "float4", "float8", "float32", "float64", "real")
_ANY_NUMBER = ("number", "numeric", "decimal", "dec", "bignumeric", "bigdecimal")
_TIMESTAMP = (
    "timestamp", "timestamptz", "timestamp_ntz", "timestamp_ltz", "timestamp_tz", "timestampntz",
    "timestampltz", "timestamp with time zone", "timestamp without time zone", "datetime",
    "datetime2", "datetimeoffset", "timestamp_s", "timestamp_ms", "timestamp_us", "timestamp_ns",
    "timestamp with local time zone", "smalldatetime", "datetime64",
)  # fmt: skip
_TIME = ("time", "timetz", "time with time zone", "time without time zone")
_JSON = ("json", "jsonb", "variant", "super")
"""What may hold an object or a list, and is read as text."""

_BINARY = ("binary", "varbinary", "bytes", "bytea", "blob")
_ARRAY = ("array", "list")
_OBJECT = ("object", "struct", "record", "row")

_FAMILIES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_STRING, frozenset({"string"})),
    **dict.fromkeys(_INTEGER, frozenset({"integer"})),
    **dict.fromkeys(_NUMBER, frozenset({"number"})),
    **dict.fromkeys(_ANY_NUMBER, frozenset({"number", "integer"})),
    **dict.fromkeys(_TIMESTAMP, frozenset({"timestamp"})),
    **dict.fromkeys(_TIME, frozenset({"time"})),
    # The standard has no type for bytes, and contracts call them strings.
    **dict.fromkeys(_BINARY, frozenset({"binary", "string"})),
    **dict.fromkeys(_ARRAY, frozenset({"array"})),
    **dict.fromkeys(_OBJECT, frozenset({"object"})),
    "tinyint": frozenset({"integer", "boolean"}),
    "bit": frozenset({"integer", "boolean", "binary", "string"}),
    "bitstring": frozenset({"binary", "string"}),
    "logical": frozenset({"boolean"}),
    "boolean": frozenset({"boolean"}),
    "bool": frozenset({"boolean"}),
    "date": frozenset({"date"}),
    "map": frozenset({"map", "object"}),
    **dict.fromkeys(_JSON, frozenset({"json", "object", "map", "array", "string"})),
    # The standard has no type for these either.
    "uuid": frozenset({"uuid", "string"}),
    "uniqueidentifier": frozenset({"uuid", "string"}),
    "interval": frozenset({"interval", "string"}),
    "union": frozenset({"union", "object"}),
    "vector": frozenset({"vector", "array"}),
}
_LOGICAL = (
    "string", "integer", "number", "boolean", "date", "timestamp", "time", "array", "object",
)  # fmt: skip
"""The logical types of version 3.1 of the standard."""

_BRACKET = re.compile(r"[()<>]")
_SUFFIXES = frozenset({"unsigned", "signed", "zerofill"})
"""What MySQL writes behind the name of a number."""
_SCALE = re.compile(r"\([ ]*\d+[ ]*,[ ]*([1-9]\d*)[ ]*\)")
_OLD_VERSION = "v3.0"
"""The versions of the standard in which a point in time was a ``date``, too."""


_LONGEST = 10_000
"""Characters of a type that is looked at; a nested one names all its fields."""


@lru_cache(maxsize=4096)
def families(name: str, api_version: str = "") -> frozenset[str]:
    """Return the families that a type may belong to; none for one that floe does not know.

    Args:
        name: The type: a logical one, or that of any engine, with or without its size.
        api_version: The version of the standard, where it is a contract's logical type.
    """
    text = name.strip().casefold()
    if len(text) > _LONGEST:
        return frozenset()
    plain = _without_parameters(text)
    if plain.endswith(("]", " array")):
        return frozenset({"array"})
    found = _FAMILIES.get(plain, frozenset[str]())
    if plain in _ANY_NUMBER and _SCALE.search(text):
        return frozenset({"number"})
    if plain == "date" and api_version.startswith(_OLD_VERSION):
        return found | {"timestamp"}
    return found


def logical_meanings(name: str, api_version: str) -> frozenset[str]:
    """Return what a logical type is called in any version of the standard."""
    text = name.strip().casefold()
    was_both = text == "date" and api_version.startswith(_OLD_VERSION)
    return frozenset({"date", "timestamp"}) if was_both else frozenset({text})


def _without_parameters(text: str) -> str:
    """Return the name of a type without what stands in brackets; nothing if one is not closed."""
    parts: list[str] = []
    depth = start = 0
    for found in _BRACKET.finditer(text):
        if found.group() in "(<":
            if depth == 0:
                parts.append(text[start : found.start()])
            depth += 1
        elif depth > 0:
            depth -= 1
            start = found.end()
    if depth > 0:
        return ""
    parts.append(text[start:])
    return " ".join(word for word in " ".join(parts).split() if word not in _SUFFIXES)


def differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two types are of different families for sure."""
    return bool(one and other) and one.isdisjoint(other)


def logical_type(name: str) -> str | None:
    """Return the standard's logical type for a type, ``None`` where there is none for sure."""
    text = name.strip().casefold()
    if text in _LOGICAL:
        return text
    found = families(name)
    if found == _FAMILIES["number"]:
        return "number"
    known = [each for each in _LOGICAL if each in found]
    return known[0] if len(known) == len(found) == 1 else None

"""Writes plain data as YAML text, for fixes, completion and hovers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite, isnan
from typing import cast

from floe_lsp.wording.yaml_scalars import double_quoted, is_always_text

Data = str | int | float | bool | None | Sequence["Data"] | Mapping[str, "Data"]
"""What YAML's core schema can hold."""


class FlowList(list[Data]):
    """A list that is written in brackets, also where its parent is in block form."""


_PLAIN = re.compile(r"[A-Za-z0-9_./](?:[A-Za-z0-9_./@+*-]|:(?=//)| (?=[^\s*]))*")


def emit_scalar(value: str | float | bool | None) -> str:
    """Return a scalar as it is written; text is quoted where a reader of YAML would misread it."""
    if isinstance(value, str):
        is_plain = _PLAIN.fullmatch(value) is not None and is_always_text(value)
        return value if is_plain else double_quoted(value)
    if isinstance(value, float) and not isfinite(value):
        return ".nan" if isnan(value) else ".inf" if value > 0 else "-.inf"
    return json.dumps(value)


def emit_flow(value: Data) -> str:
    """Return data on one line, in flow form."""
    if isinstance(value, str):
        return emit_scalar(value)
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Data]", value).items()
        return (
            "{" + ", ".join(f"{emit_scalar(key)}: {emit_flow(item)}" for key, item in entries) + "}"
        )
    if isinstance(value, Sequence):
        return "[" + ", ".join(emit_flow(item) for item in value) + "]"
    return emit_scalar(cast("float | bool | None", value))


def emit_entry(key: str, value: Data, indent: int) -> Iterator[str]:
    """Yield the lines of ``key: value`` in block form, ``indent`` columns in, without breaks."""
    margin = " " * indent
    name = emit_scalar(key)
    if isinstance(value, str):
        yield f"{margin}{name}: {emit_scalar(value)}"
    elif isinstance(value, Mapping) and value:
        yield f"{margin}{name}:"
        for child, item in cast("Mapping[str, Data]", value).items():
            yield from emit_entry(child, item, indent + 2)
    elif isinstance(value, Sequence) and not isinstance(value, FlowList) and value:
        yield f"{margin}{name}:"
        for item in value:
            yield from emit_item(item, indent + 2)
    else:
        yield f"{margin}{name}: {emit_flow(value)}"


def emit_item(value: Data, indent: int) -> Iterator[str]:
    """Yield the lines of a list item in block form, its dash ``indent`` columns in."""
    margin = " " * indent
    if not isinstance(value, str) and isinstance(value, Mapping) and value:
        lines = [
            line
            for key, item in cast("Mapping[str, Data]", value).items()
            for line in emit_entry(key, item, indent + 2)
        ]
        yield f"{margin}- {lines[0].lstrip()}"
        yield from lines[1:]
    else:
        yield f"{margin}- {emit_flow(value)}"

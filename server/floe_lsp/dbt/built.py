"""``target/manifest.json``: what dbt made of the project the last time it ran.

It may be older than the files, so it only fills in what they lack: a description that a template
(``{{ doc('orders') }}``) stands for, and models whose property file can't be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .plain_data import description, mapping, text
from .properties import DbtColumn

BUILT_FILE = "manifest.json"


@dataclass(frozen=True)
class BuiltNode:
    """What the manifest says of one model or seed."""

    description: str | None
    columns: tuple[DbtColumn, ...]


def read_built(data: object, project: str | None) -> dict[str, BuiltNode]:
    """Return the models and seeds of a manifest by name, those of packages left out.

    Args:
        data: The plain data of the file; anything other than a manifest gives nothing.
        project: Name of the project; without it the nodes of every package count.
    """
    found: dict[str, BuiltNode] = {}
    for node in mapping(mapping(data).get("nodes")).values():
        fields = mapping(node)
        name = fields.get("name")
        ours = project is None or fields.get("package_name") == project
        if isinstance(name, str) and ours and fields.get("resource_type") in ("model", "seed"):
            columns = tuple(_columns(mapping(fields.get("columns"))))
            found[name] = BuiltNode(description(fields.get("description")), columns)
    return found


def _columns(columns: Mapping[str, object]) -> Iterator[DbtColumn]:
    for key, column in columns.items():
        fields = mapping(column)
        said, kind = description(fields.get("description")), text(fields.get("data_type"))
        yield DbtColumn(text(fields.get("name")) or key, said, kind)

"""What dbt wrote of the project the last time it ran: ``target/manifest.json``, ``catalog.json``.

They may be older than the files. A node counts only while the checksum that dbt wrote for it is
that of its file, and only for what the files leave open; where it contradicts them it is old. Of
macros it has the texts, so what a model and its macros set is known again while they are the same.
Property files, the project file and variables it does not have: what rests on them is shown as it
was, and stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .nodes import OF_CODE, OF_CONFIG, DbtNode
from .plain_data import description, is_mapping, items, mapping, text
from .properties import DbtColumn, DbtTest
from .unknown import Fact, has_unknown

BUILT_FILE = "manifest.json"
CATALOG_FILE = "catalog.json"
_QUOTES = ('""', "``", "[]")
"""How adapters quote a name, by what they put around it."""


@dataclass(frozen=True)
class BuiltNode:
    """What the manifest says of one node."""

    checksum: str | None
    description: str | None
    columns: tuple[DbtColumn, ...]
    tests: tuple[DbtTest, ...]
    tags: tuple[str, ...]
    meta: Mapping[str, object]
    depends_on: tuple[str, ...]
    is_enabled: bool


@dataclass(frozen=True)
class BuiltProject:
    """What the manifest says of a project."""

    nodes: Mapping[str, BuiltNode] = field(default_factory=dict[str, BuiltNode])
    """By ``unique_id``."""
    macros: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """The texts of the macros of each file, by its path from the project on."""
    invocation: str | None = None
    """The run of dbt that wrote it."""


def read_built(data: object, project: str | None) -> BuiltProject:
    """Return what a manifest says of the project; anything else than a manifest says nothing.

    Args:
        data: The plain data of the file.
        project: Name of the project; without it the nodes of every package count.
    """
    fields = mapping(data)
    tests = _tests(mapping(fields.get("nodes")))
    nodes: dict[str, BuiltNode] = {}
    for unique_id, node in mapping(fields.get("nodes")).items():
        each = mapping(node)
        ours = project is None or each.get("package_name") == project
        if ours and each.get("resource_type") in ("model", "seed", "snapshot"):
            nodes[unique_id] = _node(each, tests.get(unique_id, {}), is_enabled=True)
    for unique_id, others in mapping(fields.get("disabled")).items():
        first = next(iter(items(others)), None)
        if mapping(first).get("resource_type") in ("model", "seed", "snapshot"):
            nodes.setdefault(unique_id, _node(mapping(first), {}, is_enabled=False))
    macros: dict[str, list[str]] = {}
    for macro in mapping(fields.get("macros")).values():
        each = mapping(macro)
        path, code = text(each.get("original_file_path")), each.get("macro_sql")
        if each.get("package_name") == project and path is not None and isinstance(code, str):
            macros.setdefault(path.replace("\\", "/"), []).append(code)
    return BuiltProject(
        nodes, {path: tuple(codes) for path, codes in macros.items()}, invocation_of(fields)
    )


def invocation_of(data: object) -> str | None:
    """Return which run of dbt wrote an artifact."""
    return text(mapping(mapping(data).get("metadata")).get("invocation_id"))


def catalog_columns(data: object, unique_id: str) -> tuple[tuple[str, str | None], ...] | None:
    """Return the columns that a node has in the database with their types, ``None`` without any."""
    node = mapping(mapping(mapping(data).get("nodes")).get(unique_id))
    columns = node.get("columns")
    if not is_mapping(columns):
        return None
    return tuple(
        (name, text(mapping(column).get("type"))) for name, column in mapping(columns).items()
    )


def completed(node: DbtNode, built: BuiltNode, *, is_same_code: bool) -> DbtNode:
    """Return a node with what dbt's manifest knows of it and its files leave open.

    Args:
        node: What the files say.
        built: What the manifest says, of the same state of the node's own file.
        is_same_code: Whether the macros that it calls are the same as well, and neither they nor
            its file ask for what may be another in each run.
    """
    unknown = node.unknown
    told = OF_CODE - node.left_open if is_same_code else frozenset[Fact]()
    if Fact.EDGES in unknown & told:
        node = replace(node, depends_on=built.depends_on)
        unknown -= {Fact.EDGES}
    if _agrees(node, built):
        node = replace(
            node,
            description=built.description if Fact.DESCRIPTION in unknown else node.description,
            columns=built.columns if Fact.COLUMNS in unknown else _described(node, built),
            tests=built.tests if Fact.COLUMNS in unknown else node.tests,
            tags=built.tags if Fact.TAGS in unknown else node.tags,
            meta=built.meta if _is_meta_told(node, told) else node.meta,
            is_enabled=built.is_enabled if Fact.ENABLED in unknown else node.is_enabled,
        )
        unknown -= told & OF_CONFIG
    return replace(node, unknown=unknown)


def _is_meta_told(node: DbtNode, told: frozenset[Fact]) -> bool:
    """Whether the manifest has more of the meta: one value that is unknown is marked alone."""
    return Fact.META in node.unknown or (has_unknown(node.meta) and Fact.META in told)


def _agrees(node: DbtNode, built: BuiltNode) -> bool:
    """Whether a manifest says of a node what its files say, as far as they say something."""
    known_meta = {key for key, value in node.meta.items() if not has_unknown(value)}
    tags, built_tags = set(node.tags), set(built.tags)
    return (
        (not node.knows(Fact.DESCRIPTION) or node.description == built.description)
        and (not node.knows(Fact.COLUMNS) or _names(node.columns) == _names(built.columns))
        and (not node.knows(Fact.TESTS) or _asked(node).items() == _asked(built).items())
        and (tags == built_tags if node.knows(Fact.TAGS) else tags <= built_tags)
        and (not node.knows(Fact.ENABLED) or node.is_enabled is built.is_enabled)
        and all(built.meta.get(key) == node.meta[key] for key in known_meta)
    )


def _asked(node: DbtNode | BuiltNode) -> dict[str | None, list[str]]:
    """Return the names of the tests that are switched on, by column."""
    by_column = {None: node.tests, **{each.name: each.tests for each in node.columns}}
    named = {
        column: sorted(each.name for each in tests if each.is_enabled)
        for column, tests in by_column.items()
    }
    return {column: names for column, names in named.items() if names}


def _names(columns: tuple[DbtColumn, ...]) -> set[str]:
    return {each.name for each in columns}


def _described(node: DbtNode, built: BuiltNode) -> tuple[DbtColumn, ...]:
    texts = {each.name: each.description for each in built.columns}
    return tuple(
        each if each.is_described else replace(each, description=texts.get(each.name))
        for each in node.columns
    )


def _node(
    fields: Mapping[str, object], tests: Mapping[str | None, list[DbtTest]], *, is_enabled: bool
) -> BuiltNode:
    depends_on = mapping(fields.get("depends_on")).get("nodes")
    return BuiltNode(
        text(mapping(fields.get("checksum")).get("checksum")),
        description(fields.get("description")),
        tuple(_columns(mapping(fields.get("columns")), tests)),
        tuple(tests.get(None, ())),
        tuple(_texts(fields.get("tags"))),
        mapping(fields.get("meta")),
        tuple(_texts(depends_on)),
        is_enabled,
    )


def _texts(value: object) -> Iterator[str]:
    yield from (each for each in items(value) if isinstance(each, str))


def _columns(
    columns: Mapping[str, object], tests: Mapping[str | None, list[DbtTest]]
) -> Iterator[DbtColumn]:
    for key, column in columns.items():
        fields = mapping(column)
        name = text(fields.get("name")) or key
        yield DbtColumn(
            name,
            description(fields.get("description")),
            text(fields.get("data_type")),
            tuple(tests.get(name, _of_quoted(name, tests))),
            tuple(_texts(fields.get("tags"))),
            mapping(fields.get("meta")),
        )


def _of_quoted(name: str, tests: Mapping[str | None, list[DbtTest]]) -> list[DbtTest]:
    """Return the tests of a column that dbt quotes, as an adapter does: its tests name it so."""
    found = [tests[each] for pair in _QUOTES if (each := name.join(pair)) in tests]
    return found[0] if found else []


def _tests(nodes: Mapping[str, object]) -> Mapping[str, dict[str | None, list[DbtTest]]]:
    """Return the data tests by the node to which they are attached, and by column."""
    found: dict[str, dict[str | None, list[DbtTest]]] = {}
    for node in nodes.values():
        fields = mapping(node)
        attached = text(fields.get("attached_node"))
        about = mapping(fields.get("test_metadata"))
        name, namespace = text(about.get("name")), text(about.get("namespace"))
        if attached is not None and name is not None:
            column = text(fields.get("column_name"))
            full = name if namespace is None else f"{namespace}.{name}"
            of_test = text(mapping(about.get("kwargs")).get("column_name"))
            test = DbtTest(full, column=None if column is not None else of_test)
            found.setdefault(attached, {}).setdefault(column, []).append(test)
    return found

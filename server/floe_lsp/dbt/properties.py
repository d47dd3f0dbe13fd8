"""Property files: what a project's YAML says of its models, seeds, snapshots and sources.

https://docs.getdbt.com/reference/configs-and-properties. Only what is written counts: an entry
without a name, or of another type than dbt asks for, is passed over, and what dbt refuses is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast

from floe_lsp.syntax import (
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    SourceText,
    Span,
    dereference,
    entries,
    fields_of,
    items_of,
)
from floe_lsp.wording.quoting import quote_name

from .config import listed, merge_configs
from .files import YamlFile
from .jinja.calls import Reference
from .plain_data import description, is_mapping, items, mapping
from .property_entry import PropertyEntry
from .property_problems import FileProblem, syntax_problems
from .property_references import PropertyReference, read_references, relation_in
from .unknown import UNKNOWN, Unknown
from .yaml_templates import named_in_templates
from .yaml_text import as_dbt_reads
from .yaml_values import is_template, mappings_of, text_of, value_of

DESCRIBED = ("models", "seeds", "snapshots")
"""The lists of a property file whose items are files of the project, or blocks in them."""

_CHECKED = (*DESCRIBED, "sources", "macros", "analyses", "exposures")
_MOVED = ("meta", "docs", "group", "contract", "access")
"""What dbt reads at an entry itself as if it stood in its ``config``."""


@dataclass(frozen=True)
class DbtTest:
    """A data test that a property file asks for."""

    name: str
    """As written: ``not_null``, or with its package ``dbt_utils.accepted_range``."""
    span: Span | None = None
    """The name as typed."""
    is_enabled: bool | None = True
    """``None`` where only dbt can tell."""
    says: bool = False
    """Whether it says so itself, whatever the project file sets for tests."""
    column: str | None = None
    """Of a test of a whole resource: the column that its ``column_name`` says it is about."""


@dataclass(frozen=True)
class DbtColumn:
    """A column that a property file or dbt's manifest lists."""

    name: str
    description: str | None = None
    data_type: str | None = None
    tests: tuple[DbtTest, ...] = ()
    tags: tuple[str, ...] | None = ()
    """``None`` where only dbt can tell."""
    meta: Mapping[str, object] = field(default_factory=dict[str, object])
    span: Span | None = None
    """The name as typed in the property file."""
    is_described: bool = True
    """Whether ``description`` is what dbt makes of it."""

    @property
    def test_names(self) -> tuple[str, ...]:
        """The names of the tests that are not switched off."""
        return tuple(each.name for each in self.tests if each.is_enabled is not False)


@dataclass(frozen=True)
class VersionProperties:
    """What a property file says of one version of a model."""

    version: str
    """As dbt writes it behind the ``v``."""
    order: object
    """The value as written, by which versions are compared."""
    defined_in: str | None
    description: str | None
    columns: tuple[DbtColumn, ...]
    tests: tuple[DbtTest, ...]
    config: Mapping[str, object]
    item: MappingNode
    """The entry of the list, in the text of the model's entry."""


@dataclass(frozen=True)
class ResourceProperties:
    """What a property file says of one resource: a model, seed, snapshot or table of a source."""

    kind: str
    """``models``, ``seeds``, ``snapshots`` or ``sources``: the key at the root of the file."""
    name: str
    """Of a table of a source: ``source.table``."""
    description: str | None
    columns: tuple[DbtColumn, ...]
    entry: PropertyEntry
    tests: tuple[DbtTest, ...] = ()
    """Those of the whole resource; the others stand at their columns."""
    config: Mapping[str, object] = field(default_factory=dict[str, object])
    versions: tuple[VersionProperties, ...] = ()
    latest_version: str | Unknown | None = None
    relation: Reference | None = None
    """What a snapshot without a file of its own is taken of."""
    is_relation: bool = False
    """Whether a snapshot has no file of its own."""
    foreign_keys: tuple[Reference | None, ...] = ()
    """What constraints refer to, ``None`` for something that is not a ``ref`` or ``source``."""
    overrides: str | None = None
    """The package whose source a source describes again."""

    @cached_property
    def is_templated(self) -> bool:
        """Whether a description of it, or of a column, is a template."""
        every = (
            self,
            *self.columns,
            *self.versions,
            *(c for v in self.versions for c in v.columns),
        )
        return any(each.description and is_template(each.description) for each in every)


@dataclass(frozen=True)
class PropertyFile:
    """What a property file says."""

    text: SourceText
    """What the spans count in."""
    resources: tuple[ResourceProperties, ...] = ()
    references: tuple[PropertyReference, ...] = ()
    """Where it names models and sources."""
    computed: tuple[Span, ...] = ()
    """Where its templates name what only dbt can tell."""
    problems: tuple[FileProblem, ...] = ()
    """What dbt refuses about it."""
    is_readable: bool = True
    """Whether what it describes is what dbt would read."""
    is_whole: bool = True
    """Whether nothing else can be described in it."""


UNREADABLE = PropertyFile(SourceText(""), is_readable=False, is_whole=False)


def read_property_file(file: YamlFile) -> PropertyFile:
    """Return what a property file describes, in the order written."""
    file = as_dbt_reads(file)
    root = fields_of(file.root)
    problems, is_readable = syntax_problems(file)
    if not problems:
        problems = tuple(_refused(root))
    resources = [
        _properties(file, kind, named, name.value, item, fields)
        for kind in DESCRIBED
        for item, fields in mappings_of(root.get(kind))
        if (name := fields.get("name")) is not None and (named := text_of(name)) is not None
    ]
    for _, source in mappings_of(root.get("sources")):
        resources.extend(_tables(file, source))
    references = tuple(read_references(root))
    more = named_in_templates(file, [each.reference for each in references])
    return PropertyFile(
        file.text,
        tuple(resources),
        (*references, *(PropertyReference("template", each) for each in more.references)),
        more.computed,
        problems,
        is_readable,
        is_readable and not problems and not _has_computed_names(root),
    )


def _tables(file: YamlFile, source: dict[str, Entry]) -> Iterator[ResourceProperties]:
    schema = text_of(source.get("name"))
    shared = _source_config(source)
    for item, fields in mappings_of(source.get("tables")):
        name, named = fields.get("name"), text_of(fields.get("name"))
        if name is not None and schema is not None and named is not None:
            yield _properties(
                file, "sources", f"{schema}.{named}", name.value, item, fields, shared,
                text_of(source.get("overrides")),
            )  # fmt: skip


def _properties(
    file: YamlFile,
    kind: str,
    name: str,
    node: Node,
    item: Node,
    fields: dict[str, Entry],
    shared: Mapping[str, object] | None = None,
    overrides: str | None = None,
) -> ResourceProperties:
    entry = PropertyEntry(file.path, file.text, node.span, node, item.span)
    config = _config(fields) if shared is None else _table_config(shared, fields)
    relation = fields.get("relation") if kind == "snapshots" else None
    return ResourceProperties(
        kind,
        name,
        description(text_of(fields.get("description"))),
        _by_name(_columns(fields.get("columns"))),
        entry,
        _tests(fields),
        config,
        tuple(_versions(fields)) if kind == "models" else (),
        _latest(fields),
        None if relation is None else relation_in(relation),
        relation is not None,
        tuple(_foreign_keys(fields)),
        overrides,
    )


def _config(fields: dict[str, Entry]) -> dict[str, object]:
    """Return the config of an entry, with what dbt moves into it."""
    moved = {key: value_of(fields[key].value) for key in _MOVED if key in fields}
    given = value_of(fields["config"].value) if "config" in fields else None
    if given is not None and not is_mapping(given):
        return {**moved, **dict.fromkeys(("tags", "meta", "enabled"), UNKNOWN)}
    return merge_configs([moved, mapping(given)])


def _source_config(fields: dict[str, Entry]) -> dict[str, object]:
    """Return the config of a source, whose tags may stand at the entry itself."""
    tags = {"tags": value_of(fields["tags"].value)} if "tags" in fields else {}
    return merge_configs([tags, _config(fields)])


def _table_config(shared: Mapping[str, object], fields: dict[str, Entry]) -> dict[str, object]:
    """Return the config of a table: that of its source, and its own on top."""
    return merge_configs([shared, _source_config(fields)])


def _versions(fields: dict[str, Entry]) -> Iterator[VersionProperties]:
    columns = _by_name(_columns(fields.get("columns")))
    shared, tests = _config(fields), _tests(fields)
    for item, version in mappings_of(fields.get("versions")):
        number = value_of(version["v"].value) if "v" in version else None
        if not isinstance(number, str | int | float) or isinstance(number, bool):
            continue
        own = ("data_tests" in version and "data_tests") or ("tests" in version and "tests")
        given = value_of(version["config"].value) if "config" in version else None
        yield VersionProperties(
            str(number),
            number,
            text_of(version.get("defined_in")),
            description(text_of(version.get("description") or fields.get("description"))),
            _by_name(_columns_of_version(columns, version.get("columns"))),
            _tests(version) if own else tests,
            _deep_merge(shared, mapping(given)),
            item,
        )


def _deep_merge(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """Join the config of a version with that of its model, as dbt does: lists add up."""
    result = dict(below)
    for key, value in above.items():
        before = result.get(key)
        if is_mapping(value) and before is not None:
            both = _deep_merge(mapping(before), mapping(value))
            result[key] = both if is_mapping(before) else UNKNOWN
        elif items(value) and before is not None:
            # A text that is taken for a list is one of letters, which nobody means.
            sum_of_both = [*listed(result[key]), *items(value)]
            result[key] = sum_of_both if isinstance(before, list) else UNKNOWN
        else:
            result[key] = value
    return result


def _latest(fields: dict[str, Entry]) -> str | Unknown | None:
    value = value_of(fields["latest_version"].value) if "latest_version" in fields else None
    if value is UNKNOWN:
        return UNKNOWN
    return str(value) if isinstance(value, str | int | float) else None


def _columns_of_version(shared: tuple[DbtColumn, ...], entry: Entry | None) -> Iterator[DbtColumn]:
    include: object = "*"
    exclude: object = []
    for _, fields in mappings_of(entry):
        if "include" in fields or "exclude" in fields:
            include = value_of(fields["include"].value) if "include" in fields else "*"
            exclude = value_of(fields["exclude"].value) if "exclude" in fields else []
    # dbt takes both words for all of them.
    is_all = include in ("*", "all")
    taken, left = listed(include), listed(exclude)
    yield from (each for each in shared if (is_all or each.name in taken) and each.name not in left)
    yield from _columns(entry)


def _by_name(columns: Iterable[DbtColumn]) -> tuple[DbtColumn, ...]:
    """Join columns of one name as dbt does: the last counts, with the tests of all."""
    found: dict[str, DbtColumn] = {}
    for each in columns:
        earlier = found[each.name].tests if each.name in found else ()
        found[each.name] = replace(each, tests=(*earlier, *each.tests)) if earlier else each
    return tuple(found.values())


def _columns(entry: Entry | None) -> Iterator[DbtColumn]:
    for _, fields in mappings_of(entry):
        name = text_of(fields.get("name"))
        if name is None:
            continue
        config = _source_config(fields)
        meta = config.get("meta", {})
        yield DbtColumn(
            name,
            description(text_of(fields.get("description"))),
            text_of(fields.get("data_type")),
            _tests(fields),
            tags_of(config),
            cast("dict[str, object]", meta) if isinstance(meta, dict) else {},
            fields["name"].value.span,
        )


def tags_of(config: Mapping[str, object]) -> tuple[str, ...] | None:
    """Return the tags of a config, each once; ``None`` where one of them is unknown."""
    value = config.get("tags", [])
    tags = listed(value)
    if any(each is UNKNOWN for each in tags):
        return None
    return tuple(dict.fromkeys(each for each in tags if isinstance(each, str)))


def _tests(fields: dict[str, Entry]) -> tuple[DbtTest, ...]:
    return tuple(test for key in ("tests", "data_tests") for test in _named_tests(fields.get(key)))


def _named_tests(entry: Entry | None) -> Iterator[DbtTest]:
    """Yield tests, written as ``not_null`` or as ``accepted_values: {...}``."""
    for each in items_of(None if entry is None else entry.value):
        item = dereference(each)
        if isinstance(item, MappingNode):
            yield from _test(entries(item))
        elif isinstance(item, ScalarNode) and isinstance(item.value, str) and item.value:
            yield DbtTest(item.value, item.span)


def _test(fields: dict[str, Entry]) -> Iterator[DbtTest]:
    named = text_of(fields.get("test_name"))
    if named is not None:
        column = _column_of(fields)
        yield DbtTest(named, fields["test_name"].value.span, *_is_enabled(fields), column)
        return
    key = next((key for key in fields if key not in ("name", "config")), None)
    if key:
        arguments = fields_of(fields[key].value)
        column = _column_of(arguments)
        yield DbtTest(key, fields[key].key.span, *_is_enabled(arguments), column)


def _column_of(arguments: dict[str, Entry]) -> str | None:
    """Return the column that a test names, among its arguments or where dbt 1.10 wants them."""
    below = fields_of(arguments["arguments"].value) if "arguments" in arguments else {}
    return text_of(arguments.get("column_name") or below.get("column_name"))


def _is_enabled(arguments: dict[str, Entry]) -> tuple[bool | None, bool]:
    """Return whether a test is enabled, and whether it says so."""
    config = fields_of(arguments["config"].value) if "config" in arguments else {}
    written = arguments.get("enabled") or config.get("enabled")
    if written is None:
        return True, False
    value = value_of(written.value)
    return (value if isinstance(value, bool) else None), True


def _foreign_keys(fields: dict[str, Entry]) -> Iterator[Reference | None]:
    places = [fields, *(column for _, column in mappings_of(fields.get("columns")))]
    for place in places:
        for _, constraint in mappings_of(place.get("constraints")):
            if text_of(constraint.get("type")) == "foreign_key" and "to" in constraint:
                yield relation_in(constraint["to"])


def _has_computed_names(root: dict[str, Entry]) -> bool:
    """Whether a template computes the name of something that is described."""
    names = (
        text_of(fields.get("name"))
        for kind in DESCRIBED
        for _, fields in mappings_of(root.get(kind))
    )
    return any(name is not None and is_template(name) for name in names)


def _refused(root: dict[str, Entry]) -> Iterator[FileProblem]:
    """Yield what makes dbt refuse a file: a list that is none, an item without a name."""
    for kind in _CHECKED:
        if kind not in root:
            continue
        node = dereference(root[kind].value)
        if not isinstance(node, SequenceNode):
            if node.value is None:
                node = root[kind].key
            message = f"{quote_name(kind)} is not a list, so dbt reads no file of the project"
            yield FileProblem(node.span, message, f"begin each item below {kind} with '- name:'")
            continue
        for item in node.items:
            if "name" not in fields_of(item):
                yield FileProblem(
                    item.span,
                    f"an item of {quote_name(kind)} has no name, so dbt reads no file of it at all",
                    "give it a 'name', or remove it",
                )

"""What stands where: the one table of the places of a product and of a manifest.

A row says of a place what a word there is, what knows the values and the keys that may be written
there, which pages of the codes explain it, and how an outline shows it. The features look up what
they need and have no tables of paths of their own.

A pattern is a path with holes: ``transforms[].dependsOn[]``, ``plugins.*.type``. ``[]`` stands for
any index, ``*`` for any key, and a key for all the spellings that its model takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.schemas.types import raw, reflection
from floe_lsp.syntax import Node, Path, fields_of, items_of

from .symbol_kinds import SymbolKind


class WordKind(str, Enum):
    """What a word is."""

    FIELD = "key"
    """The key of an entry."""
    MERGE = "merge key"
    """``<<``."""
    ANCHOR = "anchor"
    """``&name``, or an alias ``*name`` of it."""
    CODE = "code"
    """The code of a finding, in a comment that silences it."""
    TRANSFORM = "transform"
    PORT = "output port"
    """The name of an output port: that of the transform that it publishes."""
    TABLE = "table"
    """The table that a destination reads: by its bare name that of the transform that makes it."""
    ENGINE = "engine"
    """The name of a compute engine, in a product or a manifest."""
    PLUGIN = "plugin"
    """The type of any other plugin, in a manifest."""
    PRODUCT = "product"
    MANIFEST = "manifest"
    """The name of a manifest, or the address that leads to it."""
    CRON = "cron expression"
    TIME_ZONE = "time zone"
    TIER = "tier"
    TAG = "tag"
    VALUE = "value"
    """Any other value."""


class ValueSource(Enum):
    """What knows the values that may be written at a place, besides its contract."""

    APPROVED_PLUGINS = "plugins that a list may approve of"
    CHECK_TYPES = "kinds of quality checks"
    COLUMNS = "columns of the dbt model"
    CRON = "usual cron expressions"
    DBT_TESTS = "tests of dbt"
    DEFAULT_ENGINES = "engines of transforms that name none"
    ENGINES = "engines that are installed and approved of"
    EXAMPLES = "examples of the contract"
    LABELS = "values of the label"
    MANIFESTS = "paths of manifests"
    MODELS = "dbt models that are not declared"
    OWNERS = "owners"
    PLUGINS = "plugins of the category"
    PRODUCTS = "products of the workspace"
    PUBLISHABLE = "transforms that no port publishes"
    SECRETS = "names of secrets"
    SINKS = "kinds of destinations"
    TAGS = "tags"
    TIME_ZONES = "time zones"
    TRANSFORMS = "transforms that may come before"
    VERSIONS = "versions of the plugin"


class KeySource(Enum):
    """What knows the likely keys of a mapping that takes any."""

    CATEGORIES = "categories of plugins"
    LABELS = "labels"


@dataclass(frozen=True)
class PlaceInfo:
    """What is known of a place."""

    kind: WordKind = WordKind.VALUE
    declares: bool = False
    """Whether the word is declared there, not only named."""
    values: ValueSource | None = None
    keys: KeySource | None = None
    pages: tuple[str, ...] = ()
    """The codes whose pages say most about the field."""
    symbol: SymbolKind | None = None
    """How an outline shows what stands there, where that is not plain from its form."""
    governed_by: tuple[str, ...] = ()
    """The fields of the platform that decide what may stand there, by their paths in a manifest.
    ``custom_rules[kind]`` means the entries of a list that have this ``type``."""


ENGINE_OPTIONS: Path = ("plugins", "compute", "config")
"""Where a manifest holds the options of its engine; they are those of the engine's own model."""

_NOTHING = PlaceInfo()

_TAGS = (
    "governance.custom_rules[require_tags_for_prefix]",
    "governance.policies[required_tags]",
)

_PRODUCT: dict[str, PlaceInfo] = {
    "metadata.name": PlaceInfo(
        WordKind.PRODUCT, declares=True, pages=("E101",), governed_by=("approved_products",)
    ),
    "metadata.version": PlaceInfo(values=ValueSource.EXAMPLES, pages=("E102",)),
    "metadata.owner": PlaceInfo(values=ValueSource.OWNERS),
    "metadata.labels": PlaceInfo(keys=KeySource.LABELS),
    "metadata.labels.*": PlaceInfo(values=ValueSource.LABELS),
    "platform.manifest": PlaceInfo(
        WordKind.MANIFEST, values=ValueSource.MANIFESTS, pages=("E205",)
    ),
    "transforms": PlaceInfo(governed_by=("governance.policies[max_transforms]",)),
    "transforms[]": PlaceInfo(symbol=SymbolKind.CLASS),
    "transforms[].name": PlaceInfo(
        WordKind.TRANSFORM,
        declares=True,
        values=ValueSource.MODELS,
        pages=("E105", "E106"),
        governed_by=(
            "governance.naming.pattern",
            "governance.naming.custom_patterns",
            "governance.policies[naming_convention]",
        ),
    ),
    "transforms[].compute": PlaceInfo(
        WordKind.ENGINE,
        values=ValueSource.ENGINES,
        pages=("E204", "E207"),
        governed_by=("approved_plugins.compute",),
    ),
    "transforms[].tags": PlaceInfo(governed_by=_TAGS),
    "transforms[].tier": PlaceInfo(
        WordKind.TIER, governed_by=("governance.quality_gates.layer_thresholds",)
    ),
    "transforms[].tags[]": PlaceInfo(WordKind.TAG, values=ValueSource.TAGS, governed_by=_TAGS),
    "transforms[].dependsOn": PlaceInfo(pages=("E110", "E117")),
    "transforms[].dependsOn[]": PlaceInfo(WordKind.TRANSFORM, values=ValueSource.TRANSFORMS),
    "transforms[].qualityChecks": PlaceInfo(pages=("E119",)),
    "transforms[].qualityChecks[]": PlaceInfo(symbol=SymbolKind.METHOD),
    "transforms[].qualityChecks[].type": PlaceInfo(values=ValueSource.CHECK_TYPES),
    "transforms[].qualityChecks[].column": PlaceInfo(values=ValueSource.COLUMNS),
    "schedule": PlaceInfo(symbol=SymbolKind.EVENT),
    "schedule.cron": PlaceInfo(WordKind.CRON, values=ValueSource.CRON, pages=("E120",)),
    "schedule.timezone": PlaceInfo(
        WordKind.TIME_ZONE, values=ValueSource.TIME_ZONES, pages=("E121",)
    ),
    "outputPorts": PlaceInfo(governed_by=("governance.data_contracts.enforcement",)),
    "outputPorts[]": PlaceInfo(symbol=SymbolKind.INTERFACE),
    "outputPorts[].name": PlaceInfo(WordKind.PORT, values=ValueSource.PUBLISHABLE),
    "outputPorts[].owner": PlaceInfo(values=ValueSource.OWNERS),
    "outputPorts[].schema[].name": PlaceInfo(values=ValueSource.COLUMNS),
    "outputPorts[].schema[].type": PlaceInfo(values=ValueSource.EXAMPLES),
    "outputPorts[].schema[].classification": PlaceInfo(values=ValueSource.EXAMPLES),
    "ingestion": PlaceInfo(pages=("E215",), governed_by=("plugins.ingestion.type",)),
    "destinations": PlaceInfo(pages=("E304",)),
    "destinations[].sink_type": PlaceInfo(
        values=ValueSource.SINKS, governed_by=("approved_sinks",)
    ),
    "destinations[].source_table": PlaceInfo(WordKind.TABLE),
    "destinations[].connection_secret_ref": PlaceInfo(values=ValueSource.SECRETS),
}
_MANIFEST: dict[str, PlaceInfo] = {
    "metadata.name": PlaceInfo(WordKind.MANIFEST, declares=True, pages=("E101",)),
    "metadata.version": PlaceInfo(values=ValueSource.EXAMPLES, pages=("E102",)),
    "parent_manifest": PlaceInfo(
        WordKind.MANIFEST, values=ValueSource.MANIFESTS, pages=("E203", "E205")
    ),
    "plugins.compute": PlaceInfo(pages=("E201", "E207")),
    "plugins.orchestrator": PlaceInfo(pages=("E201",)),
    "plugins.compute.type": PlaceInfo(WordKind.ENGINE, declares=True, values=ValueSource.PLUGINS),
    "plugins.*.type": PlaceInfo(WordKind.PLUGIN, values=ValueSource.PLUGINS),
    "plugins.*.provider": PlaceInfo(WordKind.PLUGIN, values=ValueSource.PLUGINS),
    "plugins.*.version": PlaceInfo(values=ValueSource.VERSIONS),
    "plugins.quality.quality_gates.*.required_tests[]": PlaceInfo(values=ValueSource.DBT_TESTS),
    "defaults.compute": PlaceInfo(WordKind.ENGINE, values=ValueSource.DEFAULT_ENGINES),
    "governance": PlaceInfo(pages=("E212",)),
    "governance.naming": PlaceInfo(pages=("FLOE-E201",)),
    "governance.policy_overrides": PlaceInfo(pages=("E306",)),
    "governance.rbac": PlaceInfo(pages=("E309",)),
    "governance.secret_scanning": PlaceInfo(pages=("FLOE-E601",)),
    "governance.network_policies": PlaceInfo(pages=("E312",)),
    "allowed_secrets": PlaceInfo(pages=("FLOE-E601", "E306")),
    "governance.custom_rules[].test_types[]": PlaceInfo(values=ValueSource.DBT_TESTS),
    "governance.custom_rules[].required_tags[]": PlaceInfo(values=ValueSource.TAGS),
    "approved_plugins": PlaceInfo(keys=KeySource.CATEGORIES, pages=("E204",)),
    "approved_plugins.compute[]": PlaceInfo(WordKind.ENGINE, values=ValueSource.APPROVED_PLUGINS),
    "approved_plugins.*[]": PlaceInfo(values=ValueSource.APPROVED_PLUGINS),
    "approved_sinks": PlaceInfo(pages=("E304",)),
    "approved_sinks[]": PlaceInfo(values=ValueSource.EXAMPLES),
    "approved_products": PlaceInfo(pages=("E305",)),
    "approved_products[]": PlaceInfo(WordKind.PRODUCT, values=ValueSource.PRODUCTS),
}

_STEP = re.compile(r"\[\]|[^.\[\]]+")


class _Step:
    """One step of a pattern: an index, any key, or a key in one of its spellings."""

    def __init__(self, written: str, spellings: tuple[str, ...]) -> None:
        self.is_index = written == "[]"
        self.keys = None if written in ("[]", "*") else spellings or (written,)

    def matches(self, step: str | int) -> bool:
        """Whether a step of a path is meant."""
        if isinstance(step, int):
            return self.is_index
        return not self.is_index and (self.keys is None or step in self.keys)

    def nodes(self, above: Sequence[Node]) -> list[Node]:
        """Return what stands below some nodes, aliases as they are written."""
        if self.is_index:
            return [item for node in above for item in items_of(node)]
        found = map(fields_of, above)
        if self.keys is None:
            return [entry.value for entries in found for entry in entries.values()]
        keys = self.keys
        return [entries[key].value for entries in found for key in keys if key in entries]

    def values(self, data: object) -> Iterable[object]:
        """Return what stands below a value in plain data."""
        if self.is_index:
            return data if raw.is_list(data) else ()
        if not raw.is_mapping(data):
            return ()
        keys = data if self.keys is None else (key for key in self.keys if key in data)
        return [data[key] for key in keys]


@dataclass(frozen=True)
class PlacePattern:
    """Places of one kind of file, as the text at the head of this file says."""

    file: FileKind
    text: str

    @cached_property
    def steps(self) -> tuple[_Step, ...]:
        """The steps, with the spellings of keys from the model."""
        path: list[str | int] = []
        found: list[_Step] = []
        for written in _STEP.findall(self.text):
            path.append(0 if written == "[]" else written)
            found.append(_Step(written, reflection.spellings(self.file.model, path)))
        return tuple(found)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling of the last key, the usual one first."""
        return self.steps[-1].keys or ()

    def matches(self, path: Path) -> bool:
        """Whether a path is one of these places."""
        steps = self.steps
        return len(steps) == len(path) and all(map(_Step.matches, steps, path))

    def nodes(self, root: Node | None) -> Sequence[Node]:
        """Return what stands at these places of a tree, in order; aliases as they are written."""
        found: list[Node] = [] if root is None else [root]
        for step in self.steps:
            found = step.nodes(found)
        return found

    def values(self, data: object) -> Sequence[object]:
        """Return what stands at these places of plain data, in order."""
        found = [data]
        for step in self.steps:
            found = [below for value in found for below in step.values(value)]
        return found


class _Table:
    """The rows of one kind of file."""

    def __init__(self, file: FileKind, rows: Mapping[str, PlaceInfo]) -> None:
        self.rows = tuple((PlacePattern(file, text), info) for text, info in rows.items())

    @cached_property
    def _by_start(self) -> dict[tuple[str | int, int], list[tuple[PlacePattern, PlaceInfo]]]:
        """The rows by the first key of their paths and the number of steps."""
        found: dict[tuple[str | int, int], list[tuple[PlacePattern, PlaceInfo]]] = {}
        for pattern, info in self.rows:
            for key in pattern.steps[0].keys or ():
                found.setdefault((key, len(pattern.steps)), []).append((pattern, info))
        return found

    def at(self, path: Path) -> PlaceInfo:
        """Return the first row that fits a path."""
        if path:
            for pattern, info in self._by_start.get((path[0], len(path)), ()):
                if pattern.matches(path):
                    return info
        return _NOTHING


_TABLES = {
    FileKind.PRODUCT: _Table(FileKind.PRODUCT, _PRODUCT),
    FileKind.MANIFEST: _Table(FileKind.MANIFEST, _MANIFEST),
}


def place_at(file: FileKind, path: Path) -> PlaceInfo:
    """Return what is known of the place at a path; of several rows that fit, the first counts."""
    return _TABLES[file].at(path)


def in_engine_options(file: FileKind, path: Path) -> bool:
    """Return whether a path leads to the options of an engine or to what stands in them."""
    return file is FileKind.MANIFEST and path[: len(ENGINE_OPTIONS)] == ENGINE_OPTIONS


def symbol_of(file: FileKind, path: Path) -> SymbolKind:
    """Return how an outline shows a mapping at a path: an item of a list, or what a key holds."""
    plain = SymbolKind.OBJECT if isinstance(path[-1], int) else SymbolKind.NAMESPACE
    return place_at(file, path).symbol or plain


def places_of(file: FileKind, kind: WordKind) -> Iterator[tuple[PlacePattern, PlaceInfo]]:
    """Yield the places at which a word is of a kind."""
    return ((pattern, info) for pattern, info in _TABLES[file].rows if info.kind is kind)


def places_with(file: FileKind, source: ValueSource | KeySource) -> list[PlacePattern]:
    """Return the places whose values or keys a source knows, in the order of the table."""
    return [pattern for pattern, info in _TABLES[file].rows if source in (info.values, info.keys)]


def words_of(root: Node | None, file: FileKind, kind: WordKind) -> Iterator[tuple[Node, PlaceInfo]]:
    """Yield what stands in a tree at the places at which a word is of a kind."""
    for pattern, info in places_of(file, kind):
        for node in pattern.nodes(root):
            yield node, info

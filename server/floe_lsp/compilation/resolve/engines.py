"""RESOLVE: the compute engines that a product's transforms run on, and their options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.compute import WORKLOAD_SIZES
from floe_lsp.plugins.errors import PluginCallError, PluginError, PluginIncompatible, PluginNotFound
from floe_lsp.plugins.placeholders import expand
from floe_lsp.plugins.preparation import prepare
from floe_lsp.schemas.types.raw import is_list, is_mapping
from floe_lsp.syntax import Node, Span

from .engine_names import Setting, default_engine, engines_in_manifests, engines_in_product
from .inheritance import Platform, Selected
from .option_errors import meant_option, missing_together, option_error
from .plugin_selections import unexpected_version, unknown_placeholders, written_secret

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from floe_lsp.plugins.compute import ComputePlugin, ResourceSpec
    from floe_lsp.plugins.registry import PluginRegistry
    from floe_lsp.plugins.sources import PluginSource

_MOST_OPTIONS = 1_000
"""Of one engine, with those within others; no adapter of dbt has a tenth of it."""


@dataclass(frozen=True)
class Engine:
    """A compute engine in use.

    ``selection`` is ``None`` for an engine that only a transform names: the manifest holds options
    for its own engine alone, so connection options become variables of the environment.
    """

    name: str
    plugin: ComputePlugin
    source: PluginSource
    selection: Selected | None
    place: Setting
    """What names the engine."""
    version: str
    """Version that the plugin tells."""
    needs: ResourceSpec
    """What a run of medium size asks for."""

    def options(self) -> Mapping[str, object]:
        """The engine's options as written in the manifest."""
        return self.plugin.default_connection() if self.selection is None else self.selection.config

    @property
    def secret_ref(self) -> str | None:
        """``connection_secret_ref`` of the selection."""
        return None if self.selection is None else self.selection.secret_ref


@dataclass(frozen=True)
class Engines:
    """The engines of a product, its default first."""

    default: str
    by_name: Mapping[str, Engine]


def platform_engines(
    platform: Platform, registry: PluginRegistry
) -> tuple[dict[str, Engine], list[Diagnostic]]:
    """Load the engines that the manifests name, and check their options."""
    selection = platform.plugins.get("compute")
    if selection is None:
        return {}, []
    named = _by_name(engines_in_manifests(platform.documents))
    return _load(named, selection, platform, registry)


def product_engines(
    product: ProductOutline,
    platform: Platform,
    known: Mapping[str, Engine],
    registry: PluginRegistry,
) -> tuple[Engines | None, list[Diagnostic]]:
    """Load the engines that only a product names, and add them to those of its platform.

    Args:
        product: The outline of floe.yaml.
        platform: The merged manifests.
        known: The engines that the manifests name.
        registry: The plugins.
    """
    selection = platform.plugins.get("compute")
    if selection is None:
        return None, []
    named = _by_name(engines_in_product(product))
    unknown = {name: places for name, places in named.items() if name not in known}
    added, diagnostics = _load(unknown, selection, platform, registry)
    default = default_engine(platform.documents)
    engines = {**known, **added}
    if default is None or default.name not in engines:
        return None, diagnostics
    return Engines(default.name, {default.name: engines[default.name], **engines}), diagnostics


def _load(
    named: Mapping[str, list[Setting]],
    selection: Selected,
    platform: Platform,
    registry: PluginRegistry,
) -> tuple[dict[str, Engine], list[Diagnostic]]:
    """Load engines by name; report those that cannot be used at each place that names them."""
    diagnostics: list[Diagnostic] = []
    engines: dict[str, Engine] = {}
    for name, places in named.items():
        try:
            plugin = registry.load_compute(name)
            version = plugin.version
            needs = plugin.get_resource_requirements(WORKLOAD_SIZES[1])
        except PluginError as error:
            diagnostics.extend(_failure(document, node, error) for document, node in places)
            continue
        source = registry.find(PluginCategory.COMPUTE, name)
        if source is None:
            continue
        chosen = selection if name == selection.name else None
        engines[name] = Engine(name, plugin, source, chosen, places[0], version, needs)
        if chosen is not None:
            diagnostics.extend(unexpected_version(chosen, source))
            diagnostics.extend(_check_options(engines[name], chosen, platform.environments))
    return engines, diagnostics


def _by_name(places: Iterable[Setting]) -> dict[str, list[Setting]]:
    """Return the places by the engine that each of them names."""
    named: dict[str, list[Setting]] = {}
    for place in places:
        named.setdefault(str(place.node.value), []).append(place)
    return named


def _failure(document: Document, place: Node | Span, error: PluginError) -> Diagnostic:
    """A plugin that cannot be used, at the name that asks for it."""
    if isinstance(error, PluginNotFound):
        code = "E207"
    elif isinstance(error, PluginIncompatible):
        code = "E202"
    else:
        code = "E208"
    fixes: tuple[Fix, ...] = ()
    near = error.near if isinstance(error, PluginNotFound) else None
    if near is not None and isinstance(place, Node):
        fixes = (document.near_miss_fix(place, near=near),)
    return document.diagnostic(code, place, error.message, error.suggestion, fixes=fixes)


def _check_options(
    engine: Engine, selection: Selected, environments: tuple[str, ...]
) -> Iterator[Diagnostic]:
    """Report wrong, unknown and missing options of the manifest's engine, and written secrets."""
    document = selection.file.document
    if (count := _count(selection.config)) > _MOST_OPTIONS:
        yield _too_many_options(selection, count)
        return
    many = ManyFindings(document)
    expanded = _expanded(selection, environments)
    try:
        errors: Sequence[ErrorDetails] = _config_errors(engine, expanded)
        secrets, failure = _written_secrets(engine, selection, expanded[0], errors)
        together, errors = missing_together(engine.plugin, selection, errors)
        if together is not None:
            yield together
        # A secret under a name that is no option is one mistake: it should not stand there at all.
        unread = {
            loc
            for loc in (tuple(details["loc"]) for details in errors)
            if loc in secrets and meant_option(engine.plugin, loc) is None
        }
        keys = [document.key(*selection.path, "config", *details["loc"]) for details in errors]
        # In the order of the file, in which findings are shown: Pydantic tells inner ones first.
        for key, details in sorted(
            zip(keys, errors, strict=True), key=lambda each: 0 if each[0] is None else each[0].start
        ):
            described = partial(option_error, engine.plugin, engine.source, selection, details)
            if tuple(details["loc"]) in unread:
                continue
            if details["type"] == "extra_forbidden":
                yield from many.finding("E209", key or document.start, described)
            else:
                yield described()
        for loc, variable in secrets.items():
            place = selection.node("config", *loc) or document.start
            described = partial(written_secret, selection, loc, variable, is_read=loc not in unread)
            yield from many.finding("E214", place, described)
    except PluginCallError as error:
        failure = error
    if failure is not None:
        node = selection.node("type")
        yield _failure(document, node or document.start, failure)
    yield from unknown_placeholders(selection)


def _expanded(selection: Selected, environments: tuple[str, ...]) -> list[Mapping[str, object]]:
    """Return the options as a profile will hold them: of the first environment, and what differs.

    Placeholders stand for text, and what an engine takes as ``shop_dev`` it may not take as
    ``shop_pre-prod``.
    """
    found = [
        cast("Mapping[str, object]", expand(selection.config, "product", environment))
        for environment in environments
    ]
    return [found[0], *(options for options in found[1:] if options != found[0])]


def _config_errors(engine: Engine, expanded: Sequence[Mapping[str, object]]) -> list[ErrorDetails]:
    """Return what is wrong with the options in any environment, each mistake once."""
    errors: dict[tuple[object, str], ErrorDetails] = {}
    for options in expanded:
        for details in config_errors(engine.plugin, options):
            errors.setdefault((details["loc"], details["type"]), details)
    return list(errors.values())


def _written_secrets(
    engine: Engine,
    selection: Selected,
    options: Mapping[str, object],
    errors: Iterable[ErrorDetails],
) -> tuple[Mapping[tuple[str | int, ...], str], PluginCallError | None]:
    """Return the credentials among options that are right, or unknown at most, by their place."""
    if any(details["type"] != "extra_forbidden" for details in errors):
        return {}, None
    try:
        return prepare(engine.plugin, options, selection.secret_ref).variables, None
    except PluginCallError as error:
        return {}, error


def _count(options: object) -> int:
    """Return how many values there are, at all depths: options, lists and what they hold."""
    count, pending = 0, [options]
    while pending:
        value = pending.pop()
        below = value.values() if is_mapping(value) else value if is_list(value) else ()
        count += len(below)
        pending.extend(below)
    return count


def _too_many_options(selection: Selected, count: int) -> Diagnostic:
    document = selection.file.document
    return document.diagnostic(
        "E210",
        document.key(*selection.path, "config") or document.start,
        f"'config' contains {count:,} options and values, at most {_MOST_OPTIONS:,} are allowed",
        "remove what the engine does not need; no dbt adapter has so many options",
    )

"""RESOLVE: the compute engines that a product's transforms run on, and their options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.errors import (
    PluginCallError,
    PluginError,
    PluginIncompatible,
    PluginNotFound,
)
from floe_lsp.plugins.placeholders import expand, unknown_placeholders
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.sources import Origin
from floe_lsp.schemas import reflection
from floe_lsp.schemas.secrets import is_credential_key
from floe_lsp.schemas.wording import dotted, quote
from floe_lsp.syntax import Node, Path, Span, TextEdit, dereference
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.near_miss import near_miss

from .diagnostics import Diagnostic, Fix
from .documents import Document
from .inheritance import Platform, Selected
from .outline import ProductOutline

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from floe_lsp.plugins.compute import ComputePlugin
    from floe_lsp.plugins.registry import PluginRegistry
    from floe_lsp.plugins.sources import PluginSource


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
    place: tuple[Document, Node]
    """What names the engine."""

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


def resolve_engines(
    product: ProductOutline, platform: Platform, registry: PluginRegistry
) -> tuple[Engines | None, list[Diagnostic]]:
    """Load the engines that the product uses and check their options."""
    selection = platform.plugins.get("compute")
    if selection is None:
        return None, []
    default = platform.defaults.get("compute", selection.name)
    diagnostics: list[Diagnostic] = []
    engines: dict[str, Engine] = {}
    for name, (document, node) in _named_engines(product, platform, selection, default).items():
        try:
            plugin = registry.load_compute(name)
        except PluginError as error:
            diagnostics.append(_failure(document, node, error))
            continue
        source = registry.find(PluginCategory.COMPUTE, name)
        if source is None:
            continue
        chosen = selection if name == selection.name else None
        engines[name] = Engine(name, plugin, source, chosen, (document, node))
        if chosen is not None:
            diagnostics.extend(check_options(engines[name], chosen))
    if default not in engines:
        return None, diagnostics
    ordered = {default: engines[default], **engines}
    return Engines(default, ordered), diagnostics


def _named_engines(
    product: ProductOutline, platform: Platform, selection: Selected, default: str
) -> dict[str, tuple[Document, Node]]:
    """Every engine by name, with the first place that names it."""
    named: dict[str, tuple[Document, Node]] = {}
    for file in platform.chain:
        node = file.document.node("defaults", "compute")
        if node is not None and node.value == default:
            named[default] = (file.document, node)
            break
    typed = selection.file.document.node("plugins", "compute", "type")
    if typed is not None:
        named.setdefault(selection.name, (selection.file.document, typed))
    for transform in product.transforms:
        entry = transform.fields.get("compute")
        if entry is not None and isinstance(entry.value.value, str):
            named.setdefault(entry.value.value, (product.document, entry.value))
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
        edit = TextEdit(place.span, near)
        fixes = (document.fix(f"Replace with {quote(near)}", edit),)
    return document.diagnostic(code, place, error.message, error.suggestion, fixes=fixes)


def check_options(engine: Engine, selection: Selected) -> Iterator[Diagnostic]:
    """Report wrong, unknown and missing options of the manifest's engine, and written secrets."""
    document = selection.file.document
    # Placeholders stand for text, so options are checked as a profile will hold them.
    options = cast("Mapping[str, object]", expand(selection.config, "product", "dev"))
    try:
        errors = config_errors(engine.plugin, options)
        yield from (_option_error(engine, selection, details) for details in errors)
        if not any(details["type"] != "extra_forbidden" for details in errors):
            prepared = prepare(engine.plugin, options, selection.secret_ref)
            for loc, variable in prepared.variables.items():
                yield written_secret(selection, loc, variable)
    except PluginCallError as error:
        node = selection.file.document.node("plugins", "compute", "type")
        yield _failure(document, node or document.start, error)
    yield from unknown_placeholder(selection)


def written_secret(selection: Selected, loc: Path, variable: str) -> Diagnostic:
    """Warn of a credential in a plugin's config (E214); it is never written to an artifact."""
    document = selection.file.document
    node = selection.file.document.node("plugins", selection.category, "config", *loc)
    reads = f" and the artifact reads {variable}" if variable else ""
    fixes: tuple[Fix, ...] = ()
    if node is not None and variable:
        edit = TextEdit(dereference(node).span, emit_scalar(variable))
        fixes = (document.fix("Replace with a variable of the environment", edit),)
    return document.diagnostic(
        "E214",
        node or document.start,
        f"{quote(str(loc[-1]))} is written into the manifest; it is left out{reads}",
        "write {{ env_var('NAME') }} or name its secret in connection_secret_ref",
        fixes=fixes,
    )


def unknown_placeholder(selection: Selected) -> Iterator[Diagnostic]:
    """Warn of ``{names}`` in a plugin's config that nothing is put in place of (E216)."""
    document = selection.file.document
    for loc, name in unknown_placeholders(selection.config):
        node = selection.file.document.node("plugins", selection.category, "config", *loc)
        if node is not None:
            yield document.diagnostic(
                "E216",
                node,
                f"nothing is put in place of {{{name}}}",
                "known placeholders: {product_name}, {product_slug}, {environment}",
            )


def _option_error(engine: Engine, selection: Selected, details: ErrorDetails) -> Diagnostic:
    """One error of a plugin's config, at the option, at its key, or where it is missing."""
    document = selection.file.document
    base: Path = ("plugins", selection.category, "config")
    loc = tuple(details["loc"])
    context = details.get("ctx", {})
    place = document.place(*base, *loc)
    if details["type"] == "extra_forbidden":
        return _unknown_option(engine, document, loc, place.key if place else None)
    suggestion = context.get("suggestion")
    if details["type"] in ("missing_option", "missing"):
        name = str(loc[-1])
        parent = document.place(*base, *loc[:-1]) or document.place(*base[:-1])
        node = document.start if parent is None else (parent.key or parent.value)
        code = "E107" if is_credential_key(name) else "E211"
        return document.diagnostic(code, node, details["msg"], suggestion)
    message = details["msg"]
    if engine.source.origin is Origin.INSTALLED:
        message = f"{quote(dotted(loc))} is refused by {engine.source.described()}: {message}"
    if place is None:
        return document.diagnostic("E210", document.start, message, suggestion)
    node = dereference(place.value)
    fixes: tuple[Fix, ...] = ()
    replacement = context.get("replacement")
    if isinstance(replacement, str):
        fix = document.fix(f"Replace with {replacement}", TextEdit(node.span, replacement))
        fixes = (fix,)
    if place.key is not None and node.start == node.end:
        node = place.key
    return document.diagnostic("E210", node, message, suggestion, fixes=fixes)


def _unknown_option(engine: Engine, document: Document, loc: Path, key: Node | None) -> Diagnostic:
    name = str(loc[-1])
    schema = engine.plugin.get_config_schema()
    known = () if schema is None else reflection.allowed_keys(schema, loc[:-1])
    near = near_miss(name, known)
    fixes: tuple[Fix, ...] = ()
    if near is not None and key is not None:
        fixes = (document.fix(f"Rename to {quote(near)}", TextEdit(key.span, near)),)
    return document.diagnostic(
        "E209",
        key or document.start,
        f"{engine.name} has no option {quote(name)}, and dbt would ignore it",
        f"did you mean {quote(near)}?" if near else "check its spelling, or remove it",
        fixes=fixes,
    )

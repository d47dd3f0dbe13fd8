"""Asks installed storage, catalog and ingestion plugins how a platform's tables are reached.

A plugin is made anew with the options of a manifest, and asked for data: none opens a connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic import BaseModel, ValidationError

from floe_lsp.wording.quoting import quote_name

from .categories import PluginCategory
from .deployment import Deployment
from .errors import PluginCallError, PluginNeedsConfigError
from .isolation import call_isolated, load_isolated, plain_data
from .registry import import_target, needed_arguments

if TYPE_CHECKING:
    from .registry import PluginRegistry
    from .sources import PluginSource


class PluginChoice(NamedTuple):
    """A plugin that a manifest selects, with its options; credentials are templates."""

    category: PluginCategory
    name: str
    options: Mapping[str, object]


class InvalidPluginOptions(PluginCallError):
    """A plugin does not take its options; ``details`` are Pydantic's, in the order of its model."""

    def __init__(self, source: PluginSource, choice: PluginChoice, error: ValidationError) -> None:
        super().__init__(source, "does not take its options")
        self.category = choice.category
        self.details = error.errors(include_url=False, include_input=False)


def deployment_of(
    registry: PluginRegistry,
    storage: PluginChoice,
    catalog: PluginChoice | None = None,
    ingestion: PluginChoice | None = None,
) -> Deployment:
    """Ask the plugins of a platform how its tables are reached.

    Args:
        registry: The plugins.
        storage: The selected storage.
        catalog: The selected catalog.
        ingestion: The selected ingestion, where a product has sources; it needs a catalog.

    Raises:
        PluginNotFound: One of them is not installed.
        PluginError: One cannot be loaded, does not take its options, or fails.
    """
    storage_binding = _asked(registry, storage, "get_deployment_binding")
    catalog_binding = ingestion_binding = None
    if catalog is not None:
        catalog_binding = _asked(registry, catalog, "build_catalog_deployment", storage_binding)
    if ingestion is not None:
        ingestion_binding = _asked(
            registry,
            ingestion,
            "build_deployment_binding",
            storage=storage_binding,
            catalog=catalog_binding,
        )
    bindings = {
        choice.category.value: plain_data(_source(registry, choice), "its binding", binding)
        for choice, binding in (
            (storage, storage_binding),
            (catalog, catalog_binding),
            (ingestion, ingestion_binding),
        )
        if choice is not None
    }
    return Deployment(storage_binding, catalog_binding, ingestion_binding, bindings)


def _source(registry: PluginRegistry, choice: PluginChoice) -> PluginSource:
    source = registry.find(choice.category, choice.name)
    if source is None:
        raise registry.not_found(choice.category, choice.name)
    return source


def _asked(
    registry: PluginRegistry, choice: PluginChoice, member: str, *arguments: object, **named: object
) -> object:
    """Call a member of a plugin that has the options of a manifest."""
    source = _source(registry, choice)
    plugin: Any = _configured(source, choice)
    return call_isolated(
        source, member, lambda: cast("object", getattr(plugin, member)(*arguments, **named))
    )


def _configured(source: PluginSource, choice: PluginChoice) -> object:
    """Make a plugin with its options, as the released registry does.

    A class that cannot be made without options is asked for their model before it is made.
    """
    factory = load_isolated(source, "imported", lambda: import_target(source))
    if not isinstance(factory, type):
        return _with_options(source, choice, factory)
    needed = load_isolated(source, "created", lambda: needed_arguments(factory))
    if not needed:
        return _with_options(source, choice, load_isolated(source, "created", factory))
    if needed != ["config"]:
        names = ", ".join(map(quote_name, needed))
        raise PluginNeedsConfigError(source, f"can only be created with {names}")
    make = cast("Callable[..., object]", factory)
    blank = load_isolated(source, "created", lambda: cast("object", object.__new__(factory)))
    options = _options(source, choice, blank)
    return load_isolated(source, "created", lambda: make(config=options))


def _with_options(source: PluginSource, choice: PluginChoice, plugin: Any) -> object:
    options = _options(source, choice, plugin)
    if options is not None:
        call_isolated(source, "configure", lambda: plugin.configure(options))
    return plugin


def _options(source: PluginSource, choice: PluginChoice, plugin: Any) -> BaseModel | None:
    member = "get_config_schema"
    schema = call_isolated(source, member, lambda: cast("object", getattr(plugin, member)()))
    if not (isinstance(schema, type) and issubclass(schema, BaseModel)):
        return None

    def checked() -> BaseModel | ValidationError:
        try:
            return schema.model_validate(choice.options)
        except ValidationError as error:
            return error

    found = call_isolated(source, f"its config model {schema.__name__}", checked)
    if isinstance(found, ValidationError):
        raise InvalidPluginOptions(source, choice, found)
    return found

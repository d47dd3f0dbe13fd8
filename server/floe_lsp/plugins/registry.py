"""Finds plugins and loads the one that is named, and nothing else.

A plugin that is installed wins over a built-in one of the same name; in a workspace that is not
trusted, installed plugins don't exist, because to load one is to run its code.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib import import_module
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, cast

from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import listed, quote_name

from .catalogue import install_command, known_plugin, known_plugins
from .categories import PluginCategory
from .errors import (
    PluginError,
    PluginIncompatible,
    PluginLoadError,
    PluginNeedsConfigError,
    PluginNotFound,
)
from .isolation import load_isolated
from .metadata import PLATFORM_API_VERSION, is_compatible
from .sources import BUILT_IN, Origin, PluginSource, SourcesByName, discover

if TYPE_CHECKING:
    from .compute import ComputePlugin
    from .identity import InstalledIdentityPlugin, TokenOwner
    from .metadata import PluginMetadata


class PluginRegistry:
    """The plugins of one Python environment, found once.

    Args:
        trusted: Whether installed plugins may be used.
    """

    def __init__(self, *, trusted: bool = True) -> None:
        self.trusted = trusted
        self._by_name: SourcesByName | None = None
        self._unreadable: tuple[str, ...] = ()
        self._loaded: dict[tuple[PluginCategory, str], PluginMetadata | PluginError] = {}
        self._owners: dict[tuple[str, str], TokenOwner] = {}

    def names(self, category: PluginCategory) -> tuple[str, ...]:
        """Return the names that can be selected, sorted; imports no plugin."""
        return tuple(sorted(name for found, name in self._sources() if found is category))

    def find(self, category: PluginCategory, name: str) -> PluginSource | None:
        """Return where a plugin comes from, and which others of its name are not used."""
        return self._sources().get((category, name))

    @property
    def unreadable(self) -> tuple[str, ...]:
        """Distributions whose entry points cannot be read, so that their plugins are not found."""
        self._sources()
        return self._unreadable

    def load(self, category: PluginCategory, name: str) -> PluginMetadata:
        """Return a plugin, loaded on first use; so is remembered that one cannot be loaded.

        A name that no plugin has is not: whoever types one types many.

        Raises:
            PluginNotFound: If none has this name.
            PluginLoadError: If it cannot be imported or made.
            PluginIncompatible: If it is for another version of the interface.
        """
        key = (category, name)
        if (source := self.find(category, name)) is None:
            raise self.not_found(category, name)
        if key not in self._loaded:
            try:
                self._loaded[key] = _load_from(source)
            except PluginError as error:
                self._loaded[key] = error.again()
        loaded = self._loaded[key]
        if isinstance(loaded, PluginError):
            raise loaded.again()
        return loaded

    def load_compute(self, name: str) -> ComputePlugin:
        """Return a compute plugin; built-in or installed makes no difference to its callers.

        Raises:
            PluginError: As ``load``.
        """
        return cast("ComputePlugin", self.load(PluginCategory.COMPUTE, name))

    def load_identity(self, name: str) -> InstalledIdentityPlugin:
        """Return an identity plugin; none is built in.

        Raises:
            PluginError: As ``load``.
        """
        return cast("InstalledIdentityPlugin", self.load(PluginCategory.IDENTITY, name))

    def owner_of(self, name: str, token: str) -> TokenOwner:
        """Return who an identity plugin says that a token belongs to; it is asked once.

        Raises:
            PluginError: As ``load``, or the plugin fails.
        """
        key = (name, token)
        if key not in self._owners:
            self._owners[key] = self.load_identity(name).owner_of(token)
        return self._owners[key]

    def not_found(self, category: PluginCategory, name: str) -> PluginNotFound:
        """Return the error of a name that no plugin has, with what to do about it."""
        names = self.names(category)
        known = known_plugin(category, name)
        message = f"{category.noun} {quote_name(name)} is not installed"
        if known is not None and known.package is None:
            message += ", and no package of it is published"
        others = {*names, *(plugin.name for plugin in known_plugins(category))} - {name}
        near = near_miss(name, others) if known is None else None
        advice = self._advice(category, name, names, near)
        return PluginNotFound(category, name, message, advice, near)

    def _advice(
        self, category: PluginCategory, name: str, names: tuple[str, ...], near: str | None
    ) -> str:
        command = install_command(category, near or name)
        known = [plugin.name for plugin in known_plugins(category)]
        if names:
            choice = f"available: {listed(names)}"
        else:
            choice = f"known: {listed(known)}" if known else ""
        if near is not None and (near in names or self.trusted):
            meant = f"did you mean {quote_name(near)}?"
            if near not in names and command is not None:
                meant += f" if so, {command};"
            return f"{meant} {choice}"
        if not self.trusted:
            return "trust the workspace; plugins of other packages are used only then"
        if command is not None:
            return command
        if names:
            return f"{choice}; or install a package that has {quote_name(name)}"
        install = f"install a package that registers it under {category.group}"
        return f"{install}; {choice}" if choice else install

    def _sources(self) -> SourcesByName:
        if self._by_name is None:
            by_name: SourcesByName = {
                (source.category, name): source for name, source in BUILT_IN.items()
            }
            if self.trusted:
                discovery = discover()
                self._unreadable = discovery.unreadable
                for key, source in discovery.sources.items():
                    built_in = by_name.get(key)
                    others = () if built_in is None else (built_in,)
                    by_name[key] = replace(source, rivals=(*source.rivals, *others))
            self._by_name = by_name
        return self._by_name


def _load_from(source: PluginSource) -> PluginMetadata:
    made = _make(source, load_isolated(source, "imported", lambda: import_target(source)))
    if source.origin is Origin.BUILT_IN:
        return cast("PluginMetadata", made)
    return _adapted(source, made)


def import_target(source: PluginSource) -> object:
    """Import what a plugin is registered as: ``module:attribute [extras]``."""
    module, _, attribute = source.target.partition("[")[0].strip().partition(":")
    found: Any = import_module(module.strip())
    for step in attribute.strip().split("."):
        found = getattr(found, step) if step else found
    return found


def _make(source: PluginSource, factory: object) -> object:
    """Make the plugin of its class; an object that is one already is taken as it is."""
    if not isinstance(factory, type):
        return factory
    needed = load_isolated(source, "created", lambda: needed_arguments(factory))
    if needed:
        names = ", ".join(map(quote_name, needed))
        advice = "its options cannot be checked here; it is used when the product runs"
        if source.category is PluginCategory.COMPUTE:
            maintainers = f"the maintainers of {source.distribution}"
            advice = f"ask {maintainers} for a class that can be created without it"
        raise PluginNeedsConfigError(
            source,
            f"can only be created with {names}, which a compilation does not have",
            advice,
        )
    return load_isolated(source, "created", lambda: cast("object", factory()))


def needed_arguments(factory: type) -> list[str]:
    """Return the names of the arguments without which a class cannot be made."""
    try:
        parameters = signature(factory).parameters
    except ValueError:  # a class written in C may not tell
        return []
    return [
        name
        for name, parameter in parameters.items()
        if parameter.default is Parameter.empty
        and parameter.kind not in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
    ]


def _adapted(source: PluginSource, made: object) -> PluginMetadata:
    """Put an installed plugin behind our interface, or say why that cannot be."""
    from .identity import IDENTITY_MEMBERS, InstalledIdentityPlugin  # noqa: PLC0415 - as above
    from .released import COMPUTE_MEMBERS, METADATA_MEMBERS, InstalledComputePlugin, InstalledPlugin  # noqa: PLC0415 - it brings pydantic, which a look-up doesn't need

    compute = source.category is PluginCategory.COMPUTE
    identity = source.category is PluginCategory.IDENTITY
    members = COMPUTE_MEMBERS if compute else IDENTITY_MEMBERS if identity else METADATA_MEMBERS
    missing = [
        member
        for member in members
        if not load_isolated(source, "read", partial(hasattr, made, member))
    ]
    if missing:
        raise PluginLoadError(
            source,
            f"is not a usable {source.category.noun}: "
            f"{type(made).__name__} has no {', '.join(missing)}",
            f"it is registered as {source.entry_point()}",
        )
    if compute:
        rivals = [rival for rival in source.rivals if rival.origin is Origin.BUILT_IN]
        built_in = (
            cast("ComputePlugin", _make(rivals[0], import_target(rivals[0]))) if rivals else None
        )
        plugin = InstalledComputePlugin(source, made, built_in)
    elif identity:
        plugin = InstalledIdentityPlugin(source, made)
    else:
        plugin = InstalledPlugin(source, made)
    _check_interface(source, plugin.floe_api_version)
    return plugin


def _check_interface(source: PluginSource, wanted: str) -> None:
    try:
        compatible = is_compatible(wanted)
    except ValueError as error:
        raise PluginLoadError(source, f"reports a wrong interface version: {error}") from None
    if not compatible:
        raise PluginIncompatible(
            source,
            f"is written for version {wanted} of the plugin interface, this is "
            f"{PLATFORM_API_VERSION}",
            f"install another version of {source.distribution}",
        )

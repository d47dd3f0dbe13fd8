"""Checks the config of a plugin against its own model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from .compute import ComputePlugin
from .isolation import call_isolated
from .metadata import PluginMetadata
from .option_model import EngineOptions
from .released import InstalledPlugin

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class _CommonOptions(EngineOptions):
    """What is known of the options of every compute plugin."""

    model_config = ConfigDict(extra="allow")


def config_errors(plugin: PluginMetadata, config: Mapping[str, object]) -> list[ErrorDetails]:
    """Return what is wrong with a plugin's config, in the order of its model.

    Kinds and context of the built-in engines' errors are told in ``problems``; another plugin's
    are Pydantic's own. Messages of built-in engines are for people as they are.

    Raises:
        PluginCallError: If the code of an installed plugin fails.
    """
    schema = plugin.get_config_schema()
    found: list[ErrorDetails] = []
    if schema is not None:
        check = partial(_errors, schema, config)
        if isinstance(plugin, InstalledPlugin):
            found = call_isolated(plugin.source, f"its config model {schema.__name__}", check)
        else:
            found = check()
    if isinstance(plugin, InstalledPlugin) and isinstance(plugin, ComputePlugin):
        # What every engine is called with must be right, whatever the plugin's model says of it.
        known = {details["loc"] for details in found}
        common = _errors(_CommonOptions, config)
        found.extend(details for details in common if details["loc"] not in known)
    return found


def _errors(schema: type[BaseModel], config: Mapping[str, object]) -> list[ErrorDetails]:
    try:
        schema.model_validate(config)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []

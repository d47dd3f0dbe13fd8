"""Installed plugins behind the interface of this package.

A plugin may subclass ``PluginMetadata`` and ``ComputePlugin`` of this package or of the released
ones; only its members count. Every call runs isolated.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from .compute import ComputeConfig, ComputePlugin, ProfileOutput, ResourceSpec
from .credentials import Credential
from .errors import PluginCallError
from .isolation import call_isolated, plain_data
from .metadata import PluginMetadata
from .sources import PluginSource

if TYPE_CHECKING:
    from .deployment import Deployment

METADATA_MEMBERS = ("name", "version", "floe_api_version")
"""What every plugin must have."""

COMPUTE_MEMBERS = (
    *METADATA_MEMBERS,
    "is_self_hosted",
    "generate_dbt_profile",
    "get_required_dbt_packages",
    "get_resource_requirements",
)
"""What a compute plugin must have."""

_RELEASED_CONFIG = "floe_core.compute_config"


class InstalledPlugin(PluginMetadata):
    """Any installed plugin. Errors of its code are ``PluginCallError``."""

    def __init__(self, source: PluginSource, plugin: object) -> None:
        self.source = source
        self.plugin: Any = plugin

    @property
    def name(self) -> str:
        """Name that it is registered under, which is the one that manifests use."""
        return self.source.name

    @property
    def version(self) -> str:
        """Version that it tells."""
        return self._text("version")

    @property
    def floe_api_version(self) -> str:
        """Interface version that it tells."""
        return self._text("floe_api_version")

    @property
    def description(self) -> str:
        """Description that it tells, if it has one."""
        return self._text("description") if self._has("description") else ""

    def get_config_schema(self) -> type[BaseModel] | None:
        """Return its config model, ``None`` if it has none."""
        if not self._has("get_config_schema"):
            return None
        schema = self._call("get_config_schema")
        if schema is None:
            return None
        if isinstance(schema, type) and issubclass(schema, BaseModel):
            return schema
        raise self._returned("get_config_schema", cast("object", schema), "a Pydantic model")

    def _has(self, member: str) -> bool:
        return call_isolated(self.source, member, lambda: hasattr(self.plugin, member))

    def _read(self, member: str) -> object:
        return call_isolated(self.source, member, lambda: getattr(self.plugin, member))

    def _text(self, member: str) -> str:
        value = self._read(member)
        if not isinstance(value, str):
            raise self._returned(member, value, "text")
        return value

    def _call(self, member: str, *arguments: object) -> object:
        return call_isolated(
            self.source, member, lambda: cast("object", getattr(self.plugin, member)(*arguments))
        )

    def _returned(self, member: str, value: object, expected: str) -> PluginCallError:
        return PluginCallError(
            self.source, f"returned {type(value).__name__} from {member}, where {expected} belongs"
        )


class InstalledComputePlugin(InstalledPlugin, ComputePlugin):
    """An installed compute plugin.

    Args:
        source: Where it comes from.
        plugin: The plugin.
        built_in: The built-in engine of the same name, if there is one. It is asked for what
            a released plugin has no member for.
    """

    def __init__(
        self, source: PluginSource, plugin: object, built_in: ComputePlugin | None = None
    ) -> None:
        super().__init__(source, plugin)
        self.built_in = built_in

    @property
    def is_self_hosted(self) -> bool:
        """Whether it says that it runs on the platform's own machines."""
        return bool(self._read("is_self_hosted"))

    def generate_dbt_profile(self, config: ComputeConfig) -> ProfileOutput:
        """Return the output that it makes, as plain data."""
        member = "generate_dbt_profile"
        ours = isinstance(self.plugin, ComputePlugin)
        argument = config if ours else call_isolated(self.source, member, lambda: _released(config))
        returned = plain_data(self.source, member, self._call(member, argument))
        if not isinstance(returned, dict):
            raise self._returned(member, returned, "a mapping")
        output = cast("ProfileOutput", returned)
        if not isinstance(output.get("type"), str):
            raise PluginCallError(self.source, f"returned an output without 'type' from {member}")
        if not ours and isinstance(config.threads, str):
            output["threads"] = config.threads
        return output

    def augment_dbt_profile(self, output: ProfileOutput, deployment: Deployment) -> ProfileOutput:
        """Return the output as it makes it, if it has something to add."""
        member = "augment_dbt_profile"
        if not self._has(member):
            return output
        argument = deployment
        if not isinstance(self.plugin, ComputePlugin):
            argument = call_isolated(self.source, member, deployment.released)
        returned = plain_data(self.source, member, self._call(member, dict(output), argument))
        if not isinstance(returned, dict):
            raise self._returned(member, returned, "a mapping")
        return cast("ProfileOutput", returned)

    def get_required_dbt_packages(self) -> list[str]:
        """Return the requirements that it names."""
        member = "get_required_dbt_packages"
        packages = plain_data(self.source, member, self._call(member))
        if isinstance(packages, list):
            return [str(package) for package in cast("list[object]", packages)]
        raise self._returned(member, packages, "a list")

    def get_resource_requirements(self, workload_size: str) -> ResourceSpec:
        """Return the resources that it names for a size."""
        member = "get_resource_requirements"
        spec = self._call(member, workload_size)
        return call_isolated(
            self.source,
            member,
            lambda: ResourceSpec(
                **{name: getattr(spec, name) for name in ResourceSpec.model_fields}
            ),
        )

    def canonical(self, options: Mapping[str, object]) -> dict[str, object]:
        """Return the options under its own names, if it knows others."""
        if isinstance(self.plugin, ComputePlugin):
            return cast("dict[str, object]", self._call("canonical", options))
        return super().canonical(options)

    def credentials(self, connection: Mapping[str, object]) -> tuple[Credential, ...]:
        """Return the credentials that it declares; a released plugin declares none."""
        if isinstance(self.plugin, ComputePlugin):
            return cast("tuple[Credential, ...]", self._call("credentials", connection))
        return super().credentials(connection)

    def holds_secret(self, loc: tuple[int | str, ...]) -> bool | None:
        """Say what it knows of a place, or what the built-in engine of its name does."""
        if isinstance(self.plugin, ComputePlugin):
            return cast("bool | None", self._call("holds_secret", loc))
        return None if self.built_in is None else self.built_in.holds_secret(loc)

    def default_connection(self) -> dict[str, object]:
        """Return its own default; a released plugin has none."""
        if isinstance(self.plugin, ComputePlugin):
            return cast("dict[str, object]", self._call("default_connection"))
        return super().default_connection()


def _released(config: ComputeConfig) -> object:
    """Return the config as the released class where the plugin has loaded it, else as ours.

    Templates have no place in the released numbers, so the defaults stand in for them.
    """
    values = {
        name: value
        for name in config.model_fields_set
        if (value := getattr(config, name)) is not None
        and not (name in ("threads", "timeout_seconds") and isinstance(value, str))
    }
    released = sys.modules.get(_RELEASED_CONFIG)
    make = config.__class__ if released is None else released.ComputeConfig
    return make(**values)

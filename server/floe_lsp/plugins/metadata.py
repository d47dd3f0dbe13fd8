"""What every plugin says of itself, and whether it fits this platform."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

PLATFORM_API_VERSION = "1.0"
"""Version of the plugin interface that this package offers, as MAJOR.MINOR."""

_API_VERSION = re.compile(r"([0-9]+)\.([0-9]+)(?:\.[0-9]+)?")


class PluginMetadata(ABC):
    """Base class of every plugin; the member names are those of the released packages.

    A compile only asks a plugin for data. It never starts one, so the interface has no lifecycle.
    """

    @property
    @abstractmethod
    def name(self) -> str:
        """The name that a manifest selects it by, such as ``duckdb``."""

    @property
    @abstractmethod
    def version(self) -> str:
        """Version of the plugin, as MAJOR.MINOR.PATCH."""

    @property
    @abstractmethod
    def floe_api_version(self) -> str:
        """Version of the plugin interface that it was written for, as MAJOR.MINOR."""

    @property
    def description(self) -> str:
        """One sentence for people; empty when there is nothing to say."""
        return ""

    def get_config_schema(self) -> type[BaseModel] | None:
        """Return the model of the plugin's ``config``, ``None`` when it cannot be checked."""
        return None


def is_compatible(
    plugin_api_version: str, platform_api_version: str = PLATFORM_API_VERSION
) -> bool:
    """Say whether a plugin written for one interface version runs on another.

    It does when the major numbers are equal and the plugin's minor number is not the greater one.

    Raises:
        ValueError: If a version is not written as X.Y or X.Y.Z.
    """
    plugin_major, plugin_minor = _major_minor(plugin_api_version)
    platform_major, platform_minor = _major_minor(platform_api_version)
    return plugin_major == platform_major and plugin_minor <= platform_minor


def _major_minor(version: str) -> tuple[int, int]:
    match = _API_VERSION.fullmatch(version)
    if match is None:
        message = f"'{version}' is not a version of the form 1.0"
        raise ValueError(message)
    return int(match[1]), int(match[2])

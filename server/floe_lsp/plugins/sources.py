"""Where plugins come from: the built-in table, and the entry points of installed distributions.

Nothing here imports a plugin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from floe_lsp.wording.quoting import quote_name

from .categories import PluginCategory

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint


class Origin(str, Enum):
    """Who made a plugin."""

    BUILT_IN = "built in"
    INSTALLED = "installed"


@dataclass(frozen=True)
class PluginSource:
    """A plugin that could be loaded."""

    category: PluginCategory
    name: str
    """The name that a manifest selects it by."""
    target: str
    """What to import, as ``package.module:attribute``."""
    origin: Origin
    distribution: str = "floe-lsp"
    """Name of the distribution that has it."""
    distribution_version: str = ""
    rivals: tuple[PluginSource, ...] = field(default=(), compare=False)
    """Others of the same category and name, which are not used."""

    @property
    def publisher(self) -> str | None:
        """The package that it comes from, with its version; ``None`` when it is built in."""
        if self.origin is Origin.BUILT_IN:
            return None
        return f"{self.distribution} {self.distribution_version}".rstrip()

    def described(self) -> str:
        """Name it in words: ``compute plugin 'duckdb' of floe-compute-duckdb 0.1.0``."""
        where = "" if self.publisher is None else f" of {self.publisher}"
        return f"{self.category.noun} {quote_name(self.name)}{where}"

    def entry_point(self) -> str:
        """Name its registration: ``floe.computes: duckdb = floe_compute_duckdb:Plugin``."""
        return f"{self.category.group}: {self.name} = {self.target}"


BUILT_IN = {
    name: PluginSource(PluginCategory.COMPUTE, name, target, Origin.BUILT_IN)
    for name, target in {
        "duckdb": "floe_lsp.plugins.computes.duckdb:DuckDBPlugin",
        "snowflake": "floe_lsp.plugins.computes.snowflake:SnowflakePlugin",
        "bigquery": "floe_lsp.plugins.computes.bigquery:BigQueryPlugin",
        "databricks": "floe_lsp.plugins.computes.databricks:DatabricksPlugin",
        "spark": "floe_lsp.plugins.computes.spark:SparkPlugin",
        "postgres": "floe_lsp.plugins.computes.postgres:PostgresPlugin",
    }.items()
}
"""The built-in compute engines by name, in the order in which a new manifest offers them."""

SourcesByName = dict[tuple[PluginCategory, str], PluginSource]
"""The source of each plugin, by its category and name."""


@dataclass(frozen=True)
class Discovery:
    """What the installed distributions register."""

    sources: SourcesByName
    unreadable: tuple[str, ...]
    """Names of distributions whose entry points could not be read."""


def discover() -> Discovery:
    """Read the entry points of every distribution on ``sys.path``.

    Of several with one name, the first by name of the distribution is used and knows the others.
    A distribution that is given twice on the path counts where it stands first, as for imports.
    """
    found: dict[tuple[PluginCategory, str], list[PluginSource]] = defaultdict(list)
    unreadable: set[str] = set()
    seen: set[str] = set()
    for distribution in _distributions():
        try:
            entry_points = _entry_points(distribution)
        except Exception:  # noqa: BLE001 - a broken file of any package must not stop the others
            unreadable.add(_identity(distribution)[0])
            continue
        if not entry_points:
            continue
        owner, version = _identity(distribution)
        if owner in seen:
            continue
        seen.add(owner)
        for entry_point in entry_points:
            category = _CATEGORIES[entry_point.group]
            found[category, entry_point.name].append(
                PluginSource(
                    category,
                    entry_point.name,
                    entry_point.value,
                    Origin.INSTALLED,
                    owner,
                    version,
                )
            )
    chosen: SourcesByName = {}
    for key, sources in found.items():
        first, *others = sorted(sources, key=lambda source: (source.distribution, source.target))
        chosen[key] = replace(first, rivals=tuple(others))
    return Discovery(chosen, tuple(sorted(unreadable)))


_CATEGORIES = {category.group: category for category in PluginCategory}


def _distributions() -> Iterator[Distribution]:
    from importlib import metadata  # noqa: PLC0415 - 13 ms, for a look-up alone

    return iter(metadata.distributions())


def _entry_points(distribution: Distribution) -> list[EntryPoint]:
    return [each for each in distribution.entry_points if each.group in _CATEGORIES]


def _identity(distribution: Distribution) -> tuple[str, str]:
    """Return name and version as far as the distribution's metadata can be read."""
    try:
        fields = distribution.metadata
        named = {key: fields[key] for key in ("Name", "Version") if key in fields}
    except Exception:  # noqa: BLE001 - as in ``discover``
        named = {}
    return named.get("Name") or "a distribution without a name", named.get("Version", "")

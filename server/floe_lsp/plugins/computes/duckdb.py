"""DuckDB, inside the process of dbt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, cast

from floe_lsp.plugins.compute import ProfileOutput
from floe_lsp.plugins.credentials import Credential
from floe_lsp.plugins.deployment import Deployment
from floe_lsp.plugins.option_model import EngineOptions

from .duckdb_catalog import with_catalog
from .duckdb_options import LIFTED, DuckDBOptions
from .engine import EnginePlugin

_MOTHERDUCK = ("md:", "motherduck:")
_LOGIN = "motherduck_token"


class DuckDBPlugin(EnginePlugin):
    """DuckDB as a compute engine."""

    engine: ClassVar[str] = "duckdb"
    summary: ClassVar[str] = "DuckDB, embedded in the process of dbt"
    options: ClassVar[type[EngineOptions]] = DuckDBOptions
    packages: ClassVar[tuple[str, ...]] = ("dbt-duckdb>=1.9,<1.12",)
    self_hosted: ClassVar[bool] = True
    runs_in_pod: ClassVar[bool] = True
    secrets: ClassVar[tuple[str, ...]] = (_LOGIN,)
    places: ClassVar[Mapping[tuple[str, ...], bool]] = {
        ("attach", "*", "secret"): False,
        ("attach", "*", "options", "secret"): False,
        ("filesystems", "*", "key"): True,
        ("secrets", "*", "key_id"): True,
    }

    def sign_in(self, connection: Mapping[str, object]) -> tuple[Credential, ...]:
        """Return the token for MotherDuck, unless it stands elsewhere; files need nothing."""
        elsewhere = any(
            isinstance(connection.get(name), Mapping) and _LOGIN in cast("Any", connection[name])
            for name in ("settings", "config_options")
        )
        addresses = [path for path in _paths(connection) if path.startswith(_MOTHERDUCK)]
        if not addresses or elsewhere or any(f"{_LOGIN}=" in path for path in addresses):
            return ()
        return (Credential(_LOGIN),)

    def arrange(self, output: ProfileOutput) -> ProfileOutput:
        """Move the lifted options to where the adapter reads them.

        ``memory_limit`` and the token are settings; every adapter version reads the token there.
        ``access_mode`` counts only while DuckDB opens the file, so it goes to ``config_options``.
        What is written there already stays.
        """
        output.setdefault("path", ":memory:")
        for option, home in LIFTED.items():
            present = output.get(home, {})
            if option in output and isinstance(present, Mapping):
                value = output.pop(option)
                output[home] = {option: value, **cast("Mapping[str, object]", present)}
        return output

    def augment_dbt_profile(self, output: ProfileOutput, deployment: Deployment) -> ProfileOutput:
        """Attach the platform's catalog."""
        return with_catalog(output, deployment)


def _paths(connection: Mapping[str, object]) -> Iterator[str]:
    attached = connection.get("attach")
    entries = cast("list[object]", attached) if isinstance(attached, list) else []
    for entry in (connection, *entries):
        path = (
            cast("Mapping[str, object]", entry).get("path") if isinstance(entry, Mapping) else None
        )
        if isinstance(path, str):
            yield path

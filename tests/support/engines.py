"""The built-in engines, options that are enough for each, and what holds for all their outputs."""

from __future__ import annotations

import json
from collections.abc import Mapping

from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.compute import ComputePlugin
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.schemas.types.secrets.written_out import find_literal_credentials

SNOWFLAKE = {"account": "org-acc", "database": "DB", "schema": "{product_slug}"}
BIGQUERY = {"project": "proj", "dataset": "ds"}
DATABRICKS = {"host": "h", "http_path": "/p", "schema": "s"}
POSTGRES = {"host": "h", "dbname": "d", "schema": "s"}


def engine(name: str) -> ComputePlugin:
    return PluginRegistry(trusted=False).load_compute(name)


def secret(name: str) -> str:
    return f"{{{{ env_var('FLOE_SECRET_{name}') }}}}"


def check_output(name: str, options: Mapping[str, object], expected: Mapping[str, object]) -> None:
    """Compare the dbt output that an engine makes of options, which holds no credential."""
    plugin = engine(name)
    assert config_errors(plugin, options) == []
    output = plugin.generate_dbt_profile(prepare(plugin, options).config)
    assert output == {"type": name, "threads": 4, **expected}
    # A filter changes the type of what is read and gives nothing away.
    unfiltered = json.loads(json.dumps(output).replace(" | as_native", ""))
    assert list(find_literal_credentials(unfiltered)) == []
    assert next(iter(output)) == "type"
    assert list(output)[-1] == "threads"

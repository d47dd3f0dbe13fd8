"""DuckDB on the tables of an Iceberg catalog: what its output of dbt needs to reach them.

The same as floe-compute-duckdb 0.1.0a1 adds: two extensions, a secret and an attached database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from floe_lsp.plugins.compute import ProfileOutput
from floe_lsp.plugins.deployment import Deployment
from floe_lsp.wording.dbt_templates import env_var

_EXTENSIONS = ("httpfs", "iceberg")


def with_catalog(output: ProfileOutput, deployment: Deployment) -> ProfileOutput:
    """Return an output with the catalog of a deployment attached, if it speaks Iceberg REST.

    A secret or a database of the same name that the manifest configures itself stays.
    """
    catalog: Any = deployment.catalog
    binding: Any = getattr(getattr(catalog, "dbt", None), "iceberg_rest", None)
    binding = binding or getattr(catalog, "iceberg_rest", None)
    if binding is None:
        return output
    options = {"endpoint": binding.uri, **binding.properties}
    added = dict(output)
    added["extensions"] = _joined(output.get("extensions"), *_EXTENSIONS)
    if binding.oauth2 is not None:
        secret = _secret(binding.oauth2)
        options.setdefault("secret", secret["name"])
        added["secrets"] = _joined_by("name", output.get("secrets"), secret)
    attached = {
        "path": binding.warehouse,
        "alias": binding.catalog_name,
        "type": "iceberg",
        "options": options,
    }
    added["attach"] = _joined_by("alias", output.get("attach"), attached)
    return added


def _secret(oauth2: Any) -> dict[str, str]:
    secret = {
        "type": "iceberg",
        "name": oauth2.secret_name,
        "client_id": env_var(oauth2.client_id_env),
        "client_secret": env_var(oauth2.client_secret_env),
        "oauth2_server_uri": env_var(oauth2.oauth2_server_uri_env),
    }
    if oauth2.oauth2_scope_env is not None:
        secret["oauth2_scope"] = env_var(oauth2.oauth2_scope_env, oauth2.oauth2_scope_default)
    return secret


def _joined(present: object, *added: str) -> list[object]:
    entries = list(cast("list[object]", present)) if isinstance(present, list) else []
    return [*entries, *(each for each in added if each not in entries)]


def _joined_by(key: str, present: object, added: Mapping[str, object]) -> list[object]:
    entries = list(cast("list[object]", present)) if isinstance(present, list) else []
    names = [
        cast("Mapping[str, object]", each).get(key) for each in entries if isinstance(each, Mapping)
    ]
    return entries if added[key] in names else [*entries, dict(added)]

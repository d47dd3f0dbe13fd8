"""Names that tie a file to one environment, and are therefore refused.

The released compiler refuses the product's names as keys at any depth, even as labels or column
names. Here they are refused where they are fields; free maps may use any word.
"""

from typing import Final

from floe_lsp.schemas.types.formats import CAMEL_HUMP

ENVIRONMENT_FIELDS: Final = frozenset(
    {
        "access_key",
        "api_key",
        "connection_string",
        "credentials",
        "database",
        "endpoint",
        "host",
        "password",
        "port",
        "schema",
        "secret_key",
        "token",
        "username",
    }
)
"""Names that are not fields of ``floe.yaml``, since the platform sets them for each environment."""

MANIFEST_ENVIRONMENT_FIELDS: Final = frozenset(
    {
        "dev",
        "env",
        "env_overrides",
        "environment",
        "environments",
        "floe_env",
        "prod",
        "production",
        "staging",
        "target_env",
    }
)
"""Names that are refused at the root of a manifest; ``FLOE_ENV`` selects at run time."""


def is_environment_field(key: str) -> bool:
    """Return whether a key of ``floe.yaml`` is such a name, in any case: ``connectionString``."""
    return _snake(key) in ENVIRONMENT_FIELDS


def is_manifest_environment_field(key: str) -> bool:
    """Return whether a key at the root of a manifest is such a name, in any case."""
    return _snake(key) in MANIFEST_ENVIRONMENT_FIELDS


def _snake(key: str) -> str:
    return CAMEL_HUMP.sub("_", key).lower().replace("-", "_")

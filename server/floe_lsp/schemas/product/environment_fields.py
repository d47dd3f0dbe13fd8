"""Names that tie a product to one environment, and are therefore refused in ``floe.yaml``.

The released compiler refuses them as keys at any depth, even as labels or column names. Here they
are refused where they are fields; free maps may use any word.
"""

from typing import Final

from floe_lsp.schemas.types.formats import snake_case

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


def is_environment_field(key: str) -> bool:
    """Return whether a key of ``floe.yaml`` is such a name, in any case: ``connectionString``."""
    return snake_case(key) in ENVIRONMENT_FIELDS

"""Names that tie a manifest to one environment, and are therefore refused at its root."""

from typing import Final

from floe_lsp.schemas.types.formats import snake_case

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


def is_manifest_environment_field(key: str) -> bool:
    """Return whether a key at the root of a manifest is such a name, in any case."""
    return snake_case(key) in MANIFEST_ENVIRONMENT_FIELDS

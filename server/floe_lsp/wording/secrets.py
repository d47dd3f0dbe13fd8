"""Why no secret is written into a file that floe reads, and where it goes instead."""

from __future__ import annotations

from .dbt_templates import env_var
from .yaml_scalars import double_quoted

NEVER_HERE = "never write a secret here: many people read this file, and its history keeps it"


def where_it_goes(secret: str) -> str:
    """Return what to do with a secret, which is called so in the sentence."""
    return (
        f"keep {secret} in an environment variable, which a plugin's config in the manifest reads "
        f"as {double_quoted(env_var('NAME'))}, or in a secret store, under the name that "
        "connection_secret_ref gives"
    )

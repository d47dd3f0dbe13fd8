"""Predictable names of the environment variables that hold credentials and connections.

``connection_secret_ref: warehouse-login`` and the option ``password`` give
``FLOE_SECRET_WAREHOUSE_LOGIN_PASSWORD``; without a reference the plugin's name takes its place.
The released packages name the variables of a secret the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NO_NAME = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class Credential:
    """An option that the chosen way of signing in needs."""

    option: str
    """Name of the option, as the adapter calls it."""
    secret: bool = True
    """Whether a literal may never be written; a user name or the path of a key file may."""
    filter: str | None = None
    """dbt filter that turns the variable's text into what the adapter takes."""


def secret_variable(owner: str, *option: int | str) -> str:
    """Return the variable of a credential.

    Args:
        owner: ``connection_secret_ref``, else the plugin's name.
        option: Path of the option; the index of a list counts from 1 in the name.
    """
    return _variable("FLOE_SECRET", owner, *option)


def option_variable(plugin: str, *option: int | str) -> str:
    """Return the variable of an option that is not a credential and that no manifest gives."""
    return _variable("FLOE", plugin, *option)


def _variable(*parts: int | str) -> str:
    words = (str(part + 1) if isinstance(part, int) else part.upper() for part in parts)
    names = (_NO_NAME.sub("_", word).strip("_") for word in words)
    return "_".join(name for name in names if name)

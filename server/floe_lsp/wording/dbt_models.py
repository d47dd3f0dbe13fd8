"""The ways in which dbt's users name a model: by ``ref()`` and by its file."""

from __future__ import annotations

import re

_REF = re.compile(
    r"""(?:\{\{\s*)?ref\(\s*(?:["'][^"']*["']\s*,\s*)?["']([^"']+)["']\s*\)(?:\s*\}\})?"""
)
_FILE = re.compile(r"(?:.*[/\\])?([^/\\]+)\.(?:sql|py)", re.IGNORECASE)


def model_meant(text: str) -> str | None:
    """Return the name of the model that a text names in dbt's way, ``None`` where it is none.

    ``ref('stg_orders')`` and ``models/stg_orders.sql`` both name ``stg_orders``.
    """
    match = _REF.fullmatch(text.strip()) or _FILE.fullmatch(text.strip())
    return None if match is None else match[1]

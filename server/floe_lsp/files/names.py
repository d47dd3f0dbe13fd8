"""What the names of files and folders say of them."""

from __future__ import annotations

YAML_SUFFIXES = (".yaml", ".yml")
"""How the name of a YAML file ends."""

"""``dbt_project.yml``: the name of the project and of the profile that it runs with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

FILE_NAME = "dbt_project.yml"
"""The file that makes a folder a dbt project."""


@dataclass(frozen=True)
class DbtProject:
    """The fields of ``dbt_project.yml`` that a compilation needs."""

    name: str | None
    profile: str | None
    """Name of the profile, ``None`` when it is missing or a template that only dbt can fill in."""

    @classmethod
    def from_data(cls, data: object) -> DbtProject:
        """Read the plain data of the file; a field of another type counts as missing."""
        fields = cast("dict[str, object]", data) if isinstance(data, dict) else {}
        return cls(_text(fields.get("name")), _text(fields.get("profile")))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value and "{{" not in value else None

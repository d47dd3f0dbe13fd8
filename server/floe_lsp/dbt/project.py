"""``dbt_project.yml``: the name of the project, its profile, and where its files stand."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import cast

from .plain_data import mapping

PROJECT_FILE = "dbt_project.yml"
"""The file that makes a folder a dbt project."""


@dataclass(frozen=True)
class DbtProject:
    """The fields of ``dbt_project.yml`` that floe needs."""

    name: str | None
    profile: str | None
    """Name of the profile, ``None`` when it is missing or a template that only dbt can fill in."""
    model_paths: tuple[str, ...] = ("models",)
    """Folders of the models, relative to the project, with forward slashes."""
    seed_paths: tuple[str, ...] = ("seeds",)
    target_path: str = "target"
    """The folder that dbt writes to."""

    @classmethod
    def from_data(cls, data: object) -> DbtProject:
        """Read the plain data of the file; a field of another type counts as missing."""
        fields = mapping(data)
        target = _inside(_constant(fields.get("target-path")))
        return cls(
            _constant(fields.get("name")),
            _constant(fields.get("profile")),
            _paths(fields.get("model-paths"), "models"),
            _paths(fields.get("seed-paths"), "seeds"),
            target or "target",
        )


def _constant(value: object) -> str | None:
    """Return text as it is, ``None`` for a template, which only dbt can fill in."""
    return value if isinstance(value, str) and value and "{{" not in value else None


def _paths(value: object, default: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        return (default,)
    found = (_inside(_constant(item)) for item in cast("list[object]", value))
    return tuple(dict.fromkeys(path for path in found if path is not None))


def _inside(path: str | None) -> str | None:
    """Return a path in its shortest form, ``None`` for one that leaves the project.

    Opening a product must not make the editor read folders elsewhere on the machine.
    """
    if path is None:
        return None
    short = posixpath.normpath(path.replace("\\", "/"))
    outside = short.startswith(("/", "../")) or short == ".." or ":" in short
    return None if outside else short

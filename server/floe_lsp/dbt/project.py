"""``dbt_project.yml``: the name of the project, its profile, and where its files stand."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.files.opening import RefusedFile

from .files import ProjectWalk
from .plain_data import mapping

_FOLDERS = {
    "model-paths": "models",
    "seed-paths": "seeds",
    "test-paths": "tests",
    "analysis-paths": "analyses",
    "macro-paths": "macros",
    "snapshot-paths": "snapshots",
}
"""The fields that name folders, and the folder of each where it is missing."""

_MORE = ("asset-paths", "docs-paths")
"""Fields that name folders, and none where they are missing."""


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
    folders: tuple[str, ...] = tuple(_FOLDERS.values())
    """All folders that hold what the project is made of, as they are named, wherever they lie."""

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
            tuple(path for key in (*_FOLDERS, *_MORE) for path in _named(fields, key)),
        )


def own_project_file(walk: ProjectWalk) -> Path:
    """Return where the project file stands, which may be missing.

    Raises:
        RefusedFile: It is a link that leads to a file of somebody else.
    """
    path = walk.folder / PROJECT_FILE
    if not walk.holds(path):
        raise RefusedFile(path, f"it is a link that leads out of {walk.bounds}")
    return path


def _constant(value: object) -> str | None:
    """Return text as it is, ``None`` for a template, which only dbt can fill in."""
    return value if isinstance(value, str) and value and "{{" not in value else None


def _named(fields: Mapping[str, object], key: str) -> Iterator[str]:
    value, default = fields.get(key), _FOLDERS.get(key)
    if isinstance(value, list):
        named = (_constant(item) for item in cast("list[object]", value))
        yield from (path for path in named if path is not None)
    elif default is not None:
        yield default


def _paths(value: object, default: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        return (default,)
    found = (_inside(_constant(item)) for item in cast("list[object]", value))
    return tuple(dict.fromkeys(path for path in found if path is not None))


def _inside(path: str | None) -> str | None:
    """Return a path in its shortest form, ``None`` for one that leaves the project by its words.

    Where links on it lead, ``ProjectWalk`` asks. Opening a product must not
    make the editor read folders elsewhere on the machine.
    """
    if path is None:
        return None
    short = posixpath.normpath(path.replace("\\", "/"))
    outside = short.startswith(("/", "../")) or short == ".." or ":" in short
    return None if outside else short

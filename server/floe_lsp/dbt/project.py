"""``dbt_project.yml``: name and profile of the project, where its files stand, what they inherit.

https://docs.getdbt.com/reference/dbt_project.yml
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.files.opening import RefusedFile

from .config import merge_configs
from .files import ProjectWalk, YamlFile
from .plain_data import mapping
from .unknown import UNKNOWN
from .yaml_values import is_template, value_of

_FOLDERS = {
    "model-paths": "models",
    "seed-paths": "seeds",
    "test-paths": "tests",
    "analysis-paths": "analyses",
    "macro-paths": "macros",
    "snapshot-paths": "snapshots",
}
"""The fields that name folders, and the folder of each where it is missing."""

_CONFIGURED = {
    "models": ("models",),
    "seeds": ("seeds",),
    "snapshots": ("snapshots",),
    "sources": ("sources",),
    "tests": ("tests", "data_tests"),
}
"""Where the project file sets what resources of a kind inherit; of two spellings one is old."""

_MORE = ("asset-paths", "docs-paths")
"""Fields that name folders, and none where they are missing."""

_READ = (*_FOLDERS, "function-paths")
"""The fields that name folders in which dbt looks for what is read here."""


@dataclass(frozen=True)
class DbtProject:
    """The fields of ``dbt_project.yml`` that floe needs."""

    name: str | None
    profile: str | None
    """Name of the profile, ``None`` when it is missing or a template that only dbt can fill in."""
    model_paths: tuple[str, ...] = ("models",)
    """Folders of the models, relative to the project, with forward slashes."""
    seed_paths: tuple[str, ...] = ("seeds",)
    snapshot_paths: tuple[str, ...] = ("snapshots",)
    macro_paths: tuple[str, ...] = ("macros",)
    test_paths: tuple[str, ...] = ("tests",)
    analysis_paths: tuple[str, ...] = ("analyses",)
    function_paths: tuple[str, ...] = ("functions",)
    docs_paths: tuple[str, ...] | None = None
    """Folders of doc blocks, ``None`` for all that hold property files."""
    packages_path: str | None = "dbt_packages"
    """The folder of installed packages, ``None`` for one outside of the project."""
    target_path: str = "target"
    """The folder that dbt writes to."""
    folders: tuple[str, ...] = tuple(_FOLDERS.values())
    """All folders that hold what the project is made of, as they are named, wherever they lie."""
    configs: Mapping[str, object] = field(default_factory=dict[str, object])
    """What ``models``, ``seeds``, ``snapshots``, ``sources`` and ``tests`` set, as it is nested."""
    is_whole: bool = True
    """Whether all of the file could be read."""
    names_all_folders: bool = True
    """Whether all folders that it names can be read: none by a template, none elsewhere."""
    names_profile: bool = True
    """Whether it names a profile at all, be it by a template."""

    @classmethod
    def from_file(cls, file: YamlFile) -> DbtProject:
        """Read the file with what its folders hand down."""
        root = file.root
        configs: dict[str, object] = {}
        data = value_of(root)
        if isinstance(data, dict):
            fields = cast("dict[str, object]", data)
            for kind, keys in _CONFIGURED.items():
                given = [fields[key] for key in keys if fields.get(key) is not None]
                configs[kind] = given[-1] if given else {}
        read = cls.from_data(None if root is None else root.value)
        is_whole = not file.problems and isinstance(data, dict)
        return replace(read, configs=configs, is_whole=is_whole)

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
            _paths(fields.get("snapshot-paths"), "snapshots"),
            _paths(fields.get("macro-paths"), "macros"),
            _paths(fields.get("test-paths"), "tests"),
            _paths(fields.get("analysis-paths"), "analyses"),
            _paths(fields.get("function-paths"), "functions"),
            _paths(fields["docs-paths"], "") if "docs-paths" in fields else None,
            _inside(_constant(fields.get("packages-install-path", "dbt_packages"))),
            target or "target",
            tuple(path for key in (*_FOLDERS, *_MORE) for path in _named(fields, key)),
            names_all_folders=all(_names_all(fields.get(key)) for key in _READ),
            names_profile=fields.get("profile") is not None,
        )

    @property
    def property_paths(self) -> tuple[str, ...]:
        """All folders in which property files stand."""
        paths = (
            *(*self.model_paths, *self.seed_paths, *self.snapshot_paths, *self.macro_paths),
            *(*self.test_paths, *self.analysis_paths, *self.function_paths),
        )
        return tuple(dict.fromkeys(paths))

    def handed_down(self, kind: str, fqn: Sequence[str]) -> list[Mapping[str, object]]:
        """Return what the project file sets for a resource, from the outermost folder inwards.

        Args:
            kind: ``models``, ``seeds``, ``snapshots``, ``sources`` or ``tests``.
            fqn: The name of the project, the folders below the path of the kind, and the name. An
                empty name is one that only dbt can tell.
        """
        level = self.configs.get(kind, {})
        found: list[Mapping[str, object]] = []
        for step in (None, *fqn):
            if step == "":
                level = UNKNOWN if _has_levels_below(level) else None
            elif step is not None:
                level = mapping(level).get(step)
            if level is UNKNOWN:
                found.append(dict.fromkeys(("tags", "meta", "enabled"), UNKNOWN))
            settings = mapping(level)
            if not settings:
                break
            found.append(dict(_own_settings(settings)))
        return found

    def switch_of_tests(self, folders: Sequence[str]) -> bool | None:
        """Return whether the tests of property files in a folder are enabled if none says so.

        Args:
            folders: Those on the way from the project to the file, without the first.

        Returns:
            ``None`` where that is a template, or set for single tests.
        """
        if not self.configs.get("tests"):
            return True
        if self.name is None and _has_levels_below(self.configs["tests"]):
            return None
        levels = self.handed_down("tests", (self.name or "", *folders))
        below: object = self.configs["tests"]
        for step in (self.name or "", *folders):
            below = mapping(below).get(step)
        if any(isinstance(each, dict) for each in mapping(below).values()):
            return None
        value = merge_configs(levels).get("enabled", True)
        return value if isinstance(value, bool) else None


def _has_levels_below(level: object) -> bool:
    """Whether a level sets something for projects or folders, of which one may be ours."""
    return any(
        not key.startswith("+") and (each is UNKNOWN or isinstance(each, dict))
        for key, each in mapping(level).items()
    )


def _own_settings(level: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield what a folder sets itself: what begins with a plus, and what is not a folder."""
    for key, value in level.items():
        if key.startswith("+"):
            yield key[1:].strip(), value
        elif not isinstance(value, dict):
            yield key, value


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
    return value if isinstance(value, str) and value and not is_template(value) else None


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


def _names_all(value: object) -> bool:
    """Whether all folders that a field names can be read."""
    if not isinstance(value, list):
        return value is None
    return all(_inside(_constant(item)) is not None for item in cast("list[object]", value))


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

"""After a rename real dbt makes of a project what it made before, but for the name.

``dbt parse`` runs in the environment of FLOE_TEST_DBT_PYTHON, and fails at any warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import copy_examples
from dbt_manifest import parsed_by_dbt
from named_everywhere import FILES
from renaming import make, write

from dbt_projects import project
from editor import snapshot_of
from floe_lsp.ide.rename import RenameResult, rename
from floe_lsp.ide.rename.files import will_rename_files

pytestmark = pytest.mark.requirement("one meaning of a word")


@pytest.mark.parametrize("name", ["coffee-orders", "bike-share", "generated"])
def test_dbt_makes_the_same_of_a_project_after_all_is_renamed(tmp_path: Path, name: str) -> None:
    if name == "generated":
        manifest = (copy_examples(tmp_path) / "manifest.yaml").read_text(encoding="utf-8")
        folder = project(tmp_path / name, {**FILES, "manifest.yaml": manifest})
    else:
        folder = copy_examples(tmp_path) / name
    before = parsed_by_dbt(folder, without_warnings=True)
    names = {
        each.name or "": f"{each.name}_renamed"
        for each in snapshot_of(folder, "floe.yaml").outline.transforms
    }
    for old, new in names.items():
        # Each rename is of the files as the last one left them.
        snapshot = snapshot_of(folder, "floe.yaml")
        offset = snapshot.outline.by_name[old].name_node.start
        result = rename(snapshot, offset, new, with_files=True)
        assert isinstance(result, RenameResult), result
        assert result.left == ()
        make(result)
    after = parsed_by_dbt(folder, without_warnings=True)
    assert graph(after, {}) == graph(before, names)
    models = {each["name"] for each in after["nodes"].values() if each["resource_type"] == "model"}
    assert set(names.values()) <= models
    assert models.isdisjoint(names)


def test_dbt_makes_the_same_of_a_project_whose_files_are_renamed(tmp_path: Path) -> None:
    """As a file explorer does it: floe edits what names the files, and the explorer renames them.

    Files of versions get names of their own, and the model keeps its name.
    """
    manifest = (copy_examples(tmp_path) / "manifest.yaml").read_text(encoding="utf-8")
    folder = project(tmp_path / "generated", {**FILES, "manifest.yaml": manifest})
    before = parsed_by_dbt(folder, without_warnings=True)
    files = snapshot_of(folder, "floe.yaml").dbt.model_of_file
    names = {each.name: f"{each.name}_2" for each in files.values() if each.version is None}
    renames = [(path, path.with_name(f"{path.stem}_2{path.suffix}")) for path in files]
    for pair in renames:
        result = will_rename_files(snapshot_of(folder, "floe.yaml"), [pair])
        assert isinstance(result, RenameResult), result
        write(result.edits)
        _ = pair[0].rename(pair[1])
    after = parsed_by_dbt(folder, without_warnings=True)
    assert graph(after, {}) == graph(before, names)
    declared = {each.name for each in snapshot_of(folder, "floe.yaml").outline.transforms}
    assert declared == {*names.values(), "orders"} - {"undeclared_2"}


def graph(manifest: Mapping[str, Any], names: Mapping[str, str]) -> Counter[str]:
    """What dbt made of each thing of a project, with other names of models."""

    def named(key: str) -> str:
        kind, package, name, *rest = key.split(".")
        return ".".join((kind, package, names.get(name, name), *rest))

    every = [
        *manifest["nodes"].values(),
        *manifest["exposures"].values(),
        *manifest["unit_tests"].values(),
        *manifest["functions"].values(),
    ]
    return Counter(
        str(
            (
                each["resource_type"],
                # The name of a generic test holds those of its models.
                None if each.get("test_metadata") else named(each["unique_id"]),
                each.get("test_metadata", {}).get("name"),
                named(each["attached_node"]) if each.get("attached_node") else None,
                sorted(map(named, each["depends_on"].get("nodes", []))),
                sorted(each.get("tags", [])),
                each.get("meta"),
                each.get("description"),
                None if each["resource_type"] == "test" else each["config"].get("alias"),
                [*each.get("columns", {})],
                each.get("version"),
            )
        )
        for each in every
    )

"""What an editor is asked to tell of files on disk, and what it tells."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from door import Door

from corpus import DEFAULT_FILES

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]

WRONG = DEFAULT_FILES["floe.yaml"] + "  - name: gold\n    dependsOn: [stg_order]\n"
WATCHES: dict[str, Any] = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
DELETED = 3


def registered(door: Door) -> list[dict[str, Any]]:
    asked = [each for each in door.said if each.get("method") == "client/registerCapability"]
    return [each for message in asked for each in message["params"]["registrations"]]


async def test_all_that_is_deleted_is_told_as_well() -> None:
    """Visual Studio Code names a deleted folder alone, which is called like no YAML file."""
    async with Door() as door:
        await door.initialize(capabilities=WATCHES)
        (files,) = registered(door)
        assert files["registerOptions"]["watchers"] == [
            {"globPattern": "**/*.{yaml,yml}"},
            {"globPattern": "**/*", "kind": 4},
        ]


@pytest.mark.parametrize("capabilities", [{}, {"workspace": {"didChangeWatchedFiles": {}}}])
async def test_nothing_is_registered_where_that_is_not_understood(
    capabilities: dict[str, Any],
) -> None:
    async with Door() as door:
        await door.initialize(capabilities=capabilities)
        assert registered(door) == []


async def test_a_folder_is_deleted(tmp_path: Path) -> None:
    products = [tmp_path / "all" / name / "floe.yaml" for name in ("a", "b.c")]
    for each in products:
        each.parent.mkdir(parents=True)
        each.write_text(WRONG, encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path)
        await door.until(lambda: len(door.session.analyses) == 2)
        for product in products:
            folder = product.parent
            shutil.rmtree(folder)
            changes = [{"uri": folder.as_uri(), "type": DELETED}]
            door.notify("workspace/didChangeWatchedFiles", {"changes": changes})
            await door.rest()
            assert door.session.diagnostics(product) == ()
            assert product not in door.session.analyses
        shown = [each["params"] for each in door.said if "Diagnostics" in each.get("method", "")]
        last = {each["uri"]: each["diagnostics"] for each in shown}
        assert last == {each.as_uri(): [] for each in products}

"""Linked folders that a search of the workspace does not follow are named in the log, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from door import Door

from corpus import DEFAULT_FILES

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.requirement(
        "linked folders: `..` is resolved as the system does and the opened path is shown; links "
        "not followed are named once"
    ),
]


async def test_links_are_named_once(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "floe.yaml").write_text(DEFAULT_FILES["floe.yaml"], encoding="utf-8")
    (tmp_path / "linked").symlink_to(tmp_path / "shop")
    async with Door() as door:
        await door.initialize(tmp_path)
        await door.rest()
        for _ in range(2):
            door.notify("workspace/didChangeConfiguration", {"settings": {}})
            await door.rest()
        said = [each["params"] for each in door.said if each.get("method") == "window/logMessage"]
        message = f"floe: not searched: 1 linked folder, {tmp_path / 'linked'}; "
        assert [each["message"].startswith(message) for each in said] == [True]
        assert "open one to check what is in it" in said[0]["message"]
        (tmp_path / "more").symlink_to(tmp_path / "shop")
        door.notify("workspace/didChangeConfiguration", {"settings": {}})
        await door.rest()
        said = [each["params"] for each in door.said if each.get("method") == "window/logMessage"]
        assert len(said) == 2
        assert door.session.analyses.keys() == {tmp_path / "shop" / "floe.yaml"}


async def test_a_link_that_comes_is_not_followed_but_named(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    home.mkdir()
    (outside / "deep").mkdir(parents=True)
    product = outside / "deep" / "floe.yaml"
    product.write_text(DEFAULT_FILES["floe.yaml"], encoding="utf-8")
    async with Door() as door:
        await door.initialize(home)
        await door.rest()
        link = home / "linked"
        link.symlink_to(outside)
        for path in (link, link / "deep", link / "deep" / "floe.yaml"):
            change = {"uri": path.as_uri(), "type": 1}
            door.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
            await door.rest()
        assert door.session.analyses.keys() == set()
        said = [each["params"] for each in door.said if each.get("method") == "window/logMessage"]
        message = f"floe: not searched: 1 linked folder, {link}; "
        assert [each["message"].startswith(message) for each in said] == [True]


@pytest.mark.requirement("E028")
async def test_a_product_in_capital_letters_is_named(tmp_path: Path) -> None:
    file = tmp_path / "shop" / "Floe.yaml"
    file.parent.mkdir()
    file.write_text(DEFAULT_FILES["floe.yaml"], encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path)
        await door.rest()
        said = [each["params"] for each in door.said if each.get("method") == "window/logMessage"]
        wanted = (
            f"floe: {file} is not checked: 'Floe.yaml' is not found by its name: the file of a "
            "product is 'floe.yaml'; rename 'Floe.yaml' to 'floe.yaml'; capital letters count"
        )
        assert [each["message"] for each in said] == [wanted]
        assert door.session.analyses.keys() == set()

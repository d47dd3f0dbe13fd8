"""The commands of docs/features.md in three editors: what they answer, write, show and say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from editing import PROFILES, Editor, editor
from lsprotocol import types
from pytest_lsp import LspSpecificationWarning

from corpus import DEFAULT_FILES

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.filterwarnings(
        f"error::{LspSpecificationWarning.__module__}.LspSpecificationWarning"
    ),
]
each_profile = pytest.mark.parametrize("profile", PROFILES)
plainly = pytest.mark.parametrize("profile", ["minimal"])
"""Where the editor makes no difference."""

GOOD = DEFAULT_FILES["floe.yaml"]
EDITED = GOOD + "  - name: gold_orders\n    dependsOn: [stg_orders]\n"
WRONG = GOOD + "  - name: gold_orders\n    dependsOn: [stg_order]\n"
HIDDEN = WRONG.rstrip() + "  # floe: ignore[E110]\n"


@pytest.fixture
def product(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    folder.mkdir()
    (folder / "floe.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    return folder / "floe.yaml"


def target(product: Path) -> Path:
    return product.parent / "target"


def artifact(product: Path) -> Any:
    path = target(product) / "compiled_artifacts.json"
    return json.loads(path.read_text(encoding="utf-8"))


def fields(answer: Any) -> dict[str, Any]:
    """An answer as plain data; pygls makes an object of it."""
    if isinstance(answer, Mapping):
        return dict(cast("Mapping[str, Any]", answer))
    return dict(answer._asdict())


async def said(opened: Editor) -> str:
    """The message about a compilation that this editor shows."""
    if opened.profile == "Visual Studio Code":
        return (await opened.message(types.WINDOW_SHOW_MESSAGE_REQUEST)).message
    # A question would keep Neovim from everything else until it is answered.
    return (await opened.message(types.WINDOW_SHOW_MESSAGE)).message


@each_profile
async def test_compile(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product)
        answer = fields(await opened.command("floe.compile", uri))
        written = [target(product) / name for name in ("profiles.yml", "compiled_artifacts.json")]
        assert answer == {
            "ok": True,
            "written": [path.as_uri() for path in written],
            "unsaved": [],
            "requiredVariables": [],
            "notices": [],
            "message": "orders compiled: profiles.yml, compiled_artifacts.json",
        }
        assert sorted(target(product).iterdir()) == sorted(written)
        assert artifact(product)["metadata"]["product_name"] == "orders"
        assert await said(opened) == f"floe: {answer['message']}"


@pytest.mark.parametrize(
    ("title", "name"),
    [("Open artifact", "compiled_artifacts.json"), ("Open profiles", "profiles.yml")],
)
async def test_what_was_written_can_be_opened(title: str, name: str, product: Path) -> None:
    answers = {types.WINDOW_SHOW_MESSAGE_REQUEST: types.MessageActionItem(title)}
    async with editor("Visual Studio Code", product.parent.parent, answers=answers) as opened:
        await opened.command("floe.compile", opened.open(product))
        asked = await opened.message(types.WINDOW_SHOW_MESSAGE_REQUEST)
        assert [each.title for each in asked.actions] == ["Open artifact", "Open profiles"]
        shown = await opened.message(types.WINDOW_SHOW_DOCUMENT)
        assert shown.uri == (target(product) / name).as_uri()


async def test_the_first_error_can_be_shown(product: Path) -> None:
    answers = {types.WINDOW_SHOW_MESSAGE_REQUEST: types.MessageActionItem("Show")}
    async with editor("Visual Studio Code", product.parent.parent, answers=answers) as opened:
        uri = opened.open(product, WRONG)
        answer = fields(await opened.command("floe.compile", uri))
        assert (answer["ok"], answer["written"]) == (False, [])
        asked = await opened.message(types.WINDOW_SHOW_MESSAGE_REQUEST)
        assert asked.type is types.MessageType.Error
        assert asked.message == "floe: orders: 1 error, the first in floe.yaml, line 9"
        shown = await opened.message(types.WINDOW_SHOW_DOCUMENT)
        assert shown.uri == uri
        assert (shown.selection.start.line, shown.selection.start.character) == (8, 16)
        assert not target(product).exists()


@each_profile
async def test_an_error_that_a_comment_names_is_shown_all_the_same(
    profile: str, product: Path
) -> None:
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product, HIDDEN)
        await opened.until(uri, ["E110", "E132"])
        answer = fields(await opened.command("floe.dryRun", uri))
        assert not answer["ok"]
        told = "orders: 1 error, the first in floe.yaml, line 9"
        assert answer["message"] == told
        assert await said(opened) == f"floe: {told}"


@each_profile
async def test_an_unsaved_buffer_is_compiled_and_named(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product)
        opened.type(uri, EDITED)
        answer = fields(await opened.command("floe.compile", uri))
        assert answer["unsaved"] == ["floe.yaml"]
        assert "with unsaved changes in floe.yaml" in await said(opened)
        models = artifact(product)["transforms"]["models"]
        assert [each["name"] for each in models] == ["stg_orders", "gold_orders"]
        assert product.read_text(encoding="utf-8") == GOOD, "the buffer is the editor's to save"


@plainly
async def test_a_quiet_compile_shows_no_message(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product)
        answer = fields(await opened.command("floe.compile", {"uri": uri, "quiet": True}))
        assert answer["ok"]
        assert artifact(product)


@plainly
async def test_a_product_that_is_not_open_is_compiled(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent) as opened:
        assert fields(await opened.command("floe.compile", product.as_uri()))["ok"]
        assert await said(opened)
        assert artifact(product)


@each_profile
async def test_what_cannot_be_written_is_shown_until_the_next_edit(
    profile: str, product: Path
) -> None:
    target(product).write_text("in the way", encoding="utf-8")
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product)
        await opened.until(uri, [])
        answer = fields(await opened.command("floe.compile", uri))
        assert (answer["ok"], answer["written"]) == (False, [])
        shown = await opened.message(types.WINDOW_SHOW_MESSAGE)
        assert shown.message == "floe: orders: 1 error, the first in profiles.yml"
        file = (target(product) / "profiles.yml").as_uri()
        (found,) = await opened.until(file, ["E501"])
        assert "'target' is not a folder" in found.message
        opened.type(uri, EDITED)
        await opened.until(file, [])


@each_profile
async def test_dry_run(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product, EDITED)
        answer = fields(await opened.command("floe.dryRun", uri))
        assert (answer["ok"], answer["written"]) == (True, [])
        assert answer["unsaved"] == ["floe.yaml"]
        shown = await opened.message(types.WINDOW_SHOW_MESSAGE)
        assert shown.message == "floe: orders would compile, with unsaved changes in floe.yaml"
        assert not target(product).exists()


@plainly
async def test_preview(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product)
        for text, names in ((GOOD, ["stg_orders"]), (EDITED, ["stg_orders", "gold_orders"])):
            opened.type(uri, text)
            answer = fields(await opened.command("floe.previewArtifacts", uri))
            models = json.loads(answer["text"])["transforms"]["models"]
            assert [each["name"] for each in models] == names
            assert (answer["ok"], answer["problems"]) == (True, 0)
        assert answer["unsaved"] == ["floe.yaml"]
        assert answer["path"] == str(target(product) / "compiled_artifacts.json")
        opened.type(uri, WRONG)
        answer = fields(await opened.command("floe.previewArtifacts", uri))
        assert (answer["ok"], answer["text"], answer["problems"]) == (False, None, 1)
        assert not target(product).exists()


@plainly
async def test_the_preview_says_what_changes_since_the_last_compile(
    profile: str, product: Path
) -> None:
    """The lines of ``floe artifact diff``, whose tests say what they hold."""
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product, GOOD)

        async def changes() -> list[str] | None:
            return fields(await opened.command("floe.previewArtifacts", uri))["changes"]

        assert await changes() is None
        assert fields(await opened.command("floe.compile", uri))["ok"]
        assert (await said(opened)).startswith("floe: orders compiled")
        assert await changes() == []
        opened.type(uri, EDITED)
        found = await changes()
        assert found is not None
        assert found[0] == "for dbt:"
        assert any(line.startswith("  + transforms.models.gold_orders: ") for line in found)
        assert fields(await opened.command("floe.compile", uri))["ok"]
        assert (await said(opened)).startswith("floe: orders compiled")
        assert await changes() == []
        path = target(product) / "compiled_artifacts.json"
        written = path.read_text(encoding="utf-8")
        path.write_text(written.replace('"version": "0.2.0"', '"version": "9.0.0"'), "utf-8")
        assert await changes() is None
        path.write_text(written, encoding="utf-8")
        outside = product.parent.parent / "elsewhere.json"
        path.rename(outside)
        path.symlink_to(outside)
        assert await changes() is None


@plainly
async def test_the_preview_is_what_is_written(profile: str, product: Path) -> None:
    """Also where a password of the manifest is a word that the artifact holds for other reasons."""
    manifest = product.parent.parent / "manifest.yaml"
    given = "type: duckdb\n    config: {password: silver}"
    text = manifest.read_text(encoding="utf-8").replace("type: duckdb", given)
    manifest.write_text(text, encoding="utf-8")
    product.write_text(GOOD.replace("- name: stg", "- tier: silver\n    name: stg"), "utf-8")
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product)
        preview = fields(await opened.command("floe.previewArtifacts", uri))
        assert fields(await opened.command("floe.compile", uri))["ok"]
        assert (await said(opened)).startswith("floe: orders compiled")
    previewed, written = json.loads(preview["text"]), artifact(product)
    assert previewed["transforms"] == written["transforms"]
    assert "silver" in json.dumps(previewed["transforms"])


@plainly
async def test_graph(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product, WRONG)
        answer = fields(await opened.command("floe.graph", {"uri": uri}))
        assert answer.keys() == {"product", "nodes", "edges"}
        assert answer["product"] == "orders"
        nodes = {each["name"]: each for each in map(fields, answer["nodes"])}
        assert {name: (each["declared"], each["engine"]) for name, each in nodes.items()} == {
            "stg_orders": (True, "duckdb"),
            "gold_orders": (True, "duckdb"),
            "stg_order": (False, None),
        }
        place = fields(nodes["gold_orders"]["selectionRange"])
        assert [fields(place[end]) for end in ("start", "end")] == [
            {"line": 7, "character": 10},
            {"line": 7, "character": 21},
        ]
        (edge,) = map(fields, answer["edges"])
        assert (edge["source"], edge["target"]) == ("stg_order", "gold_orders")
        assert edge["state"] == "error"
        start = fields(fields(edge["range"])["start"])
        assert start == {"line": 8, "character": 16}


@plainly
async def test_explain(profile: str) -> None:
    async with editor(profile) as opened:
        for argument in ("E110", "e110", {"code": "E110"}):
            answer = fields(await opened.command("floe.explain", argument))
            assert (answer["code"], answer["title"]) == ("E110", "unknown dependency")
            assert answer["markdown"].startswith("# E110: unknown dependency\n")


@each_profile
async def test_doctor(profile: str, product: Path) -> None:
    root = product.parent.parent
    settings = {"settings": {"codeLenses": False}}
    async with editor(profile, root, options=settings, settings=settings["settings"]) as opened:
        uri = opened.open(product, WRONG)
        await opened.until(uri, ["E110"])
        answer = fields(await opened.command("floe.doctor"))
        server, client = fields(answer["server"]), fields(answer["client"])
        assert server["python"].count(".") == 2
        assert Path(server["interpreter"]).is_file()
        assert client["trusted"] is True
        assert client["diagnostics"] == ("pull" if opened.pulls else "push")
        (folder,) = map(fields, answer["folders"])
        assert folder["path"] == str(root)
        assert fields(folder["settings"])["codeLenses"] is False
        assert "duckdb" in fields(answer["plugins"])["compute"]
        (found,) = map(fields, answer["products"])
        assert found["path"] == str(product)
        assert found["manifests"] == [str(root / "manifest.yaml")]
        assert (found["name"], found["errors"], found["warnings"]) == ("orders", 1, 0)


@plainly
async def test_a_buffer_that_is_no_file_is_not_compiled_but_checked(
    profile: str, product: Path
) -> None:
    root = product.parent.parent
    async with editor(profile, root) as opened:
        uri = opened.open("untitled:floe.yaml", EDITED)
        answer = fields(await opened.command("floe.compile", uri))
        assert (answer["ok"], answer["written"]) == (False, [])
        shown = await opened.message(types.WINDOW_SHOW_MESSAGE)
        assert "floe.yaml is not a file yet" in shown.message
        answer = fields(await opened.command("floe.dryRun", uri))
        assert (answer["ok"], answer["unsaved"]) == (True, ["floe.yaml"])
        assert "would compile" in (await opened.message(types.WINDOW_SHOW_MESSAGE)).message
        assert sorted(path.name for path in root.iterdir()) == ["manifest.yaml", "orders"]


@plainly
@pytest.mark.requirement("FR-003")
async def test_the_setting_chooses_the_layout(profile: str, product: Path) -> None:
    settings = {"contract": "floe-core"}
    options = {"settings": settings}
    async with editor(profile, product.parent.parent, options=options, settings=settings) as opened:
        uri = opened.open(product)
        preview = fields(await opened.command("floe.previewArtifacts", uri))
        assert (preview["contract"], json.loads(preview["text"])["version"]) == (
            "floe-core",
            "0.16.0",
        )
        answer = fields(await opened.command("floe.compile", uri))
        assert answer["ok"]
        assert [Path(each).name for each in answer["written"]] == [
            "profiles.yml",
            "orchestration.json",
            "compiled_artifacts.json",
        ]
        assert any("orchestration.json" in each for each in answer["notices"])
        assert (await said(opened)).startswith("floe: orders compiled")
    assert artifact(product)["version"] == "0.16.0"

"""What fixes a product without a manifest, by what an editor can do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from door import Door, Message

from corpus import DEFAULT_FILES
from floe_lsp.compilation import analyze

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("first contact")]

PRODUCT, MANIFEST = DEFAULT_FILES["floe.yaml"], DEFAULT_FILES["manifest.yaml"]
ACTIONS: Message = {
    "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
}
EDITS: Message = {"applyEdit": True, "workspaceEdit": {"documentChanges": True}}
CREATES: Message = {
    "applyEdit": True,
    "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
}
CHOOSES = {"clientCommands": ["floe.chooseManifest"]}


@pytest.fixture
def product(tmp_path: Path) -> Path:
    file = tmp_path / "orders" / "floe.yaml"
    file.parent.mkdir()
    file.write_text(PRODUCT, encoding="utf-8")
    # Nothing above counts.
    (file.parent / ".git").mkdir()
    return file


INVOKED, AUTOMATIC = 1, 2
"""``CodeActionTriggerKind``: a person asked, or the caret moved and the light bulb may show."""


async def offered(door: Door, file: Path, trigger: int = INVOKED) -> dict[str, Message]:
    """The actions at the beginning of a product by title, in their order."""
    door.open(file.as_uri(), file.read_text(encoding="utf-8"))
    start = {"line": 0, "character": 0}
    params: Message = {"textDocument": {"uri": file.as_uri()}}
    context: Message = {"diagnostics": [], "triggerKind": trigger}
    params |= {"range": {"start": start, "end": start}, "context": context}
    answer = await door.ask("textDocument/codeAction", params)
    return {each["title"]: each for each in answer["result"] if each["kind"] == "quickfix"}


async def run(door: Door, command: str, *arguments: Any, applied: bool = True) -> Message:
    """Run a command, apply what it asks for, and return its answer."""
    given = {"command": command, "arguments": list(arguments)}
    number = door.start("workspace/executeCommand", given)
    await door.until(lambda: bool(door.answers(number) or asked(door)))
    for each in asked(door):
        result = {"applied": applied, **({} if applied else {"failureReason": "no"})}
        door.receive({"jsonrpc": "2.0", "id": each["id"], "result": result})
    await door.until(lambda: bool(door.answers(number)))
    return door.answers(number)[0]["result"]


def asked(door: Door) -> list[Message]:
    """The edits that the editor was asked for."""
    return [each for each in door.said if each.get("method") == "workspace/applyEdit"]


def codes(file: Path) -> list[str]:
    return [each.code for each in analyze(file).diagnostics]


@pytest.mark.parametrize(
    ("workspace", "options", "titles"),
    [
        (CREATES, CHOOSES, ["Create manifest.yaml", "Choose a manifest…"]),
        (CREATES, None, ["Create manifest.yaml"]),
        ({}, {"clientCommands": ["other"]}, []),
    ],
)
async def test_what_is_offered_by_what_the_editor_can_do(
    workspace: Message, options: object, titles: list[str], product: Path
) -> None:
    async with Door() as door:
        await door.initialize(
            product.parent,
            capabilities={"workspace": workspace, "textDocument": ACTIONS},
            options=options,
        )
        found = await offered(door, product)
        assert list(found) == titles, "an error cannot be ignored"
        if options == CHOOSES:
            chooses = found["Choose a manifest…"]["command"]
            assert chooses["command"] == "floe.chooseManifest"
            assert chooses["arguments"] == [product.as_uri()]
        if workspace:
            create, manifest = found["Create manifest.yaml"], product.with_name("manifest.yaml")
            new, text = create["edit"]["documentChanges"]
            assert new["kind"] == "create"
            assert new["options"] == {"overwrite": False, "ignoreIfExists": False}
            assert new["uri"] == text["textDocument"]["uri"] == manifest.as_uri()
            assert create["command"]["command"] == "floe.tell"
            told = {"message": "manifest.yaml is there now", "uri": manifest.as_uri()}
            assert create["command"]["arguments"] == [told]
            manifest.write_text(text["edits"][0]["newText"], encoding="utf-8")
            assert codes(product) == []


async def test_a_click_on_the_light_bulb_shows_the_manifest_too(product: Path) -> None:
    """VS Code runs what it was answered when the bulb came up, and does not ask again."""
    async with Door() as door:
        await door.initialize(
            product.parent, capabilities={"workspace": CREATES, "textDocument": ACTIONS}
        )
        create = (await offered(door, product, AUTOMATIC))["Create manifest.yaml"]
        manifest = product.with_name("manifest.yaml").as_uri()
        told = {"message": "manifest.yaml is there now", "uri": manifest}
        assert create["command"]["command"] == "floe.tell"
        assert create["command"]["arguments"] == [told]


@pytest.mark.parametrize("shows", [True, False])
async def test_a_manifest_that_was_created_is_shown_or_told(shows: bool, product: Path) -> None:
    given = {"message": "manifest.yaml is there now", "uri": product.as_uri()}
    async with Door() as door:
        window = {"showDocument": {"support": shows}}
        await door.initialize(product.parent, capabilities={"workspace": CREATES, "window": window})
        number = door.start(
            "workspace/executeCommand", {"command": "floe.tell", "arguments": [given]}
        )
        if shows:
            await door.until(lambda: any(map(is_shown, door.said)))
            (shown,) = filter(is_shown, door.said)
            assert shown["params"]["uri"] == product.as_uri()
            door.receive({"jsonrpc": "2.0", "id": shown["id"], "result": {"success": True}})
        await door.until(lambda: bool(door.answers(number)))
        told = [each for each in door.said if each.get("method") == "window/showMessage"]
        assert [each["params"]["message"] for each in told] == (
            [] if shows else ["floe: manifest.yaml is there now"]
        )


def is_shown(message: Message) -> bool:
    return message.get("method") == "window/showDocument"


async def test_the_command_lets_the_editor_create_the_file(product: Path) -> None:
    async with Door() as door:
        await door.initialize(product.parent, capabilities={"workspace": CREATES})
        answer = await run(door, "floe.createManifest", product.as_uri())
        assert answer["ok"]
        (edit,) = asked(door)
        assert edit["params"]["edit"]["documentChanges"][0]["kind"] == "create"
        assert not product.with_name("manifest.yaml").exists(), "the editor writes it"


async def test_an_editor_that_refuses_says_why(product: Path) -> None:
    async with Door() as door:
        await door.initialize(product.parent, capabilities={"workspace": CREATES})
        answer = await run(door, "floe.createManifest", product.as_uri(), applied=False)
        assert not answer["ok"]
        assert answer["message"] == "manifest.yaml was not created: no"


async def test_an_editor_that_creates_no_files_gets_the_text(product: Path) -> None:
    async with Door() as door:
        await door.initialize(product.parent, capabilities={"workspace": EDITS})
        answer = await run(door, "floe.createManifest", product.as_uri())
        reason = "this editor lets no server create a file; create it by hand"
        assert not answer["ok"]
        assert answer["message"] == f"manifest.yaml was not created: {reason}"
        assert answer["path"] == str(product.with_name("manifest.yaml"))
        assert list(product.parent.glob("*.yaml")) == [product], "the server writes nothing"
        Path(answer["path"]).write_text(answer["text"], encoding="utf-8")
        assert codes(product) == []


CREATES_NONE = (
    "there is something already where the manifest would stand, or platform.manifest is not the "
    "path of a YAML file that may be created in an open folder"
)


@pytest.mark.parametrize("name", ["manifest.yaml", "."])
async def test_what_is_there_is_never_overwritten(name: str, product: Path) -> None:
    text = f"{PRODUCT}platform:\n  manifest: {name}\n"
    product.write_text(text, encoding="utf-8")
    manifest = product.with_name("manifest.yaml")
    manifest.write_text(MANIFEST, encoding="utf-8")
    async with Door() as door:
        await door.initialize(product.parent)
        answer = await run(door, "floe.createManifest", product.as_uri())
        assert answer == {"ok": False, "message": CREATES_NONE}
        assert manifest.read_text(encoding="utf-8") == MANIFEST


async def test_a_product_that_is_not_there_is_told(product: Path) -> None:
    gone = product.with_name("floe.yml")
    async with Door() as door:
        await door.initialize(product.parent, capabilities={"workspace": CREATES})
        answer = await run(door, "floe.createManifest", gone.as_uri())
        reason = "there is no such product, or its file cannot be read as one"
        assert answer == {"ok": False, "message": reason}


@pytest.mark.parametrize("command", ["floe.createManifest", "floe.nameManifest"])
async def test_nothing_is_written_in_a_workspace_that_is_not_trusted(
    command: str, product: Path
) -> None:
    async with Door() as door:
        await door.initialize(product.parent, options={"untrustedWorkspace": True})
        given = {"uri": product.as_uri(), "manifest": product.as_uri()}
        answer = await run(door, command, given)
        assert not answer["ok"]
        assert "not trusted" in answer["message"]


async def test_a_manifest_that_a_person_chose_is_named(product: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "platform" / "base.yaml"
    chosen.parent.mkdir()
    chosen.write_text(MANIFEST, encoding="utf-8")
    given = {"uri": product.as_uri(), "manifest": chosen.as_uri()}
    async with Door() as door:
        await door.initialize(product.parent, capabilities={"workspace": EDITS})
        assert (await run(door, "floe.nameManifest", given))["ok"]
        (edit,) = asked(door)
        (change,) = edit["params"]["edit"]["documentChanges"]
        (only,) = change["edits"]
        assert only["newText"] == "\nplatform:\n  manifest: ../platform/base.yaml"
        answer = await run(door, "floe.nameManifest", {**given, "manifest": "file:///no.yaml"})
        assert answer == {"ok": False, "message": "there is no file '/no.yaml'"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("floe.yaml", PRODUCT),
        ("x.txt", "no YAML at all"),
        ("values.yaml", "replicas: 1\n"),
        ("manifest.yaml", "apiVersion: v1\nkind: Pod\n"),
    ],
)
async def test_only_a_manifest_is_named(
    name: str, text: str, product: Path, tmp_path: Path
) -> None:
    chosen = product if name == product.name else tmp_path / name
    chosen.write_text(text, encoding="utf-8")
    given = {"uri": product.as_uri(), "manifest": chosen.as_uri()}
    async with Door() as door:
        await door.initialize(product.parent, capabilities={"workspace": EDITS})
        answer = await run(door, "floe.nameManifest", given)
        assert not asked(door)
        reason = f"'{name}' is not a platform manifest; choose a file with 'kind: Manifest'"
        assert answer == {"ok": False, "message": reason}


@pytest.mark.parametrize(
    "named",
    [
        "link/new.yaml",
        ".git/hooks/x.yaml",
        "../new.yaml",
        "oci://registry.example.com/platform:1",
        "platform.txt",
    ],
)
async def test_nothing_is_created_but_yaml_in_the_folders_that_are_open(
    named: str, product: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (product.parent / "link").symlink_to(tmp_path / "outside")
    (product.parent / ".git" / "hooks").mkdir()
    product.write_text(f"{PRODUCT}platform:\n  manifest: {named}\n", encoding="utf-8")
    async with Door() as door:
        await door.initialize(product.parent, capabilities={"workspace": CREATES})
        answer = await run(door, "floe.createManifest", product.as_uri())
        assert answer == {"ok": False, "message": CREATES_NONE}
        assert not asked(door)


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_product_in_no_open_folder_gets_a_manifest_while_it_is_open(
    product: Path, tmp_path: Path, *, is_open: bool
) -> None:
    (tmp_path / "elsewhere").mkdir()
    async with Door() as door:
        await door.initialize(tmp_path / "elsewhere", capabilities={"workspace": CREATES})
        if is_open:
            door.open(product.as_uri(), PRODUCT)
        answer = await run(door, "floe.createManifest", product.as_uri())
        assert answer["ok"] is is_open
        assert bool(asked(door)) is is_open


async def test_what_cannot_be_written_is_said(product: Path) -> None:
    manifest = product.with_name("base.yaml")
    manifest.write_text(MANIFEST, encoding="utf-8")
    given = {"uri": product.as_uri(), "manifest": manifest.as_uri()}
    async with Door() as door:
        await door.initialize(product.parent)
        answer = await run(door, "floe.nameManifest", given)
        reason = "platform.manifest cannot be written here; write it by hand"
        assert answer == {"ok": False, "message": reason}


async def test_a_manifest_that_is_created_is_named_where_the_platform_names_none(
    product: Path,
) -> None:
    text = PRODUCT.replace("transforms:", "platform: {}\ntransforms:", 1)
    product.write_text(text, encoding="utf-8")
    async with Door() as door:
        await door.initialize(
            product.parent, capabilities={"workspace": CREATES, "textDocument": ACTIONS}
        )
        door.open(product.as_uri(), text)
        line = text[: text.index("platform: {}")].count("\n")
        place = {"line": line, "character": 2}
        params: Message = {"textDocument": {"uri": product.as_uri()}}
        params |= {"range": {"start": place, "end": place}, "context": {"diagnostics": []}}
        answer = await door.ask("textDocument/codeAction", params)
        (create,) = (each for each in answer["result"] if each["title"] == "Create manifest.yaml")
        assert create["command"]["command"] == "floe.tell"
        new, written, named = create["edit"]["documentChanges"]
        manifest = product.with_name("manifest.yaml")
        assert (new["kind"], new["uri"]) == ("create", manifest.as_uri())
        assert written["textDocument"]["uri"] == manifest.as_uri()
        assert named["textDocument"]["uri"] == product.as_uri()
        manifest.write_text(written["edits"][0]["newText"], encoding="utf-8")
        product.write_text(text.replace("{}", "{manifest: manifest.yaml}"), encoding="utf-8")
        assert codes(product) == []

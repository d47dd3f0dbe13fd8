"""``floe.newProduct``: what a product can be made of, and a floe.yaml that the editor creates."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from editing import PROFILES, Editor, editor
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from wire import Message, Wire

from corpus import DEFAULT_FILES
from floe_lsp.compilation import compile_pipeline
from floe_lsp.lsp.wire import uris
from floe_lsp.schemas.types.formats import PRODUCT_NAME, TRANSFORM_NAME

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.requirement("New Product"),
]
FULL = "Visual Studio Code"
MODELS = {
    "fct_orders.sql": "select * from {{ ref('stg_orders') }} join {{ ref('other') }} using (id)",
    "stg_orders.sql": "{# {{ ref('fct_orders') }} #} select 1 as id",
    "dim_days.py": 'def model(dbt, session):\n    return dbt.ref("stg_orders")\n',
}
APPLIED = {types.WORKSPACE_APPLY_EDIT: types.ApplyWorkspaceEditResult(applied=True)}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    other = tmp_path / "kubernetes" / "manifest.yaml"
    other.parent.mkdir()
    other.write_text("apiVersion: apps/v1\nkind: Deployment\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def dbt(workspace: Path) -> Path:
    """A dbt project in a folder whose name no product may have."""
    folder = workspace / "2 Coffee_Orders"
    (folder / "models" / "staging").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(
        "name: coffee\nprofile: coffee\nversion: 1.0.0\nconfig-version: 2\n", encoding="utf-8"
    )
    for name, text in MODELS.items():
        (folder / "models" / "staging" / name).write_text(text, encoding="utf-8")
    return folder


def plain(answer: Any) -> Any:
    """An answer as plain data; pygls makes objects of it."""
    if isinstance(answer, Mapping):
        given = cast("Mapping[str, Any]", answer)
        return {name: plain(each) for name, each in given.items()}
    if hasattr(answer, "_asdict"):
        return plain(answer._asdict())
    if isinstance(answer, list):
        return [plain(each) for each in cast("list[Any]", answer)]
    return answer


async def ask(opened: Editor, **chosen: object) -> dict[str, Any]:
    return plain(await opened.command("floe.newProduct", chosen))


def halves(changes: list[Any]) -> tuple[list[Any], list[Any]]:
    """All files are created before the first is written, which VS Code undoes in one step."""
    return changes[: len(changes) // 2], changes[len(changes) // 2 :]


async def create(opened: Editor, **chosen: object) -> dict[str, Any]:
    """Have a product made, and do what the editor was asked to."""
    answer = await ask(opened, **chosen)
    if answer["ok"]:
        edit: types.WorkspaceEdit = (await opened.message(types.WORKSPACE_APPLY_EDIT)).edit
        changes = cast("list[Any]", edit.document_changes)
        for new, text in zip(*halves(changes), strict=True):
            assert isinstance(new, types.CreateFile)
            assert new.options == types.CreateFileOptions(overwrite=False, ignore_if_exists=False)
            assert new.uri == text.text_document.uri
            (only,) = text.edits
            file = uris.to_path(new.uri)
            assert file is not None
            file.parent.mkdir(exist_ok=True)
            file.write_text(only.new_text, encoding="utf-8")
        assert [each.uri for each in halves(changes)[0]] == answer["created"]
        assert answer["created"][-1] == answer["uri"] == Path(answer["path"]).as_uri()
        assert Path(answer["path"]).read_text(encoding="utf-8") == answer["text"]
        assert (await opened.message(types.WINDOW_SHOW_DOCUMENT)).uri == answer["uri"]
    else:
        assert await said(opened) == f"floe: {answer['message']}"
    return answer


async def said(opened: Editor) -> str:
    return (await opened.message(types.WINDOW_SHOW_MESSAGE)).message


def findings(file: Path) -> list[str]:
    result = compile_pipeline(file, dry_run=True)
    return [f"{each.code} {each.message}" for each in result.diagnostics]


@pytest.mark.parametrize("profile", PROFILES)
async def test_the_folders_of_dbt_projects_come_first(profile: str, dbt: Path) -> None:
    async with editor(profile, dbt.parent) as opened:
        answer = await ask(opened)
        assert answer == {"ok": True, "folders": [dbt.as_uri(), dbt.parent.as_uri()]}


@pytest.mark.parametrize("profile", PROFILES)
async def test_what_a_product_can_be_made_of(profile: str, dbt: Path) -> None:
    async with editor(profile, dbt.parent) as opened:
        answer = await ask(opened, folder=dbt.as_uri())
        rule, of_models = answer.pop("nameRule"), answer.pop("modelRule")
        assert re.search(of_models["pattern"], "stg_orders")
        assert not re.search(of_models["pattern"], "my first model")
        assert of_models["words"].startswith("use letters, digits and underscores")
        assert re.search(rule["pattern"], answer["name"])
        assert rule["maxLength"] == 63
        assert rule["words"].startswith("use lower-case letters")
        manifest = dbt.parent / "manifest.yaml"
        assert answer == {
            "ok": True,
            "existing": None,
            "name": "coffee",
            "owner": None,
            "manifests": [
                {"uri": manifest.as_uri(), "path": "../manifest.yaml", "governing": True}
            ],
            "newManifest": "manifest.yaml",
            "models": [
                {"name": "stg_orders", "dependsOn": []},
                {"name": "dim_days", "dependsOn": ["stg_orders"]},
                {"name": "fct_orders", "dependsOn": ["stg_orders"]},
            ],
            "modelCount": 3,
        }


async def test_the_owner_of_the_nearest_product_is_proposed(dbt: Path) -> None:
    near, far = dbt.parent / "near", dbt.parent / "far" / "away"
    for folder in (near, far):
        folder.mkdir(parents=True)
        text = DEFAULT_FILES["floe.yaml"].replace(
            "  version: 1.0.0\n", f"  version: 1.0.0\n  owner: {folder.name}@example.com\n"
        )
        (folder / "floe.yaml").write_text(text, encoding="utf-8")
    async with editor(FULL, dbt.parent) as opened:
        for folder in (near, far):
            await opened.until(opened.open(folder / "floe.yaml"), [])
        assert (await ask(opened, folder=dbt.as_uri()))["owner"] == "near@example.com"


@pytest.mark.parametrize("names_its_manifest", [True, False])
@pytest.mark.parametrize("models", [None, ["stg_orders", "fct_orders"]])
async def test_a_product_of_a_dbt_project_has_no_finding(
    models: list[str] | None, names_its_manifest: bool, dbt: Path
) -> None:
    manifest = (dbt.parent / "manifest.yaml").as_uri() if names_its_manifest else None
    async with editor(FULL, dbt.parent, answers=APPLIED) as opened:
        answer = await create(
            opened,
            folder=dbt.as_uri(),
            name="coffee-orders",
            owner="coffee: team",
            manifest=manifest,
            models=models,
        )
        named = "platform:\n  manifest: ../manifest.yaml\n" if names_its_manifest else ""
        days = "" if models else "  - name: dim_days\n    dependsOn: [stg_orders]\n"
        assert answer["text"] == (
            "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata:\n  name: coffee-orders\n"
            f'  version: 1.0.0\n  owner: "coffee: team"\n{named}transforms:\n'
            f"  - name: stg_orders\n{days}  - name: fct_orders\n    dependsOn: [stg_orders]\n"
        )
        # A model that was not chosen is told of, for it may have been forgotten.
        left = "E139 the model 'dim_days' of the dbt project is no transform here"
        assert findings(dbt / "floe.yaml") == ([] if models is None else [left])


async def test_a_product_without_a_dbt_project_has_no_finding(workspace: Path) -> None:
    folder = workspace / "shop"
    folder.mkdir()
    async with editor(FULL, workspace, answers=APPLIED) as opened:
        known = await ask(opened, folder=folder.as_uri())
        assert (known["name"], known["models"]) == ("shop", [])
        answer = await create(opened, folder=folder.as_uri(), name="shop", models=["stg_items"])
        assert answer["ok"]
        assert "owner" not in answer["text"]
        assert answer["text"].endswith("transforms:\n  - name: stg_items\n")
        assert findings(folder / "floe.yaml") == []


async def test_enter_throughout_in_an_empty_folder_leaves_no_finding(tmp_path: Path) -> None:
    folder = tmp_path / "Coffee Shop"
    folder.mkdir()
    async with editor(FULL, folder, answers=APPLIED) as opened:
        assert (await ask(opened))["folders"] == [folder.as_uri()]
        known = await ask(opened, folder=folder.as_uri())
        assert (known["name"], known["owner"], known["manifests"]) == ("coffee-shop", None, [])
        assert (known["newManifest"], known["models"]) == ("manifest.yaml", [])
        answer = await create(
            opened,
            folder=folder.as_uri(),
            name=known["name"],
            owner="",
            newManifest=True,
            models=["stg_example"],
        )
        assert [each.rpartition("/")[2] for each in answer["created"]] == [
            "manifest.yaml",
            "floe.yaml",
        ]
        assert "platform:\n  manifest: manifest.yaml\n" in answer["text"]
        manifest = (folder / "manifest.yaml").read_text(encoding="utf-8")
        example = "platform-team@example.com  # an example: write who owns the platform"
        assert f"  owner: {example}\n" in manifest, "nobody has chosen it"
        assert findings(folder / "floe.yaml") == []
        for file in ("manifest.yaml", "floe.yaml"):
            assert await opened.codes(opened.open(folder / file)) == []
        answer = await create(opened, folder=folder.as_uri(), name="again", newManifest=True)
        assert not answer["ok"]


async def test_a_manifest_that_is_there_is_never_overwritten(workspace: Path) -> None:
    async with editor(FULL, workspace) as opened:
        known = await ask(opened, folder=workspace.as_uri())
        assert known["newManifest"] is None
        answer = await create(opened, folder=workspace.as_uri(), name="shop", newManifest=True)
        reason = f"{workspace.name} has a manifest.yaml already, which is not overwritten"
        assert answer == {"ok": False, "message": reason}


async def test_a_new_manifest_has_the_owner_and_a_name_that_fits(tmp_path: Path) -> None:
    folder = tmp_path / ("_" + "Very Long " * 12)
    folder.mkdir()
    project = "name: 2_Coffee_Orders\nprofile: coffee\n"
    (folder / "dbt_project.yml").write_text(project, encoding="utf-8")
    (folder / "models").mkdir()
    (folder / "models" / "stg_orders.sql").write_text("select 1 as id\n", encoding="utf-8")
    async with editor(FULL, folder, answers=APPLIED) as opened:
        known = await ask(opened, folder=folder.as_uri())
        assert known["name"] == "coffee-orders", "what the project is called"
        await create(
            opened, folder=folder.as_uri(), name=known["name"], owner="a: b", newManifest=True
        )
        assert findings(folder / "floe.yaml") == []
        assert '  owner: "a: b"\n' in (folder / "manifest.yaml").read_text(encoding="utf-8")


async def test_the_manifest_that_counts_unnamed_comes_first(dbt: Path) -> None:
    near = dbt / "platform" / "manifest.yaml"
    near.parent.mkdir()
    near.write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    async with editor(FULL, dbt.parent) as opened:
        found = (await ask(opened, folder=dbt.as_uri()))["manifests"]
        assert [(each["path"], each["governing"]) for each in found] == [
            ("../manifest.yaml", True),
            ("platform/manifest.yaml", False),
        ]


@pytest.mark.parametrize("given", ["true", 1, [True]])
async def test_what_is_neither_yes_nor_no_is_an_error(given: object, workspace: Path) -> None:
    async with editor(FULL, workspace) as opened:
        with pytest.raises(JsonRpcInvalidParams, match="newManifest must be true or false"):
            await ask(opened, folder=workspace.as_uri(), name="shop", newManifest=given)


async def test_a_product_of_nothing_has_an_example(workspace: Path) -> None:
    async with editor(FULL, workspace, answers=APPLIED) as opened:
        answer = await create(opened, folder=workspace.as_uri(), name="shop")
        assert answer["text"].endswith("transforms:\n  - name: stg_orders\n")
        assert findings(workspace / "floe.yaml") == []


@pytest.mark.parametrize("chosen", [None, ["stg_items", "fct_items"]])
@pytest.mark.parametrize("paths", ["", "model-paths: [sql]\n"])
async def test_in_a_dbt_project_without_models_it_has_some_and_no_finding(
    chosen: list[str] | None, paths: str, dbt: Path
) -> None:
    shutil.rmtree(dbt / "models")
    project = dbt / "dbt_project.yml"
    project.write_text(project.read_text(encoding="utf-8") + paths, encoding="utf-8")
    folder = "sql" if paths else "models"
    async with editor(FULL, dbt.parent, answers=APPLIED) as opened:
        given = {} if chosen is None else {"models": chosen}
        answer = await create(opened, folder=dbt.as_uri(), name="coffee", **given)
        names = sorted(chosen or ["stg_orders"])
        assert sorted(path.name for path in (dbt / folder).iterdir()) == [
            f"{name}.sql" for name in names
        ]
        assert findings(dbt / "floe.yaml") == []
        assert "write next what its models select" in answer["message"]


@pytest.mark.parametrize("seed", [False, True])
async def test_an_example_has_a_name_that_the_dbt_project_has_not(seed: bool, dbt: Path) -> None:
    models = dbt / "models" / "staging"
    for each in models.iterdir():
        each.unlink()
    if seed:
        (dbt / "seeds").mkdir()
        (dbt / "seeds" / "stg_orders.csv").write_text("id\n1\n", encoding="utf-8")
    else:
        text = "{{ config(enabled=false) }} select 1 as id"
        (models / "stg_orders.sql").write_text(text, encoding="utf-8")
    async with editor(FULL, dbt.parent, answers=APPLIED) as opened:
        refused = await create(opened, folder=dbt.as_uri(), name="coffee", models=["stg_orders"])
        assert not refused["ok"]
        assert ("is a seed" if seed else "is disabled") in refused["message"]
        answer = await create(opened, folder=dbt.as_uri(), name="coffee")
        assert answer["text"].endswith("transforms:\n  - name: stg_orders_2\n")
        assert (dbt / "models" / "stg_orders_2.sql").is_file()
        assert findings(dbt / "floe.yaml") == []


TOKEN = "ghp_" + "a1B2c3D4e" * 4


async def test_a_model_called_like_a_key_is_left_out(dbt: Path) -> None:
    (dbt / "models" / f"{TOKEN}.sql").write_text("select 1", encoding="utf-8")
    async with editor(FULL, dbt.parent, answers=APPLIED) as opened:
        found = (await ask(opened, folder=dbt.as_uri()))["models"]
        assert [each["name"] for each in found] == ["stg_orders", "dim_days", "fct_orders"]
        answer = await create(opened, folder=dbt.as_uri(), name="coffee")
        assert TOKEN not in answer["text"]
        assert findings(dbt / "floe.yaml") == []


async def test_a_folder_called_like_a_key_is_where_it_is(workspace: Path) -> None:
    folder = workspace / TOKEN
    folder.mkdir()
    (folder / "dbt_project.yml").write_text("name: a\n", encoding="utf-8")
    async with editor(FULL, workspace) as opened:
        assert (await ask(opened))["folders"] == [folder.as_uri(), workspace.as_uri()]


@pytest.mark.parametrize("name", ["floe.yaml", "floe.yml"])
async def test_a_product_that_is_there_is_never_overwritten(name: str, dbt: Path) -> None:
    (dbt / name).write_text(DEFAULT_FILES["floe.yaml"], encoding="utf-8")
    async with editor(FULL, dbt.parent) as opened:
        assert (await ask(opened, folder=dbt.as_uri()))["existing"] == (dbt / name).as_uri()
        answer = await create(opened, folder=dbt.as_uri(), name="coffee")
        assert not answer["ok"]
        assert "text" not in answer
        assert answer["message"] == f"{dbt.name} has a {name} already, which is not overwritten"


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"name": "Coffee 2"}, f"'Coffee 2' is not a valid product name: {PRODUCT_NAME.words}"),
        ({"name": ""}, "the product name is empty"),
        ({"name": "coffee", "models": ["a-b"]},
         f"'a-b' is not a valid dbt model name: {TRANSFORM_NAME.words}"),
        ({"name": "coffee", "models": ["stg_order"]},
         "the dbt project has no model 'stg_order'; did you mean stg_orders?"),
        ({"folder": "file:///nowhere"}, "there is no folder '/nowhere'"),
        ({"name": "coffee", "manifest": "file:///nowhere/manifest.yaml"},
         "there is no file '/nowhere/manifest.yaml'"),
        ({"name": "coffee", "folder": "file:///nowhere"}, "there is no folder '/nowhere'"),
        ({"name": "coffee", "owner": "x" * 255},
         "the owner has more than 254 characters; name a person or a team"),
        ({"name": "coffee", "models": ["stg_orders"] * 501},
         "more than 500 models were chosen; choose fewer, add the others later"),
        ({"name": "coffee", "owner": "postgres://user:Sup3rSecret9@db/x"},
         "the owner looks like a credential, and a floe.yaml is read by many people"),
        ({"name": "coffee", "models": [TOKEN]},
         "the name of a model looks like a credential, and a floe.yaml is read by many people"),
    ],
)  # fmt: skip
async def test_what_cannot_be_made_is_refused_in_words(
    chosen: dict[str, object], message: str, dbt: Path
) -> None:
    async with editor(FULL, dbt.parent) as opened:
        answer = await create(opened, **{"folder": dbt.as_uri(), **chosen})
        assert answer == {"ok": False, "message": message}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("stg-orders.sql", "select 1 as id"),
        ("stg_orders.sql", "{{ config(enabled=false) }} select 1 as id"),
    ],
)
async def test_where_no_model_can_be_chosen_any_name_is_taken(
    file: str, text: str, dbt: Path
) -> None:
    folder = dbt / "models" / "staging"
    for each in folder.iterdir():
        each.unlink()
    (folder / file).write_text(text, encoding="utf-8")
    async with editor(FULL, dbt.parent, answers=APPLIED) as opened:
        assert (await ask(opened, folder=dbt.as_uri()))["models"] == []
        answer = await create(opened, folder=dbt.as_uri(), name="coffee", models=["stg_example"])
        assert answer["ok"], answer["message"]
        assert answer["text"].endswith("transforms:\n  - name: stg_example\n")


async def test_more_models_than_a_new_product_may_have_are_not_dropped(dbt: Path) -> None:
    folder = dbt / "models" / "staging"
    for number in range(501 - len(MODELS)):
        (folder / f"stg_{number:03}.sql").write_text("select 1 as id", encoding="utf-8")
    async with editor(FULL, dbt.parent, answers=APPLIED) as opened:
        offered = await ask(opened, folder=dbt.as_uri())
        assert (len(offered["models"]), offered["modelCount"]) == (500, 501)
        answer = await create(opened, folder=dbt.as_uri(), name="coffee")
        reason = (
            "the dbt project has 501 models, and a new product at most 500; choose those that it "
            "begins with, add the others later"
        )
        assert answer == {"ok": False, "message": reason}
        last = await create(opened, folder=dbt.as_uri(), name="coffee", models=["stg_497"])
        assert last["ok"], "it is one of the project's, though not of the first"


async def test_a_model_that_is_disabled_is_told_as_that(dbt: Path) -> None:
    model = dbt / "models" / "staging" / "stg_old.sql"
    model.write_text("{{ config(enabled=false) }} select 1 as id", encoding="utf-8")
    async with editor(FULL, dbt.parent) as opened:
        answer = await create(opened, folder=dbt.as_uri(), name="coffee", models=["stg_old"])
        reason = "the model 'stg_old' is disabled in the dbt project"
        assert answer == {"ok": False, "message": reason}


@pytest.mark.parametrize("chosen", [{}, {"name": "coffee"}])
async def test_something_else_of_the_name_is_not_overwritten(
    chosen: dict[str, object], dbt: Path
) -> None:
    file = dbt / "floe.yaml"
    async with editor(FULL, dbt.parent) as opened:
        answer = await create(opened, folder=(dbt / "dbt_project.yml").as_uri(), **chosen)
        assert not answer["ok"]
        assert answer["message"].startswith("there is no folder")
        for put, remove in ((lambda: file.symlink_to("nowhere"), file.unlink),
                            (file.mkdir, file.rmdir)):  # fmt: skip
            put()
            answer = await create(opened, folder=dbt.as_uri(), **chosen)
            reason = f"{dbt.name} has something else that is called floe.yaml"
            assert answer == {"ok": False, "message": reason}
            remove()


async def test_an_untrusted_workspace_gets_no_product(dbt: Path) -> None:
    options = {"untrustedWorkspace": True}
    async with editor(FULL, dbt.parent, options=options) as opened:
        for chosen in ({}, {"folder": dbt.as_uri()}, {"folder": dbt.as_uri(), "name": "coffee"}):
            answer = await create(opened, **chosen)
            reason = "this workspace is not trusted, so nothing is written"
            assert answer == {"ok": False, "message": reason}


async def test_an_editor_that_creates_no_files_gets_the_text(dbt: Path) -> None:
    async with editor("minimal", dbt.parent) as opened:
        answer = await create(opened, folder=dbt.as_uri(), name="coffee")
        assert (answer["ok"], answer["uri"]) == (False, (dbt / "floe.yaml").as_uri())
        assert answer["text"].startswith("apiVersion: floe.dev/v1\n")
        reason = "this editor lets no server create a file; create it by hand"
        assert answer["message"] == f"floe.yaml was not created: {reason}"


async def test_an_edit_that_the_editor_refuses_is_told(dbt: Path) -> None:
    refused = types.ApplyWorkspaceEditResult(applied=False, failure_reason="it is there")
    async with editor(FULL, dbt.parent, answers={types.WORKSPACE_APPLY_EDIT: refused}) as opened:
        answer = await create(opened, folder=dbt.as_uri(), name="coffee")
        assert answer["message"] == "floe.yaml was not created: it is there"
        assert await opened.message(types.WORKSPACE_APPLY_EDIT)


@pytest.mark.parametrize(
    ("answered", "reason"),
    [
        ({"result": None}, "the answer cannot be read"),
        ({"result": {"applied": False}}, "the editor gave no reason"),
        ({"result": {"failureReason": "no"}}, "the answer cannot be read"),
        ({"error": {"code": -32603, "message": "it cannot"}}, "it cannot"),
    ],
)
async def test_an_answer_that_does_not_say_so_creates_nothing(
    answered: Message, reason: str, dbt: Path
) -> None:
    edits = {"documentChanges": True, "resourceOperations": ["create"]}
    capabilities = {"workspace": {"applyEdit": True, "workspaceEdit": edits}}
    with Wire() as wire:
        wire.initialize(dbt.parent, capabilities=capabilities)
        chosen = {"folder": dbt.as_uri(), "name": "coffee"}
        asked = {"command": "floe.newProduct", "arguments": [chosen]}
        number = wire.start("workspace/executeCommand", asked)
        edit = wire.take(lambda each: each.get("method") == "workspace/applyEdit")
        wire.send({"jsonrpc": "2.0", "id": edit["id"], **answered})
        result = wire.answer(number)["result"]
        assert result["message"].startswith(f"floe.yaml was not created: {reason}")
        assert result["ok"] is False
        assert result["text"].startswith("apiVersion: floe.dev/v1\n")


@pytest.mark.parametrize("chosen", [["x"], "x", 3, True])
async def test_what_is_no_object_is_an_error(chosen: object, workspace: Path) -> None:
    async with editor(FULL, workspace) as opened:
        with pytest.raises(JsonRpcInvalidParams, match="first argument must be an object"):
            await opened.command("floe.newProduct", chosen)


@pytest.mark.parametrize("models", ["x", [3], {"a": 1}, ["stg_orders", None]])
async def test_what_are_no_models_is_an_error(models: object, dbt: Path) -> None:
    async with editor(FULL, dbt.parent) as opened:
        with pytest.raises(JsonRpcInvalidParams, match="models must be a list of texts"):
            await ask(opened, folder=dbt.as_uri(), name="coffee", models=models)


@pytest.mark.parametrize("folder", [3, "https://example.com/a", "", ["x"]])
async def test_what_is_no_folder_is_an_error(folder: object, workspace: Path) -> None:
    async with editor(FULL, workspace) as opened:
        with pytest.raises(JsonRpcInvalidParams, match="folder must be"):
            await ask(opened, folder=folder)


async def test_circles_and_long_chains_of_models_are_all_there(dbt: Path) -> None:
    models = dbt / "models"
    (models / "left.sql").write_text("{{ ref('right') }}", encoding="utf-8")
    (models / "right.sql").write_text("{{ ref('left') }} {{ ref('right') }}", encoding="utf-8")
    for number in range(400):
        text = f"{{{{ ref('t{number + 1}') }}}}"
        (models / f"t{number}.sql").write_text(text, encoding="utf-8")
    async with editor(FULL, dbt.parent) as opened:
        found = (await ask(opened, folder=dbt.as_uri()))["models"]
        names = [each["name"] for each in found]
        assert sorted(names) == sorted(path.stem for path in models.rglob("*.*"))
        assert names.index("t399") < names.index("t1") < names.index("t0")
        (left,) = (each for each in found if each["name"] == "left")
        assert left["dependsOn"] == ["right"]

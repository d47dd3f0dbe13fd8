"""Findings in three editors: pushed or pulled, complete, and kept up with what changes around."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from editing import PROFILES, SECONDS, Editor, editor
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

GOOD, MANIFEST = DEFAULT_FILES["floe.yaml"], DEFAULT_FILES["manifest.yaml"]
WRONG = GOOD + "  - name: gold\n    dependsOn: [stg_order]\n"
SNOWFLAKE_ALONE = MANIFEST + "scope: enterprise\napproved_plugins:\n  compute: [snowflake]\n"
CREATED, CHANGED, DELETED = (
    types.FileChangeType.Created,
    types.FileChangeType.Changed,
    types.FileChangeType.Deleted,
)


@pytest.fixture
def product(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    folder.mkdir()
    (folder / "floe.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    return folder / "floe.yaml"


@each_profile
async def test_a_mistake_comes_and_goes(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product)
        assert await opened.codes(uri) == []
        opened.type(uri, WRONG)
        await opened.until(uri, ["E110"])
        opened.type(uri, "transforms: [")
        await opened.until(uri, ["E008"])
        opened.type(uri, GOOD)
        await opened.until(uri, [])


@each_profile
async def test_what_a_finding_holds(profile: str, product: Path) -> None:
    text = GOOD + "  - name: stg_orders\n# floe: ignore[E110]\n"
    rich = profile != "minimal"
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product, text)
        doubled, unused = await opened.diagnostics(uri)
        assert doubled.range == types.Range(types.Position(7, 10), types.Position(7, 20))
        assert doubled.severity is types.DiagnosticSeverity.Error
        assert (doubled.code, doubled.source) == ("E106", "floe")
        assert doubled.tags is None
        if rich:
            assert doubled.related_information is not None
            assert doubled.related_information[0].location.uri == uri
            assert list(unused.tags or ()) == [types.DiagnosticTag.Unnecessary]
        else:
            assert (doubled.related_information, doubled.data, unused.tags) == (None, None, None)
        if profile == "Visual Studio Code":
            assert doubled.code_description is not None
            assert doubled.code_description.href.endswith("E106.md")
        else:
            assert doubled.code_description is None


@each_profile
async def test_a_manifest_refreshes_every_product_that_it_governs(
    profile: str, product: Path
) -> None:
    root = product.parent.parent
    other = root / "sales" / "floe.yaml"
    other.parent.mkdir()
    other.write_text(GOOD.replace("orders", "sales"), encoding="utf-8")
    async with editor(profile, root) as opened:
        first, second = opened.open(product), opened.open(other)
        await opened.until(first, [])
        await opened.until(second, [])
        manifest = opened.open(root / "manifest.yaml")
        await opened.until(manifest, [])
        opened.type(manifest, MANIFEST.replace("duckdb", "duckbd"))
        await opened.until(manifest, ["E207"])
        opened.type(manifest, MANIFEST)
        await opened.until(manifest, [])
        await opened.until(first, [])


async def test_an_editor_that_pulls_is_told_of_what_it_did_not_edit(product: Path) -> None:
    root = product.parent.parent
    async with editor("Visual Studio Code", root) as opened:
        uri = opened.open(product, GOOD + "    compute: duckdb\n")
        await opened.until(uri, [])
        manifest = opened.open(root / "manifest.yaml")
        await opened.until(manifest, [])
        opened.type(manifest, SNOWFLAKE_ALONE)
        await opened.message(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        assert await opened.codes(uri) == ["E204"]


@each_profile
async def test_a_closed_product_is_shown_too(profile: str, product: Path) -> None:
    product.write_text(WRONG, encoding="utf-8")
    async with editor(profile, product.parent.parent) as opened:
        uri = product.as_uri()
        await opened.until(uri, ["E110"])
        product.write_text(GOOD, encoding="utf-8")
        opened.changed_on_disk((product, CHANGED))
        await opened.until(uri, [])
        product.write_text(WRONG, encoding="utf-8")
        opened.changed_on_disk((product, CHANGED))
        await opened.until(uri, ["E110"])
        product.unlink()
        opened.changed_on_disk((product, DELETED))
        await opened.until(uri, [])


@each_profile
async def test_files_around_the_product_come_and_go(profile: str, product: Path) -> None:
    root = product.parent.parent
    manifest, moved = root / "manifest.yaml", root / "platform" / "base.yaml"
    moved.parent.mkdir()
    named = GOOD + "platform:\n  manifest: ../platform/base.yaml\n"
    async with editor(profile, root) as opened:
        uri = opened.open(product)
        await opened.until(uri, [])
        manifest.rename(moved)
        opened.changed_on_disk((manifest, DELETED), (moved, CREATED))
        await opened.until(uri, ["E205"])
        opened.type(uri, named)
        await opened.until(uri, [])
        child = MANIFEST + "scope: domain\nparent_manifest: ../top.yaml\n"
        moved.write_text(child, encoding="utf-8")
        opened.changed_on_disk((moved, CHANGED))
        await opened.until(moved.as_uri(), ["E205"])
        (root / "top.yaml").write_text(MANIFEST + "scope: enterprise\n", encoding="utf-8")
        opened.changed_on_disk((root / "top.yaml", CREATED))
        await opened.until(moved.as_uri(), [])
        moved.unlink()
        opened.changed_on_disk((moved, DELETED))
        await opened.until(uri, ["E205"])
        moved.write_text(MANIFEST, encoding="utf-8")
        opened.changed_on_disk((moved, CREATED))
        await opened.until(uri, [])


@each_profile
async def test_a_manifest_comes_of_which_nothing_was_said(profile: str, product: Path) -> None:
    named = GOOD.replace("name: orders", "name: Bad Name") + "platform:\n  manifest: ../base.yaml\n"
    product.write_text(named, encoding="utf-8")
    manifest = product.parent.parent / "base.yaml"
    async with editor(profile, product.parent.parent) as opened:
        await opened.until(product.as_uri(), ["E101"])
        manifest.write_text(MANIFEST.replace("name: platform", "name: Bad Name"), encoding="utf-8")
        opened.changed_on_disk((manifest, CREATED))
        await opened.until(manifest.as_uri(), ["E101"])


@each_profile
@pytest.mark.parametrize("deleted", [False, True])
async def test_a_manifest_of_no_product_is_closed(
    profile: str, deleted: bool, product: Path
) -> None:
    manifest = product.parent / "unused.yaml"
    manifest.write_text(MANIFEST.replace("duckdb", "duckbd"), encoding="utf-8")
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(manifest)
        assert await opened.codes(uri) == ["E207"]
        opened.close(uri)
        if deleted:
            manifest.unlink()
            opened.changed_on_disk((manifest, DELETED))
        product.write_text(WRONG, encoding="utf-8")
        opened.changed_on_disk((product, CHANGED))
        await opened.until(product.as_uri(), ["E110"])
        assert await opened._shown(uri) == [], "though all that was asked for has been analysed"


@each_profile
async def test_a_folder_is_named_and_not_what_it_holds(profile: str, product: Path) -> None:
    product.write_text(WRONG, encoding="utf-8")
    moved = product.parent.with_name("moved")
    async with editor(profile, product.parent.parent) as opened:
        await opened.until(product.as_uri(), ["E110"])
        product.parent.rename(moved)
        opened.changed_on_disk((product.parent, DELETED), (moved, CREATED))
        await opened.until(product.as_uri(), [])
        await opened.until((moved / product.name).as_uri(), ["E110"])


@each_profile
async def test_folders_come_and_go(profile: str, product: Path, tmp_path: Path) -> None:
    product.write_text(WRONG, encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    async with editor(profile, elsewhere, within=tmp_path) as opened:
        folder = types.WorkspaceFolder(product.parent.as_uri(), "orders")
        opened.client.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent([folder], []))
        )
        await opened.until(product.as_uri(), ["E110"])
        opened.client.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent([], [folder]))
        )
        await opened.until(product.as_uri(), [])


@each_profile
async def test_a_file_outside_every_folder(profile: str, product: Path, tmp_path: Path) -> None:
    async with editor(profile, within=tmp_path) as opened:
        uri = opened.open(product, WRONG)
        assert await opened.codes(uri) == ["E110"]
        opened.close(uri)
        await opened.until(uri, [])


@each_profile
@pytest.mark.parametrize("name", ["untitled:Untitled-1", "git:/orders/floe.yaml?ref=HEAD"])
async def test_a_buffer_that_is_no_file(profile: str, name: str, product: Path) -> None:
    async with editor(profile, within=product.parent) as opened:
        uri = opened.open(name, WRONG)
        assert await opened.codes(uri) == ["E110"]
        hover = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(1, 1))
        asked = opened.client.text_document_hover_async(hover)
        assert await opened.answer(asked) is not None


@each_profile
async def test_a_new_buffer_does_not_stand_for_a_file_of_its_name(
    profile: str, product: Path
) -> None:
    product.write_text(WRONG, encoding="utf-8")
    (product.parent / "manifest.yaml").write_text(SNOWFLAKE_ALONE, encoding="utf-8")
    async with editor(profile, product.parent) as opened:
        await opened.until(product.as_uri(), ["E110"])
        uri = opened.open("untitled:floe.yaml", GOOD + "    compute: duckdb\n")
        # The manifest of the folder holds for it.
        assert await opened.codes(uri) == ["E204"]
        await opened.until(product.as_uri(), ["E110"])
        opened.type(uri, "")
        # Its name says that it is a product.
        await opened.until(uri, ["E016"])
        opened.close(uri)
        await opened.until(uri, [])
        await opened.until(product.as_uri(), ["E110"])


@each_profile
async def test_a_new_buffer_that_is_out_of_step_comes_back_whole(
    profile: str, product: Path
) -> None:
    async with editor(profile, product.parent) as opened:
        uri = opened.open("untitled:floe.yaml", GOOD)
        assert await opened.codes(uri) == []
        opened._versions[uri] = 0
        opened.type(uri, WRONG)
        shown = await opened.message(types.WINDOW_SHOW_MESSAGE)
        assert shown.message.startswith("floe: floe.yaml: a change could not be applied")
        await opened.until(uri, [])
        opened.type(uri, WRONG)
        assert await opened.codes(uri) == ["E110"]


@each_profile
async def test_a_uri_that_is_no_file_is_never_read_from_disk(profile: str, product: Path) -> None:
    product.write_text(WRONG, encoding="utf-8")
    async with editor(profile, product.parent) as opened:
        uri = f"git:{product}"
        opened.open(uri, GOOD)
        await opened.until(uri, [])
        opened.close(uri)
        where = types.TextDocumentIdentifier(uri)
        hover = types.HoverParams(where, types.Position(1, 1))
        assert await opened.answer(opened.client.text_document_hover_async(hover)) is None


@each_profile
async def test_yaml_of_another_program_is_left_alone(profile: str, product: Path) -> None:
    other = product.with_name("docker-compose.yaml")
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(other, "services:\n  web: [\n")
        assert await opened.codes(uri) == []
        opened.type(uri, "apiVersion: v1\nkind: Pod\n")
        assert await opened.codes(uri) == []


@each_profile
async def test_an_unsaved_buffer_goes_before_the_file(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product, WRONG)
        assert await opened.codes(uri) == ["E110"]
        product.write_text(GOOD, encoding="utf-8")
        opened.changed_on_disk((product, CHANGED))
        opened.type(uri, WRONG + "\n")
        assert await opened.codes(uri) == ["E110"]
        opened.close(uri)
        await opened.until(uri, [])


async def _severity_of(opened: Editor, uri: str) -> list[tuple[str, int]]:
    found = await opened._shown(uri)
    return [(str(each.code), (each.severity or types.DiagnosticSeverity.Error).value)
            for each in found]  # fmt: skip


@each_profile
async def test_settings_live(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent, settings={"stage": None}) as opened:
        uri = opened.open(product, WRONG)
        await opened.until(uri, ["E110"])
        await _set(opened, {"severities": {"E110": "hint"}})
        await opened.until(uri, ["E110"])
        for _ in range(int(SECONDS / 0.02)):
            if await _severity_of(opened, uri) == [("E110", 4)]:
                break
            await asyncio.sleep(0.02)
        assert await _severity_of(opened, uri) == [("E110", 4)]
        await _set(opened, {"severities": {"E110": "off"}})
        await opened.until(uri, [])
        await _set(opened, {"stage": "LOAD"})
        await opened.until(uri, [])
        await _set(opened, None)
        await opened.until(uri, ["E110"])


async def _set(opened: Editor, settings: Any) -> None:
    opened.client.set_configuration(settings, section="floe")
    opened.client.workspace_did_change_configuration(
        types.DidChangeConfigurationParams({"floe": settings})
    )


@each_profile
async def test_only_open_products_are_checked_where_the_person_wants_it_so(
    profile: str, product: Path
) -> None:
    product.write_text(WRONG, encoding="utf-8")
    other = product.parent.parent / "sales" / "floe.yaml"
    other.parent.mkdir()
    other.write_text(WRONG, encoding="utf-8")
    async with editor(profile, product.parent.parent) as opened:
        opened.open(product)
        for uri in (product.as_uri(), other.as_uri()):
            await opened.until(uri, ["E110"])
        await _set(opened, {"checkAllProducts": False})
        await opened.until(other.as_uri(), [])
        assert [str(each.code) for each in await opened._shown(product.as_uri())] == ["E110"]
        await _set(opened, {"checkAllProducts": True})
        await opened.until(other.as_uri(), ["E110"])


@each_profile
async def test_settings_by_initialization_options(profile: str, product: Path) -> None:
    options = {"settings": {"severities": {"E110": "off"}}}
    # An editor that is asked answers with what the person set, which is the same here.
    async with editor(
        profile, product.parent.parent, options=options, settings=options["settings"]
    ) as opened:
        uri = opened.open(product, WRONG)
        assert await opened.codes(uri) == []


@each_profile
async def test_wrong_settings_are_named(profile: str, product: Path) -> None:
    async with editor(profile, product.parent.parent) as opened:
        # Before it is analysed the settings of the start have been read.
        assert await opened.codes(opened.open(product)) == []
        await _set(opened, {"stage": "ENFORC", "codeLens": {}, "inlayHints": "yes please"})
        said = [(await opened.message(types.WINDOW_LOG_MESSAGE)).message for _ in range(3)]
        text = "\n".join(said)
        assert "floe.stage is 'ENFORC'" in text
        assert "did you mean floe.codeLenses?" in text
        assert "floe.inlayHints is 'yes please': it should be true or false" in text


async def test_pulled_results_have_names(product: Path) -> None:
    product.write_text(WRONG, encoding="utf-8")
    async with editor("Visual Studio Code", product.parent.parent) as opened:
        uri = opened.open(product)
        where = types.TextDocumentIdentifier(uri)
        ask = opened.client.text_document_diagnostic_async
        first = await opened.answer(ask(types.DocumentDiagnosticParams(where)))
        assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
        again = types.DocumentDiagnosticParams(where, previous_result_id=first.result_id)
        assert (await opened.answer(ask(again))).kind == "unchanged"
        ask_all = opened.client.workspace_diagnostic_async
        whole = await opened.answer(ask_all(types.WorkspaceDiagnosticParams([])))
        (report,) = [each for each in whole.items if each.uri == uri]
        assert isinstance(report, types.WorkspaceFullDocumentDiagnosticReport)
        assert [each.code for each in report.items] == ["E110"]
        known = [types.PreviousResultId(uri, report.result_id or "")]
        # Held until something changes.
        held = ask_all(types.WorkspaceDiagnosticParams(known))
        opened.type(uri, GOOD)
        news = await opened.answer(held)
        (report,) = [each for each in news.items if each.uri == uri]
        assert isinstance(report, types.WorkspaceFullDocumentDiagnosticReport)
        assert (list(report.items), report.version) == ([], 2)


async def test_watchers_are_registered_where_the_editor_lets_a_server(product: Path) -> None:
    async with editor("Visual Studio Code", product.parent.parent) as opened:
        asked = await opened.message(types.CLIENT_REGISTER_CAPABILITY)
        files, settings = asked.registrations
        assert files.method == "workspace/didChangeWatchedFiles"
        yaml, code, ignored, capitals, built, folders = files.register_options["watchers"]
        assert yaml == {"globPattern": "**/*.{yaml,yml}"}
        assert code == {"globPattern": "**/*.{sql,py,csv,md}"}
        assert ignored == {"globPattern": "**/.{gitignore,gitattributes,dbtignore}"}
        assert capitals == {"globPattern": "**/*.{YAML,YML,SQL,PY,CSV,MD}"}
        assert built == {"globPattern": "**/target/{manifest,catalog}.json"}
        assert folders == {"globPattern": "**/*", "kind": 5}, "a folder is named alone"
        assert settings.method == "workspace/didChangeConfiguration"
        assert settings.register_options == {"section": "floe"}


@pytest.mark.parametrize("file", ["models/stg_orders.sql", "models/a/stg_orders.py",
                                  "transformations/stg_orders.sql"])  # fmt: skip
@each_profile
async def test_a_model_that_comes_and_goes_is_seen(profile: str, file: str, product: Path) -> None:
    """An editor that watches files tells of it; in another it is seen without being told."""
    project = product.with_name("dbt_project.yml")
    # Of a folder that only dbt can tell nothing is missed.
    paths = "model-paths: [models, transformations, \"{{ var('more') }}\"]"
    project.write_text(f"profile: orders\n{paths}\n", encoding="utf-8")
    model = product.parent / file
    model.parent.mkdir(parents=True)
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(product)
        await opened.until(uri, [])
        hover = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(6, 12))
        ask = opened.client.text_document_hover_async
        assert "no file of this name" in str(await opened.answer(ask(hover)))
        model.touch()
        if profile == "Visual Studio Code":
            opened.changed_on_disk((model, CREATED))
        assert model.name in str(await opened.answer(ask(hover)))
        model.unlink()
        if profile == "Visual Studio Code":
            opened.changed_on_disk((model, DELETED))
        assert "no file of this name" in str(await opened.answer(ask(hover)))


@each_profile
async def test_a_dbt_project_that_comes_is_seen(profile: str, product: Path) -> None:
    root = product.parent.parent
    async with editor(profile, root) as opened:
        uri = opened.open(product)
        await opened.until(uri, [])
        await opened.command("floe.dryRun", uri)
        assert "would compile" in (await opened.message(types.WINDOW_SHOW_MESSAGE)).message
        project = product.with_name("dbt_project.yml")
        project.write_text("name: [\n", encoding="utf-8")
        opened.changed_on_disk((project, CREATED))
        await opened.command("floe.dryRun", uri)
        await _message_of_failure(opened)
        await opened.until(project.as_uri(), ["E406"])
        shutil.copy(product, project)
        opened.changed_on_disk((project, CHANGED))
        await opened.until(project.as_uri(), ["E145"])
        await opened.until(uri, ["E138"])


FCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms:
  - name: stg_orders
  - name: fct_orders
    dependsOn: [stg_orders]
"""


@each_profile
async def test_what_is_found_of_a_dbt_project_follows_its_files(
    profile: str, product: Path
) -> None:
    product.write_text(FCT, encoding="utf-8")
    folder = product.parent
    project, schema = folder / "dbt_project.yml", folder / "models/schema.yml"
    stg, fct = folder / "models/stg_orders.SQL", folder / "models/fct_orders.sql"
    async with editor(profile, folder.parent) as opened:
        uri = opened.open(product)
        await opened.until(uri, [])
        project.write_text("name: orders\nprofile: orders\n", encoding="utf-8")
        opened.changed_on_disk((project, CREATED))
        await opened.until(uri, ["E138", "E138"])
        stg.parent.mkdir()
        fct.write_text("select * from {{ ref('stg_orders') }}", encoding="utf-8")
        opened.changed_on_disk((fct, CREATED))
        await opened.until(uri, ["E138"])
        stg.write_text("select 1", encoding="utf-8")
        opened.changed_on_disk((stg, CREATED))
        await opened.until(uri, [])
        fct.write_text("select 1", encoding="utf-8")
        opened.changed_on_disk((fct, CHANGED))
        await opened.until(uri, ["E141"])
        fct.write_text("select * from {{ ref('stg_orders') }}", encoding="utf-8")
        schema.write_text(
            "models: [{name: fct_orders, config: {enabled: false}}]", encoding="utf-8"
        )
        opened.changed_on_disk((fct, CHANGED), (schema, CREATED))
        await opened.until(uri, ["E138"])
        schema.unlink()
        opened.changed_on_disk((schema, DELETED))
        await opened.until(uri, [])
        project.write_text("name: orders\n", encoding="utf-8")
        opened.changed_on_disk((project, CHANGED))
        await opened.until(project.as_uri(), ["E145"])
        project.unlink()
        opened.changed_on_disk((project, DELETED))
        await opened.until(project.as_uri(), [])


async def _message_of_failure(opened: Editor) -> None:
    if opened.profile == "Visual Studio Code":
        asked = await opened.message(types.WINDOW_SHOW_MESSAGE_REQUEST)
        assert [each.title for each in asked.actions] == ["Show"]
    else:
        assert "1 error" in (await opened.message(types.WINDOW_SHOW_MESSAGE)).message

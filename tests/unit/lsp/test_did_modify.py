"""What is dropped, asked for and published for each cause of a change."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import cast

import pytest
from changing_world import APPROVES_NOTHING, MANIFEST, ONLY_OPEN, PRODUCT, WRONG, World
from lsprotocol import types

from floe_lsp.compilation import compile_pipeline
from floe_lsp.files.names import READ_BY_NAME
from floe_lsp.lsp.state.folders import WorkspaceFolder
from floe_lsp.lsp.state.settings import Settings
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.did_modify import Cause, Change, did_modify

pytestmark = pytest.mark.requirement("one way for a change of the world")


@pytest.mark.parametrize(
    ("cause", "swept"),
    [
        (Cause.OPENED, 0),
        (Cause.EDITED, 0),
        (Cause.SAVED, 0),
        (Cause.WRITTEN, 0),
        (Cause.FOLDERS_OPENED, 0),
        (Cause.CLOSED, 1),
        (Cause.OUT_OF_STEP, 1),
        (Cause.DELETED, 1),
        (Cause.FOLDERS_CLOSED, 1),
        (Cause.SETTINGS, 1),
    ],
)
def test_what_is_kept_is_looked_through_where_something_may_go(
    world: World, cause: Cause, swept: int
) -> None:
    world.modify(cause, world.orders)
    assert world.swept == swept
    world.modify(Cause.EDITED, world.orders)
    assert world.swept == 0


def test_a_product_is_opened_and_edited(world: World) -> None:
    world.session.store.open(world.orders.as_uri(), world.orders, 1, PRODUCT, on_disk=True)
    for cause in (Cause.OPENED, Cause.EDITED):
        world.modify(cause, world.orders)
        assert world.asked == [world.orders]
        assert world.published == set(), "the old findings stay until there are new ones"
    assert world.session.files.sources.document(world.orders).text.text == PRODUCT
    assert len(world.session.results.findings.of(world.orders)) == 1
    assert world.session.diagnostics(world.orders) == (), "they are not of this text"


def test_a_manifest_is_edited(world: World) -> None:
    world.open(world.manifest, MANIFEST)
    before = world.session.files.generation
    world.modify(Cause.EDITED, world.manifest)
    assert set(world.asked) == {world.orders, world.sales, world.manifest}
    assert world.asked[-1] == world.manifest, "the last one is analysed first"
    assert world.session.files.generation > before, "an analysis that runs may have read it"


@pytest.mark.parametrize("cause", [Cause.WRITTEN, Cause.DELETED])
@pytest.mark.parametrize("name", sorted(READ_BY_NAME))
def test_a_file_comes_or_goes_that_says_something_of_those_around_it(
    world: World, name: str, cause: Cause
) -> None:
    path = world.orders.with_name(name)
    if cause is Cause.WRITTEN:
        path.write_text("x\n", encoding="utf-8")
    world.modify(cause, path)
    assert world.orders in world.asked


def test_a_document_is_saved(world: World) -> None:
    world.open(world.orders, PRODUCT)
    before = world.session.files.generation
    world.modify(Cause.SAVED, world.orders)
    assert (world.asked, world.published, world.looked) == ([], set(), 0)
    assert world.session.files.generation == before


def test_a_document_is_closed(world: World) -> None:
    world.open(world.orders, PRODUCT)
    assert world.session.diagnostics(world.orders) == ()
    world.session.store.close(world.orders.as_uri())
    world.modify(Cause.CLOSED, world.orders)
    assert world.asked == [world.orders], "what the disk says is checked too"
    assert world.orders in world.published
    assert world.session.results.get(world.orders) is None


@pytest.mark.parametrize("is_in_a_folder", [False, True])
def test_a_document_is_closed_that_is_checked_only_while_it_is_open(
    world: World, is_in_a_folder: bool
) -> None:
    world.session.folders.set([WorkspaceFolder(world.root, ONLY_OPEN)] if is_in_a_folder else [])
    world.open(world.orders, WRONG)
    world.session.store.close(world.orders.as_uri())
    world.modify(Cause.CLOSED, world.orders)
    assert world.asked == []
    assert world.orders in world.published
    assert world.session.diagnostics(world.orders) == ()


@pytest.mark.parametrize("cause", [Cause.CLOSED, Cause.OUT_OF_STEP])
def test_what_others_found_in_a_buffer_goes_with_it(world: World, cause: Cause) -> None:
    broken = MANIFEST.replace("duckdb", "duckbd")
    world.orders.write_text(PRODUCT, encoding="utf-8")
    world.open(world.manifest, broken)
    world.analyse(world.orders)
    assert "E207" in [each.code for each in world.session.diagnostics(world.manifest)]
    world.session.store.close(world.manifest.as_uri())
    world.modify(cause, world.manifest)
    assert world.session.diagnostics(world.manifest) == (), "the file on disk has another text"
    world.manifest.write_text("# moved\n" + broken, encoding="utf-8")
    world.modify(Cause.WRITTEN, world.manifest)
    world.analyse(world.orders)
    (found,) = world.session.diagnostics(world.manifest)
    line = found.location.text.position(found.location.span.start).line
    assert (found.code, line) == ("E207", 9)


def test_a_file_that_is_open_comes_to_be_with_its_folder(world: World) -> None:
    path = world.root / "new" / "floe.yaml"
    world.open(path, PRODUCT + "platform:\n  manifest: house.yaml\n")
    before = world.session.files.generation
    path.parent.mkdir()
    path.write_text(PRODUCT, encoding="utf-8")
    world.modify(Cause.WRITTEN, path)
    assert world.asked == [path], "the folder that it missed may be this one"
    assert world.session.files.generation > before, "an analysis that runs may have missed it"


def test_a_document_is_out_of_step(world: World) -> None:
    world.open(world.orders, WRONG)
    world.session.store.close(world.orders.as_uri())
    world.modify(Cause.OUT_OF_STEP, world.orders)
    assert world.asked == [], "what the editor shows is not known"
    assert world.orders in world.published
    assert world.session.diagnostics(world.orders) == ()


@pytest.mark.parametrize("cause", [Cause.CLOSED, Cause.OUT_OF_STEP])
@pytest.mark.parametrize("left", ["first", "second"])
def test_one_of_two_documents_of_a_file_is_left(left: str, cause: Cause, world: World) -> None:
    """Such as ``file:///a/floe.yaml`` and ``file:///a/./floe.yaml``."""
    uris = {
        "first": world.orders.as_uri(),
        "second": world.orders.as_uri().replace("/floe.yaml", "/./floe.yaml"),
    }
    texts = {"first": PRODUCT, "second": WRONG}
    for name, uri in uris.items():
        world.session.store.open(uri, world.orders, 1, texts[name], on_disk=True)
        world.modify(Cause.OPENED, world.orders)
    world.analyse(world.orders)
    assert world.session.diagnostics(world.orders) == ()
    world.session.store.close(uris[left])
    world.modify(cause, world.orders)
    assert world.asked == [world.orders]
    assert world.session.results.is_product(world.orders), "kept until there is a newer result"
    buffer = world.session.files.buffer(world.orders)
    assert buffer is not None
    (stays,) = uris.keys() - {left}
    assert buffer.document().text.text == texts[stays]
    world.analyse(world.orders)
    found = [each.code for each in world.session.diagnostics(world.orders)]
    assert found == {"first": [], "second": ["E110"]}[stays]


def test_a_product_changes_on_disk(world: World) -> None:
    world.modify(Cause.WRITTEN, world.orders)
    assert (world.asked, world.published) == ([world.orders], set())
    world.modify(Cause.DELETED, world.orders)
    assert world.asked == []
    assert world.orders in world.published
    assert not world.session.results.is_product(world.orders)


def test_what_is_open_does_not_change_on_disk(world: World) -> None:
    world.open(world.orders, PRODUCT)
    for cause in (Cause.WRITTEN, Cause.DELETED):
        world.modify(cause, world.orders)
        assert (world.asked, world.published) == ([], set())
    assert world.session.results.is_product(world.orders)


@pytest.mark.parametrize(
    ("folder", "settings", "is_asked_for"),
    [
        ("returns", Settings(), True),
        ("returns", ONLY_OPEN, False),
        ("node_modules", Settings(), False),
    ],
)
def test_a_product_comes_on_disk(
    folder: str, settings: Settings, is_asked_for: bool, world: World
) -> None:
    world.session.folders.set([WorkspaceFolder(world.root, settings)])
    product = world.root / folder / "floe.yaml"
    world.modify(Cause.WRITTEN, product)
    assert world.asked == ([product] if is_asked_for else [])
    world.modify(Cause.WRITTEN, product.with_name("compose.yaml"))
    assert world.asked == [], "what is no product is analysed with those that read it"


@pytest.mark.parametrize(("settings", "finds"), [(Settings(), True), (ONLY_OPEN, False)])
def test_products_are_looked_for_that_nobody_has_named(
    settings: Settings, finds: bool, world: World
) -> None:
    new, opened = (world.root / name / "floe.yaml" for name in ("returns", "stock"))
    for path in (new, opened):
        path.parent.mkdir()
        path.write_text(PRODUCT, encoding="utf-8")
    world.session.store.open(opened.as_uri(), opened, 1, PRODUCT, on_disk=True)
    world.session.folders.set([WorkspaceFolder(world.root, settings)])
    world.modify(Cause.FOLDERS_OPENED, world.root)
    world.look()
    # What is analysed already is not asked for again, and what is open was asked for first.
    assert world.asked == ([new] if finds else [])


def test_a_folder_that_cannot_be_searched_is_told_of(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, new = world.root / "locked", world.root / "returns" / "floe.yaml"
    for path in (locked, new.parent):
        path.mkdir()
    new.write_text(PRODUCT, encoding="utf-8")
    scandir = os.scandir

    def scan(path: Path) -> object:
        if Path(path) == locked:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scan)
    world.modify(Cause.FOLDERS_OPENED, world.root)
    world.look()
    said = f"floe: {locked} cannot be searched for products: permission denied"
    assert world.told == [(types.MessageType.Warning, said)]
    assert world.asked == [new]


@pytest.mark.parametrize("cause", [Cause.WRITTEN, Cause.DELETED])
def test_a_manifest_changes_on_disk(cause: Cause, world: World) -> None:
    world.modify(cause, world.manifest)
    assert set(world.asked) == {world.orders, world.sales}
    assert world.published == set(), "kept until there are new findings"
    assert len(world.session.diagnostics(world.orders)) == 1


def test_a_compilation_holds_until_a_file_beside_it_changes(world: World) -> None:
    project = world.orders.with_name("dbt_project.yml")
    project.write_text("name: [\n", encoding="utf-8")
    world.orders.write_text(PRODUCT, encoding="utf-8")
    sources = world.session.files.sources
    compiled = compile_pipeline(world.orders, dry_run=True, sources=sources)
    world.session.compilations.add(compiled.analysis)
    assert [each.code for each in world.session.diagnostics(project)] == ["E406"]
    world.modify(Cause.WRITTEN, project)
    assert world.asked == [world.orders]
    assert project in world.published
    assert world.session.diagnostics(project) == ()


def test_several_files_change_at_once(world: World) -> None:
    moved = world.root / "platform" / "manifest.yaml"
    before = world.session.files.generation
    world.asked = []
    changes = [Change(Cause.DELETED, world.manifest), Change(Cause.WRITTEN, moved)]
    did_modify(cast("Conversation", world), changes)
    assert sorted(world.asked) == [world.orders, world.sales], "each once"
    assert world.session.files.generation == before + 2


def test_a_folder_is_closed(world: World) -> None:
    world.open(world.sales, WRONG)
    world.session.folders.set([])
    world.modify(Cause.FOLDERS_CLOSED, world.root)
    assert world.orders in world.published
    assert world.session.results.known() == [world.sales], "what is open is of interest"
    assert (world.asked, world.looked) == ([world.sales], 0)


@pytest.mark.parametrize("cause", [Cause.FOLDERS_OPENED, Cause.FOLDERS_CLOSED])
def test_a_folder_within_another_has_settings_of_its_own(cause: Cause, world: World) -> None:
    session, inner = world.session, world.orders.parent
    world.manifest.write_text(MANIFEST.replace("duckdb", "duckbd"), encoding="utf-8")
    world.orders.write_text(PRODUCT, encoding="utf-8")
    compiled = compile_pipeline(world.orders, dry_run=True, sources=session.files.sources)
    session.compilations.add(compiled.analysis)
    before = session.files.generation
    world.modify(cause, inner)
    assert world.asked == [world.orders], "not what is beside the folder"
    assert world.published == {world.orders, world.manifest}, "what the compilation found goes too"
    assert session.diagnostics(world.manifest) == ()
    assert session.files.generation == before + 1, "an analysis that runs had the other settings"


def test_folders_are_opened(world: World) -> None:
    world.open(world.sales, WRONG)
    world.modify(Cause.FOLDERS_OPENED, world.root.parent / "another")
    assert (world.asked, world.published, world.looked) == ([world.sales], set(), 1)


def test_settings_change(world: World) -> None:
    world.open(world.sales, WRONG)
    before = world.session.files.generation
    world.session.folders.set([WorkspaceFolder(world.root, Settings(severities={"E110": "off"}))])
    world.modify(Cause.SETTINGS, None)
    assert world.asked == [world.orders, world.sales], "what is open comes last and so first"
    assert world.published == {world.orders, world.sales, world.manifest}
    assert world.session.diagnostics(world.orders) == ()
    assert (world.looked, world.session.files.generation) == (1, before + 1)


def test_settings_leave_only_what_is_open(world: World) -> None:
    world.open(world.sales, WRONG)
    world.session.folders.set([WorkspaceFolder(world.root, ONLY_OPEN)])
    world.modify(Cause.SETTINGS, None)
    assert world.session.results.known() == [world.sales]
    assert world.orders in world.published


@pytest.mark.parametrize(
    ("name", "text"), [("floe.yaml", MANIFEST), ("open.yaml", MANIFEST), ("open.yaml", "kind: Pod")]
)
def test_a_product_becomes_another_file(name: str, text: str, world: World) -> None:
    session, product = world.session, world.root / "new" / name
    product.parent.mkdir()
    world.open(product, PRODUCT + "    compute: duckdb\n")
    world.open(world.manifest, APPROVES_NOTHING)
    world.analyse(product)
    assert [each.code for each in session.diagnostics(world.manifest)] == ["E217", "E204"]
    beside = product.with_name("dbt_project.yml")
    assert session.affected_by([beside]) == {product}
    session.store.change(product.as_uri(), 2, [types.TextDocumentContentChangeWholeDocument(text)])
    world.modify(Cause.EDITED, product)
    assert world.manifest in world.analyse(product), "what is said of it changes"
    assert [each.code for each in session.diagnostics(world.manifest)] == ["E204"]
    assert not session.results.is_product(product)
    assert product not in session.analyses
    assert session.affected_by([beside]) == set()


NAMED = PRODUCT + "platform:\n  manifest: ../middle.yaml\n"


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        (NAMED, Settings()),
        (NAMED.replace("name: orders", "name: Bad Name"), Settings()),
        (NAMED.replace("middle.yaml", "middle.yaml  # floe: ignore[E205]"), Settings()),
        (NAMED, Settings(severities={"E205": "off"})),
        (NAMED, Settings(stage="VALIDATE")),
        (PRODUCT, Settings(manifest="middle.yaml", stage="LOAD")),
    ],
    ids=["shown", "with a mistake", "silenced", "off", "not looked for", "by the settings"],
)
def test_a_manifest_that_was_missing_comes(text: str, settings: Settings, world: World) -> None:
    world.session.folders.set([WorkspaceFolder(world.root, settings)])
    world.orders.write_text(text, encoding="utf-8")
    world.analyse(world.orders)
    world.modify(Cause.WRITTEN, world.root / "middle.yaml")
    assert world.orders in world.asked


def test_a_manifest_comes_between_products_and_theirs(world: World) -> None:
    product = world.root / "group" / "returns" / "floe.yaml"
    product.parent.mkdir(parents=True)
    product.write_text(PRODUCT, encoding="utf-8")
    world.analyse(product)
    world.modify(Cause.WRITTEN, world.root / "group" / "manifest.yaml")
    assert product in world.asked
    assert world.orders not in world.asked, "it stands elsewhere"
    world.modify(Cause.WRITTEN, world.root / "group" / "platform.yaml")
    assert world.asked == [], "only one of the usual name is found"


def test_a_code_that_is_off_hides_no_other(world: World) -> None:
    world.orders.write_text(WRONG + "colour: red\n", encoding="utf-8")
    world.analyse(world.orders)
    for off, shown in (("E110", ["E108"]), ("E108", ["E110"]), ("E205", ["E108", "E110"])):
        settings = Settings(severities={off: "off"})
        world.session.folders.set([WorkspaceFolder(world.root, settings)])
        assert sorted(each.code for each in world.session.diagnostics(world.orders)) == shown


def test_a_parent_that_was_missing_comes(world: World) -> None:
    child = MANIFEST.replace("name: platform", "name: Bad Name") + "parent_manifest: top.yaml\n"
    world.open(world.manifest, child)
    world.modify(Cause.WRITTEN, world.root / "top.yaml")
    assert world.manifest in world.asked


def test_a_manifest_is_closed(world: World) -> None:
    unused = world.root / "unused.yaml"
    wrong = MANIFEST.replace("duckdb", "duckbd")
    for path in (unused, world.manifest):
        path.write_text(wrong, encoding="utf-8")
        world.open(path, wrong)
    world.orders.write_text(PRODUCT, encoding="utf-8")
    for path in (unused, world.manifest):
        world.session.store.close(path.as_uri())
        world.modify(Cause.CLOSED, path)
        assert path not in world.asked
        assert path in world.published
        assert not world.session.is_of_interest(path), "a result that is on its way comes too late"
    assert world.session.diagnostics(unused) == (), "no product uses it, and nobody looks at it"
    world.analyse(world.orders)
    assert [each.code for each in world.session.diagnostics(world.manifest)] == ["E207"]


def test_a_manifest_by_the_name_of_a_product_is_deleted(world: World) -> None:
    world.orders.write_text(MANIFEST.replace("duckdb", "duckbd"), encoding="utf-8")
    world.analyse(world.orders)
    assert [each.code for each in world.session.diagnostics(world.orders)] == ["E207"]
    world.modify(Cause.DELETED, world.orders)
    assert world.session.diagnostics(world.orders) == ()
    assert world.orders in world.published

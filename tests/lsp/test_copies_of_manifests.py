"""What an editor shows of a manifest of a registry: the copy and its age, and nothing to edit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from door import Door, Message
from pulled_files import made
from registry import MANIFEST

from corpus import DEFAULT_FILES
from floe_lsp.registries.cache import Cache, Copy
from floe_lsp.registries.reference import parse_reference

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.requirement("registries"),
    pytest.mark.usefixtures("alone"),
]

ADDRESS = "oci://registry.example.com/acme/platform:1.0.0"
ABOVE = "oci://registry.example.com/acme/enterprise:1.0.0"
PLACE = {"line": 6, "character": 20}
TEXT = DEFAULT_FILES["floe.yaml"].replace(
    "transforms:", f"platform:\n  manifest: {ADDRESS}\ntransforms:"
)


@pytest.fixture
def copy() -> Copy:
    """The copy of a manifest that approves the product, of three hours ago, and of its parent."""
    above = f"{MANIFEST}scope: enterprise\n"
    Cache().keep(parse_reference(ABOVE), made(above.encode()))
    own = MANIFEST.partition("plugins:")[0].replace("name: platform", "name: sales")
    own += f"scope: domain\nparent_manifest: {ABOVE}\nplugins: {{}}\napproved_products: [orders]\n"
    kept = Cache().keep(parse_reference(ADDRESS), made(own.encode()))
    entry = Cache().entry_file(kept.reference)
    said = json.loads(entry.read_text(encoding="utf-8"))
    said["fetched_at"] -= 3 * 3600
    entry.write_text(json.dumps(said), encoding="utf-8")
    return kept


@pytest.fixture
def product(tmp_path: Path) -> Path:
    file = tmp_path / "orders" / "floe.yaml"
    file.parent.mkdir()
    file.write_text(TEXT, encoding="utf-8")
    return file


async def answer(door: Door, method: str, file: Path, **more: Any) -> Any:
    params: Message = {"textDocument": {"uri": file.as_uri()}, **more}
    reply = await door.ask(f"textDocument/{method}", params)
    assert "result" in reply, reply
    return reply["result"]


async def opened(door: Door, *files: Path) -> None:
    capabilities: Message = {
        "textDocument": {
            "documentLink": {"tooltipSupport": True},
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}
            },
            "rename": {},
        },
        "workspace": {
            "workspaceEdit": {
                "documentChanges": True,
                "changeAnnotationSupport": {"groupsOnLabel": True},
            }
        },
    }
    await door.initialize(files[0].parent, capabilities=capabilities)
    for file in files:
        door.open(file.as_uri(), file.read_text(encoding="utf-8"))
    await door.rest()


async def test_the_copy_is_opened_and_its_age_is_told(copy: Copy, product: Path) -> None:
    async with Door() as door:
        await opened(door, product)
        found = await answer(door, "definition", product, position=PLACE)
        assert copy.file.as_uri() in json.dumps(found)
        links = await answer(door, "documentLink", product)
        (link,) = [each for each in links if each["range"]["start"]["line"] == PLACE["line"]]
        assert link["target"] == copy.file.as_uri()
        assert link["tooltip"] == "Open the platform's manifest: the copy of 3 hours ago"
        hover = (await answer(door, "hover", product, position=PLACE))["contents"]["value"]
        assert "The copy of 3 hours ago" in hover
        assert copy.digest in hover
        assert "Floe: Refresh Manifests" in hover
        assert f"{ADDRESS}@{copy.digest}" in hover


async def test_without_a_copy_there_is_nothing_to_open(product: Path) -> None:
    async with Door() as door:
        await opened(door, product)
        assert not await answer(door, "definition", product, position=PLACE)
        hover = (await answer(door, "hover", product, position=PLACE))["contents"]["value"]
        assert "There is no copy of this manifest here" in hover


async def test_nothing_edits_a_copy(copy: Copy, product: Path) -> None:
    """What is changed in it would be no copy any more; nor is it a manifest of the workspace."""
    async with Door() as door:
        await opened(door, product, copy.file)
        text = copy.file.read_text(encoding="utf-8")
        door.change(
            copy.file.as_uri(), 2, {"text": text.replace("approved_products", "aproved_products")}
        )
        await door.rest()
        assert not door.session.results.findings.of(copy.file)
        everywhere = {"start": {"line": 0, "character": 0}, "end": {"line": 12, "character": 0}}
        context: Message = {"diagnostics": []}
        actions = await answer(door, "codeAction", copy.file, range=everywhere, context=context)
        assert not actions
        at_name = {"line": 3, "character": 9}
        renamed = await answer(door, "rename", product, position=at_name, newName="sales")
        assert copy.file.as_uri() not in json.dumps(renamed)
        assert product.as_uri() in json.dumps(renamed)


@pytest.mark.parametrize(
    ("lock", "is_offered"),
    [
        ("a: [", False),
        (f"version: 1\nmanifests:\n- address: oci://r/x:1\n  digest: sha256:{'0' * 64}\n", False),
        (f"version: 1\nmanifests:\n- address: {ADDRESS}\n  digest: sha256:{'0' * 64}\n", True),
    ],
)
async def test_a_refresh_is_offered_where_a_copy_may_be_too_old_for_the_lock_file(
    lock: str, is_offered: bool, copy: Copy, product: Path
) -> None:
    product.with_name("floe-lock.yaml").write_text(lock, encoding="utf-8")
    async with Door() as door:
        await opened(door, product)
        (analysis,) = door.session.analyses.values()
        assert [each.code for each in analysis.diagnostics] == ["E227"]
        where = {"start": PLACE, "end": PLACE}
        offered = await answer(
            door, "codeAction", product, range=where, context={"diagnostics": []}
        )
        titles = [each["title"] for each in offered]
        assert ("Refresh manifests" in titles) is is_offered

"""A data contract in an editor: what is typed into it shows in it, and in the products around."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import PROFILES, editor
from lsprotocol import types
from pytest_lsp import LspSpecificationWarning

from corpus import DEFAULT_FILES

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.requirement("data contracts"),
    pytest.mark.filterwarnings(
        f"error::{LspSpecificationWarning.__module__}.LspSpecificationWarning"
    ),
]
each_profile = pytest.mark.parametrize("profile", PROFILES)

PRODUCT = DEFAULT_FILES["floe.yaml"] + (
    "outputPorts:\n  - name: stg_orders\n    schema:\n      - {name: id, type: integer}\n"
)
MANIFEST = DEFAULT_FILES["manifest.yaml"] + (
    "governance:\n  policy_enforcement_level: strict\n  data_contracts:\n"
    "    enforcement: strict\n    drift_detection: {enabled: false}\n"
)
HEAD = "apiVersion: v3.1.0\nkind: DataContract\nid: orders\nversion: 1.0.0\n"
GOOD = HEAD + "schema:\n  - name: stg_orders\n    properties:\n      - {name: id}\n"
FLOOR = HEAD + "slaProperties:\n  - {property: freshness, value: PT6H}\n"
WEAKER = GOOD + "slaProperties:\n  - {property: freshness, value: P1D}\n"


@pytest.fixture
def product(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    folder.mkdir()
    (folder / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    return folder / "floe.yaml"


@each_profile
async def test_a_mistake_in_a_contract_comes_and_goes(profile: str, product: Path) -> None:
    contract = product.with_name("datacontract.yaml")
    contract.write_text(GOOD, encoding="utf-8")
    async with editor(profile, product.parent.parent) as opened:
        floe = opened.open(product)
        await opened.until(floe, [])
        uri = opened.open(contract)
        assert await opened.codes(uri) == []
        opened.type(uri, GOOD.replace("version: 1.0.0", "version: 1.0.0\nstauts: active"))
        await opened.until(uri, ["E313"])
        opened.type(uri, GOOD.replace("stg_orders", "stg_returns"))
        await opened.until(uri, ["E314"])
        opened.type(uri, "schema: [")
        await opened.until(uri, ["E313"])
        opened.type(uri, GOOD)
        await opened.until(uri, [])


@each_profile
async def test_a_contract_of_the_platform_speaks_for_its_products(
    profile: str, product: Path
) -> None:
    contract = product.with_name("datacontract.yaml")
    contract.write_text(WEAKER, encoding="utf-8")
    floor = product.parent.parent / "datacontract.yaml"
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(contract)
        floe = opened.open(product)
        await opened.until(floe, [])
        assert await opened.codes(uri) == []
        floor.write_text(FLOOR, encoding="utf-8")
        opened.changed_on_disk((floor, types.FileChangeType.Created))
        await opened.until(uri, ["FLOE-E510"])
        above = opened.open(floor)
        opened.type(above, FLOOR.replace("PT6H", "P2D"))
        await opened.until(uri, [])


@each_profile
async def test_what_the_standard_says_is_shown(profile: str, product: Path) -> None:
    contract = product.with_name("datacontract.yaml")
    contract.write_text(GOOD + "status: \n", encoding="utf-8")
    async with editor(profile, product.parent.parent) as opened:
        uri = opened.open(contract)
        document = types.TextDocumentIdentifier(uri)
        hover = types.HoverParams(document, types.Position(3, 2))
        shown = await opened.answer(opened.client.text_document_hover_async(hover))
        assert "Current version of the data contract" in str(shown)
        at = types.CompletionParams(document, types.Position(8, 8))
        found = await opened.answer(opened.client.text_document_completion_async(at))
        assert isinstance(found, types.CompletionList)
        assert [each.label for each in found.items][:2] == ["proposed", "draft"]


async def test_a_near_miss_has_a_quick_fix_that_was_tried(product: Path) -> None:
    contract = product.with_name("datacontract.yaml")
    wrong = GOOD + "stauts: active\n"
    contract.write_text(wrong, encoding="utf-8")
    async with editor("Visual Studio Code", product.parent.parent) as opened:
        floe = opened.open(product)
        uri = opened.open(contract)
        await opened.until(uri, ["E313"])
        await opened.until(floe, [])
        place = types.Range(types.Position(8, 2), types.Position(8, 2))
        asked = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), place, types.CodeActionContext([])
        )
        found = await opened.answer(opened.client.text_document_code_action_async(asked))
        (action,) = found or [None]
        assert isinstance(action, types.CodeAction)
        assert action.title == "Rename to 'status'"
        assert action.diagnostics is not None
        assert [each.code for each in action.diagnostics] == ["E313"]
        assert "status" in str(action.edit)

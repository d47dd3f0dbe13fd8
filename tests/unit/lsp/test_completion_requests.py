"""When an editor's question what may be written is answered, and how."""

from __future__ import annotations

from typing import Any

import pytest
from door import Door

from floe_lsp.lsp.handlers.requests.completion import TRIGGERS

pytestmark = pytest.mark.requirement("Enter is Enter")

URI = "file:///product/floe.yaml"
TEXT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
transforms:
  - name: stg_orders
    tier: \n    \n"""
VALUE = (5, 10)
BLANK = (6, 4)


async def offered(door: Door, place: tuple[int, int], cause: dict[str, Any]) -> dict[str, Any]:
    params = {
        "textDocument": {"uri": URI},
        "position": {"line": place[0], "character": place[1]},
        "context": cause,
    }
    return (await door.ask("textDocument/completion", params))["result"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("place", "cause", "label"),
    [
        (VALUE, {"triggerKind": 2, "triggerCharacter": " "}, "bronze"),
        (BLANK, {"triggerKind": 1}, "compute"),
        (BLANK, {"triggerKind": 3}, "compute"),
        (BLANK, {"triggerKind": 2, "triggerCharacter": " "}, None),
    ],
)
async def test_a_blank_that_indents_a_line_asks_for_nothing(
    place: tuple[int, int], cause: dict[str, Any], label: str | None
) -> None:
    async with Door() as door:
        await door.initialize()
        door.open(URI, TEXT)
        answer = await offered(door, place, cause)
        assert [each["label"] for each in answer["items"]][:1] == ([label] if label else [])


@pytest.mark.asyncio
async def test_nothing_is_preselected_and_every_letter_asks_again() -> None:
    async with Door() as door:
        await door.initialize()
        door.open(URI, TEXT)
        answer = await offered(door, VALUE, {"triggerKind": 1})
        assert answer["isIncomplete"] is True
        assert not any(
            "preselect" in each or "commitCharacters" in each for each in answer["items"]
        )


@pytest.mark.asyncio
@pytest.mark.parametrize("with_snippets", [False, True])
async def test_a_key_with_few_values_has_none_written_and_a_list_opened(
    *, with_snippets: bool
) -> None:
    text = "apiVersion: floe.dev/v1\nkind: FloeSpec\ntransforms:\n  - name: a\n    ti"
    support = {"completionItem": {"snippetSupport": with_snippets}}
    async with Door() as door:
        await door.initialize(capabilities={"textDocument": {"completion": support}})
        door.open(URI, text)
        answer = await offered(door, (4, 6), {"triggerKind": 1})
        (tier,) = (each for each in answer["items"] if each["label"] == "tier")
        assert tier["textEdit"]["newText"] == ("tier: $1" if with_snippets else "tier: ")
        assert tier["command"] == {
            "title": "Suggest",
            "command": "editor.action.triggerSuggest",
            "arguments": [{"auto": True}],
        }


def test_no_list_opens_at_a_bare_colon_or_dash() -> None:
    assert {":", "-", "\n"}.isdisjoint(TRIGGERS)

"""What an editor is answered that asks for a document to be formatted."""

from __future__ import annotations

from typing import Any

import pytest
from door import Door

from floe_lsp.ide import formatting

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("FR-002")]

URI = "file:///product/floe.yaml"
TEXT = "apiVersion:  floe.dev/v1\nkind:   FloeSpec\n"
OPTIONS = {"tabSize": 2, "insertSpaces": True}


def edit(line: int, start: int, end: int, text: str = "") -> dict[str, Any]:
    place = {
        "start": {"line": line, "character": start},
        "end": {"line": line, "character": end},
    }
    return {"range": place, "newText": text}


async def formatted(door: Door, *lines: int) -> Any:
    """Ask for the document, or for some lines of it."""
    params: dict[str, Any] = {"textDocument": {"uri": URI}, "options": OPTIONS}
    if not lines:
        return await door.ask("textDocument/formatting", params)
    first, last = ({"line": line, "character": 0} for line in lines)
    params["range"] = {"start": first, "end": last}
    return await door.ask("textDocument/rangeFormatting", params)


async def test_edits_of_a_document_and_of_some_lines() -> None:
    async with Door() as door:
        await door.initialize()
        door.open(URI, TEXT)
        whole = [edit(0, 12, 13), edit(1, 6, 8)]
        assert (await formatted(door))["result"] == whole
        assert (await formatted(door, 0, 1))["result"] == whole[:1]
        assert (await formatted(door, 1, 2))["result"] == whole[1:]
        door.change(URI, 2, {"text": "a: [\n"})
        assert (await formatted(door))["result"] == []


async def test_a_document_that_is_too_long_is_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formatting, "MOST_TO_FORMAT", len(TEXT) - 1)
    async with Door() as door:
        await door.initialize()
        door.open(URI, TEXT)
        for lines in ((), (0, 1)):
            answer = await formatted(door, *lines)
            assert answer["error"] == {
                "code": -32803,
                "message": "the file has 42 characters; at most 41 are formatted",
            }
        monkeypatch.setattr(formatting, "MOST_TO_FORMAT", len(TEXT))
        assert len((await formatted(door))["result"]) == 2


@pytest.mark.parametrize(
    ("text", "place", "key", "edits"),
    [
        ("transforms:\n  - name: x\n", (2, 0), "\n", [(2, 0, 0, "    ")]),
        ("transforms:\n  - name: x\n    ", (2, 4), "\n", []),
        (
            "transforms:\n  - name: x\n  tier: gold\n",
            (3, 0),
            "\n",
            [(2, 2, 2, "  "), (3, 0, 0, "    ")],
        ),
        ("tags:\n  - a\n  - -", (2, 5), "-", [(2, 2, 4, "")]),
        ("tags:\n  - a\n  - -", (2, 5), "x", []),
        ("tags: [a\n]", (1, 0), "\n", [(0, 8, 8, "]"), (1, 0, 1, "")]),
        ("transforms:\n  - tags: [a\n  ]", (2, 2), "\n", [(1, 12, 12, "]"), (2, 0, 3, "    ")]),
        ("transforms:\n  - tags: [[]]", (1, 12), "[", [(1, 11, 13, "")]),
        ("transforms:\n  - tags:\n    - a\n    - tier: ", (3, 12), " ", [(3, 0, 6, "    ")]),
        ("tags:\n", (0, 0), "\n", []),
        ("tags:\n", (7, 7), "\n", [(1, 0, 0, "  ")]),
    ],
)
async def test_edits_after_a_key(
    text: str, place: tuple[int, int], key: str, edits: list[tuple[int, int, int, str]]
) -> None:
    async with Door() as door:
        await door.initialize()
        door.open(URI, text)
        params = {
            "textDocument": {"uri": URI},
            "position": {"line": place[0], "character": place[1]},
            "ch": key,
            "options": OPTIONS,
        }
        answer = await door.ask("textDocument/onTypeFormatting", params)
        assert answer["result"] == [edit(*each) for each in edits]

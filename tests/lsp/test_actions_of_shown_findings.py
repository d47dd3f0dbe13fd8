"""What an action says that it is for is what the editor shows, in all of its parts.

An editor finds the squiggle of an action by that: a finding of another severity is another one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from door import Door, Message

import corpus
from floe_lsp.lsp.state import patience

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("first contact")]

ROOT = Path(__file__).parents[2]
OPTIONS = frozenset(
    {
        "day",
        "principal",
        "token",
        "folder",
        "output",
        "encoding",
        "spec",
        "fails",
        "manifest",
        "stage",
    }
)
"""Of a case that no editor could ask for, or that needs settings of its own."""
TOPICS = sorted({each.parent for each in (ROOT / "tests" / "corpus").rglob("*.md")})
ALL: Message = {
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "dataSupport": True,
            "codeDescriptionSupport": True,
            "tagSupport": {"valueSet": [1]},
        },
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
            "isPreferredSupport": True,
        },
    }
}
EVERYWHERE = {"start": {"line": 0, "character": 0}, "end": {"line": 100_000, "character": 0}}


def shown(door: Door, uri: str) -> list[Message]:
    """What was pushed last of a file."""
    pushed = [
        each["params"]["diagnostics"]
        for each in door.said
        if each.get("method") == "textDocument/publishDiagnostics" and each["params"]["uri"] == uri
    ]
    return pushed[-1] if pushed else []


async def actions(door: Door, uri: str, **context: Any) -> list[Message]:
    """What can be done in a file."""
    params: Message = {"textDocument": {"uri": uri}, "range": EVERYWHERE}
    params["context"] = {"diagnostics": [], **context}
    answer = await door.ask("textDocument/codeAction", params)
    return answer["result"] or []


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
async def test_every_finding_of_an_action_is_shown(topic: Path, tmp_path: Path) -> None:
    cases = [case for page in sorted(topic.glob("*.md")) for case in corpus.read(page)]
    async with Door() as door:
        await door.initialize(capabilities=ALL)
        for number, case in enumerate(each for each in cases if OPTIONS.isdisjoint(each.options)):
            folder = tmp_path / str(number)
            case.write(folder)
            for name in (each for each in case.files if each in corpus.DEFAULT_FILES):
                text = (folder / name).read_bytes().decode("utf-8-sig")
                uri = (folder / name).as_uri()
                door.open(uri, text)
                await door.rest()
                for context in ({}, {"only": ["source.fixAll"]}):
                    for action in await actions(door, uri, **context):
                        for found in action.get("diagnostics", ()):
                            assert found in shown(door, uri), (case.id, action["title"])
                door.close_document(uri)
                door.said.clear()


@pytest.mark.parametrize(
    "text", ["", "# orders\n", "apiV", "apiVersion: floe.d", "kind: FloeSpec\n"]
)
async def test_what_is_still_to_be_written_is_a_hint_in_its_action_too(
    text: str, tmp_path: Path
) -> None:
    uri = (tmp_path / "floe.yaml").as_uri()
    async with Door() as door:
        await door.initialize(capabilities=ALL)
        door.open(uri, "transforms: []\n")
        door.change(uri, 2, {"text": text})
        await door.until(lambda: not door.is_busy)
        door.conversation.session.patience.rest()
        door.conversation.changed({tmp_path / "floe.yaml"})
        await door.rest()
        (new,) = (each for each in await actions(door, uri) if each["title"] == "New product here")
        assert new["diagnostics"]
        assert {each["severity"] for each in new["diagnostics"]} == {4}
        assert all(each in shown(door, uri) for each in new["diagnostics"])


async def test_what_waits_is_named_by_no_action(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "WORD_SECONDS", 100.0)
    monkeypatch.setattr(patience, "ENTRY_SECONDS", 200.0)
    product = corpus.DEFAULT_FILES["floe.yaml"] + "    tier: gold\n"
    (tmp_path / "manifest.yaml").write_text(corpus.DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    uri = (tmp_path / "floe.yaml").as_uri()
    async with Door() as door:
        await door.initialize(capabilities=ALL)
        door.open(uri, product)
        await door.rest()
        end = {"line": 7, "character": 14}
        door.change(uri, 2, {"range": {"start": end, "end": end}, "text": "x"})
        await door.until(lambda: not door.is_busy)
        assert shown(door, uri) == []
        offered = await actions(door, uri)
        assert "Replace with 'gold'" in [each["title"] for each in offered]
        assert not any(each.get("diagnostics") for each in offered)

"""What the packaged server answers about a product that has everything, and what it logs meanwhile.

A library that lacks a file fails only where it is used, so every feature is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import REPOSITORY, copy_examples
from wire import Message, Wire

pytestmark = pytest.mark.requirement("FR-005")

EDITOR: Message = json.loads(
    (REPOSITORY / "tests" / "support" / "visual_studio_code.json").read_text(encoding="utf-8")
)
HOVERS = {
    "floe.yaml": {
        "30 5 * * *": ["At 05:30", "Next runs, in `Europe/Brussels`"],
        "Europe/Brussels": ["UTC+0", "Clocks change on"],
        "name: fct_city_days": [
            "a transform",
            "depends on",
            "[models/marts/fct_city_days.sql]",
        ],
        "tier: bronze": ["Allowed: `bronze`"],
        "qualityChecks": ["optional", "E119"],
        "type: relationships": ["**type**"],
        "classification: internal": ["**classification**"],
        "sink_type: rest_api": ["**sink_type**"],
        "../manifest.yaml": ["harbour-city-platform", "Governance in force"],
        "name: bike-share": ["a data product"],
        "ignore[E110": ["unknown dependency"],
        "&daily": ["means this", "Used in line"],
        "*daily": ["written in line"],
    },
    "manifest.yaml": {
        "type: duckdb": ["compute", "Its output in the dbt profile of `bike-share`"],
        "type: dagster": ["orchestrator"],
        "threads": ["threads"],
        "audit_logging": ["Set here for"],
        "custom_patterns": ["custom_patterns"],
    },
}
"""By file and place, what a hover of each kind says."""

REFUSED = -32803
"""LSP 3.17, ``RequestFailed``: a key cannot be renamed."""

AT_A_WORD = (
    "completion",
    "declaration",
    "definition",
    "documentHighlight",
    "hover",
    "implementation",
    "prepareCallHierarchy",
    "prepareRename",
    "references",
)
OF_A_FILE = (
    "codeLens",
    "documentLink",
    "documentSymbol",
    "foldingRange",
    "semanticTokens/full",
)


class Opened:
    """A server in which the files of a product are open."""

    def __init__(self, wire: Wire, files: dict[str, Path]) -> None:
        self.wire = wire
        self.texts: dict[str, str] = {}
        self._uris = {name: path.as_uri() for name, path in files.items()}
        for name, path in files.items():
            self.texts[name] = path.read_text(encoding="utf-8")
            wire.open(self._uris[name], self.texts[name])

    def document(self, name: str) -> Message:
        return {"textDocument": {"uri": self._uris[name]}}

    def whole(self, name: str) -> Message:
        text = self.texts[name]
        return {"start": {"line": 0, "character": 0}, "end": place_of(text, len(text))}

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text in the editor."""
        assert old in self.texts[name]
        self.texts[name] = self.texts[name].replace(old, new)
        self.wire.change(self._uris[name], 2, {"text": self.texts[name]})
        # What is being written waits; a save waits for nothing.
        self.wire.notify("textDocument/didSave", {"textDocument": {"uri": self._uris[name]}})

    def ask(self, *requests: tuple[str, Message]) -> list[Message]:
        """Ask at once; each has to be answered, and not with an error."""
        numbers = self.wire.start_together(*requests)
        answers = [self.wire.answer(number) for number in numbers]
        wrong = [
            (asked, answer)
            for asked, answer in zip(requests, answers, strict=True)
            if "error" in answer and answer["error"]["code"] != REFUSED
        ]
        assert wrong == []
        return [answer.get("result") or {} for answer in answers]


def place_of(text: str, offset: int) -> Message:
    before = text[:offset]
    return {"line": before.count("\n"), "character": offset - before.rfind("\n") - 1}


def words(text: str) -> list[int]:
    """Where each word stands first."""
    return list({m[0]: m.start() for m in reversed([*re.finditer(r"[\w./-]+", text)])}.values())


@pytest.fixture(scope="module")
def opened(
    server: Path, bare_python: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    examples = copy_examples(tmp_path_factory.mktemp("rides"))
    files = {
        "floe.yaml": examples / "bike-share" / "floe.yaml",
        "manifest.yaml": examples / "manifest.yaml",
    }
    text = files["floe.yaml"].read_text(encoding="utf-8")
    text = text.replace("transforms:\n", "x-tags: &daily [staging]\ntransforms:\n", 1)
    text = text.replace("tags: [staging]", "tags: *daily  # floe: ignore[E110]", 1)
    files["floe.yaml"].write_text(text, encoding="utf-8")
    with Wire(command=[str(bare_python), "-I", str(server / "entry.py"), "--stdio"]) as wire:
        wire.initialize(examples, capabilities=EDITOR)
        settings = wire.take(lambda each: each.get("method") == "workspace/configuration")
        nothing = [None] * len(settings["params"]["items"])
        wire.send({"jsonrpc": "2.0", "id": settings["id"], "result": nothing})
        yield Opened(wire, files)
        assert wire.shut_down() == 0
        # Whatever the server has to say of itself is a fault, and so is a pop-up.
        assert wire.log.decode() == ""
        told = [each for each in wire.left if each.get("method", "").startswith("window/")]
        assert [each for each in told if each["method"] != "window/workDoneProgress/create"] == []


def test_every_answer_comes_and_nothing_is_logged(opened: Opened) -> None:
    for name, text in opened.texts.items():
        document = opened.document(name)
        pulled, hints = opened.ask(
            ("textDocument/diagnostic", document),
            ("textDocument/inlayHint", {**document, "range": opened.whole(name)}),
        )
        # The comment silences nothing, but its code has a hover.
        assert [each["code"] for each in pulled["items"]] == ["E131"] * (name == "floe.yaml")
        if name == "floe.yaml":
            (run,) = hints
            assert run["label"].startswith("next ")
            assert run["tooltip"] == "At 05:30, Europe/Brussels"
        found = opened.ask(*((f"textDocument/{each}", document) for each in OF_A_FILE))
        assert all(found) or name == "manifest.yaml", "which links to no file"
        for offset in words(text):
            asked = {**document, "position": place_of(text, offset)}
            more = {"references": {"context": {"includeDeclaration": True}}}
            opened.ask(
                *((f"textDocument/{each}", asked | more.get(each, {})) for each in AT_A_WORD)
            )


def test_every_kind_of_hover(opened: Opened) -> None:
    opened.ask(("textDocument/diagnostic", opened.document("floe.yaml")))
    for name, hovers in HOVERS.items():
        text = opened.texts[name]
        for word, said in hovers.items():
            assert word in text, word
            position = place_of(text, text.index(word) + len(word) - 1)
            (hover,) = opened.ask(
                ("textDocument/hover", {**opened.document(name), "position": position})
            )
            assert hover, word
            shown = hover["contents"]["value"]
            assert [each for each in said if each not in shown] == [], shown


def test_a_mistake_and_what_is_said_and_done_about_it(opened: Opened) -> None:
    wrong = "dependsOn: [fct_ride]\n    compute: postgres"
    opened.change("floe.yaml", "dependsOn: [fct_rides, stg_stations]", wrong)
    document = opened.document("floe.yaml")
    pulled, hints, actions = opened.ask(
        ("textDocument/diagnostic", document),
        ("textDocument/inlayHint", {**document, "range": opened.whole("floe.yaml")}),
        (
            "textDocument/codeAction",
            {**document, "range": opened.whole("floe.yaml"), "context": {"diagnostics": []}},
        ),
    )
    assert {each["code"] for each in pulled["items"]} == {"E110", "E131", "E140"}
    assert "postgres" in [each["label"] for each in hints]
    assert any("fct_rides" in each["title"] for each in actions)
    uri = document["textDocument"]["uri"]
    for command, arguments in {
        "floe.explain": ["E110"],
        "floe.graph": [uri],
        "floe.doctor": [],
    }.items():
        (answer,) = opened.ask(
            ("workspace/executeCommand", {"command": command, "arguments": arguments})
        )
        assert answer

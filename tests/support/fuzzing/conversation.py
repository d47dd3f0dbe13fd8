"""A conversation as data: who the editor is, what lies on disk, what is done in which order.

An operation names files by number and places by share, so that it means something in whatever
state it is done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from .mutations import Mutator, shorter
from .seeds import Files, cases

Operation = dict[str, Any]

FILES = (
    *("shop/floe.yaml", "manifest.yaml", "mill/floe.yaml", "mill/manifest.yaml", "base.yaml"),
    *("notes.yaml", "shop/floe.yml", "mill/dbt_project.yml", "shop/new floe/floe.yaml"),
)
BUFFERS = ("untitled:Untitled-1", "untitled:floe.yaml", "git:/shop/floe.yaml?HEAD")
PLACES = (*FILES, *BUFFERS)

METHODS = (
    *("hover", "completion", "definition", "declaration", "implementation", "references"),
    *("documentHighlight", "prepareRename", "rename", "prepareCallHierarchy", "selectionRange"),
    *("documentSymbol", "documentLink", "codeLens", "foldingRange", "codeAction", "inlayHint"),
    *("semanticTokens/full", "semanticTokens/range", "formatting", "rangeFormatting"),
    *("diagnostic", "calls", "resolve", "symbol", "willRename", "workspaceDiagnostic"),
)
COMMANDS = (
    *("floe.compile", "floe.dryRun", "floe.previewArtifacts", "floe.graph", "floe.newProduct"),
    *("floe.explain", "floe.doctor"),
)
PATIENT: dict[str, object] = {"patience": True}
_SETTINGS: tuple[object, ...] = (
    *({}, {}, None, {"severities": {"E110": "off"}}, {"severities": {"E101": "warning"}}),
    *({"stage": "VALIDATE"}, {"checkAllProducts": False}, {"manifest": "mill/manifest.yaml"}),
    *({"inlayHints": False, "codeLenses": False}, {"stage": 3, "severities": {"E1": "x"}}, []),
    *(PATIENT, PATIENT, {"patience": True, "severities": {"E111": "off"}}),
)
_RAW = (
    *("", "{", "[]", "null", '{"jsonrpc":"2.0"}', '{"jsonrpc":"2.0","id":7,"result":[]}'),
    *('{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":[]}}', '{"jsonrpc":"2.0","id":'),
    *('{"jsonrpc":"2.0","method":"textDocument/didChange","params":{}}', '"\\ud800"', "[" * 5000),
    *('{"jsonrpc":"2.0","id":"x","method":"textDocument/hover","params":{"textDocument":7}}',),
    *('{"jsonrpc":"2.0","method":"window/workDoneProgress/cancel","params":{"token":{}}}',),
    *('{"jsonrpc":"2.0","id":{"a":1},"method":"shutdown"}', '{"jsonrpc":"2.0","method":7}'),
)
MOST_OPERATIONS = 80


@dataclass(frozen=True)
class Conversation:
    """What one run of the server is given."""

    pulls: bool
    encoding: str
    settings: object
    disk: Files
    operations: tuple[Operation, ...]


class Composer:
    """Makes conversations, and others of them."""

    def __init__(self, mutator: Mutator) -> None:
        self._mutator = mutator

    def new(self, chance: Random) -> Conversation:
        """Return a conversation that begins with the files of an annotated document."""
        texts = [text for _, text in chance.choice(cases())]
        disk = tuple(zip(FILES, texts, strict=False))
        opened: Operation = {"do": "open", "file": 0, "text": texts[0]}
        some = tuple(self._operation(chance) for _ in range(chance.randint(10, 40)))
        return Conversation(
            chance.random() < 0.5,
            chance.choice(("utf-16", "utf-16", "utf-8", "utf-32")),
            chance.choice(_SETTINGS),
            disk,
            (opened, *some),
        )

    def mutated(self, given: Conversation, other: Conversation, chance: Random) -> Conversation:
        """Return a conversation in which something else is done."""
        operations = list(given.operations)
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            self._change(operations, other.operations, chance)
        made = replace(given, operations=tuple(operations[:MOST_OPERATIONS]))
        if chance.random() < 0.2:
            made = replace(
                made,
                pulls=chance.random() < 0.5,
                encoding=chance.choice(("utf-16", "utf-8", "utf-32")),
                settings=chance.choice(_SETTINGS),
            )
        return made

    def _change(
        self, operations: list[Operation], others: Sequence[Operation], chance: Random
    ) -> None:
        at = chance.randint(0, len(operations))
        match chance.randint(0, 6):
            case 0 if operations:
                del operations[at : at + chance.choice((1, 1, 4))]
            case 1:
                operations[at:at] = operations[at : at + chance.choice((1, 3))]
            case 2:
                start = chance.randint(0, len(others))
                operations[at:at] = others[start : start + chance.choice((1, 4, 12))]
            case 3 if at < len(operations) and "text" in operations[at]:
                text = str(operations[at]["text"])
                operations[at] = {
                    **operations[at],
                    "text": self._mutator.mutated(text, self._text(chance), chance),
                }
            case 4 if at < len(operations) and "file" in operations[at]:
                operations[at] = {**operations[at], "file": _file(chance)}
            case _:
                operations[at:at] = [
                    self._operation(chance) for _ in range(chance.choice((1, 2, 5)))
                ]

    def _operation(self, chance: Random) -> Operation:
        kind = chance.choice(_KINDS)
        made: Operation = {"do": kind}
        if kind in _OF_A_FILE:
            made["file"] = _file(chance)
        match kind:
            case "open" | "replace" | "write":
                made["text"] = self._text(chance)
            case "edit":
                made["at"] = round(chance.random(), 3)
                made["length"] = chance.choice((0, 0, 0, 1, 2, 8, 60))
                made["text"] = "" if chance.random() < 0.3 else self._mutator.word(chance)
            case "ask":
                made["method"] = chance.choice(METHODS)
                made |= {"node": chance.randrange(500), "edge": chance.choice((0.0, 0.0, 0.5, 1.0))}
                made["more"] = chance.randrange(8)
            case "caret":
                made |= {"node": chance.randrange(500), "edge": chance.random()}
                made["away"] = chance.random() < 0.2
            case "folders":
                made |= {"add": chance.random() < 0.5, "which": chance.choice(("", "shop", "mill"))}
            case _:
                made |= {
                    name: chance.choice(among) for name, among in _CHOICES.get(kind, {}).items()
                }
        return made

    def _text(self, chance: Random) -> str:
        text, other = (chance.choice(chance.choice(cases()))[1] for _ in range(2))
        if chance.random() < 0.4:
            return text
        return self._mutator.mutated(text, other, chance)


_KINDS = (
    *("open", "open", "edit", "edit", "edit", "edit", "edit", "edit", "replace", "close", "save"),
    *("ask", "ask", "ask", "ask", "ask", "ask", "ask", "ask", "ask", "ask", "command"),
    *("write", "delete", "settings", "folders", "cancel", "cancel", "raw", "rude", "wait"),
    *("caret", "caret"),
)
_OF_A_FILE = (
    "open",
    "edit",
    "replace",
    "close",
    "save",
    "ask",
    "write",
    "delete",
    "command",
    "caret",
    "rude",
)


_CHOICES: dict[str, dict[str, Sequence[object]]] = {
    "rude": {"how": range(6)},
    "command": {"name": COMMANDS},
    "settings": {"value": _SETTINGS},
    "raw": {"text": _RAW},
    "cancel": {"back": (0, 0, 0, 1, 2, 5)},
}


def _file(chance: Random) -> int:
    """Return mostly the first ones, which belong together."""
    return min(chance.randrange(len(PLACES)), chance.randrange(len(PLACES)))


def smaller(given: Conversation) -> Iterator[Conversation]:
    """Leave out operations, then files, then parts of texts."""
    operations = given.operations
    size = len(operations) // 2
    while size:
        for at in range(0, len(operations), size):
            yield replace(given, operations=(*operations[:at], *operations[at + size :]))
        size //= 2
    for at in range(len(given.disk)):
        yield replace(given, disk=(*given.disk[:at], *given.disk[at + 1 :]))
    for at, operation in enumerate(operations):
        for less in shorter(str(operation.get("text", ""))):
            changed = {**operation, "text": less}
            yield replace(given, operations=(*operations[:at], changed, *operations[at + 1 :]))
    for at, (name, text) in enumerate(given.disk):
        for less in shorter(text):
            yield replace(given, disk=(*given.disk[:at], (name, less), *given.disk[at + 1 :]))


def dumped(given: Conversation) -> str:
    """Return a conversation as JSON."""
    return json.dumps(vars(given), indent=1)


def loaded(text: str) -> Conversation:
    """Read what ``dumped`` wrote."""
    data = json.loads(text)
    return Conversation(
        data["pulls"],
        data["encoding"],
        data["settings"],
        tuple((str(name), str(content)) for name, content in data["disk"]),
        tuple(data["operations"]),
    )

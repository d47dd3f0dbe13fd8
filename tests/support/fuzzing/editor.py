"""An editor that does the operations of a conversation."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from pathlib import Path
from typing import Any

from floe_lsp.syntax import SourceText, parse
from floe_lsp.syntax.walk import walk

from .conversation import FILES, PLACES, Conversation, Operation
from .door import CheckedDoor
from .editor_text import joined, position_of, range_of, snapped
from .profiles import capabilities, options_with
from .record import Record, holds_nothing
from .requests import params_of
from .texts import Texts


class Editor:
    """One conversation as the editor sees it."""

    def __init__(self, given: Conversation, folder: Path) -> None:
        self.given = given
        self.folder = folder
        self.folders: list[str] = [folder.as_uri()]
        self.door = CheckedDoor(
            capabilities(pulls=given.pulls, encoding=given.encoding), given.settings
        )
        self._record = Record(given.encoding)
        self.texts = Texts(folder, given.encoding, self.door, self._record)
        for name, text in given.disk:
            self.texts.put(folder / name, text)

    @property
    def is_comparable(self) -> bool:
        """Whether a server that begins now would be told the same.

        Of a text that it has lost a server shows nothing, and a buffer that is no file stands in
        the folder that was the first when it was opened.
        """
        has_buffers = any(key.startswith("untitled:") for key in self.texts.shown)
        moved = self.folders[:1] != [self.folder.as_uri()]
        return self.texts.are_in_step and not (has_buffers and moved)

    async def begin(self) -> None:
        """Open the conversation."""
        await self.door.begin(self.folders, options_with(self.door.settings))

    async def rest(self) -> None:
        """Wait until the server has nothing to do."""
        await self.door.rest()

    async def leave(self) -> None:
        """Close everything and end."""
        for shown in list(self.texts.shown.values()):
            self.texts.close(shown.uri)
        await self.rest()
        self.check()
        holds_nothing(self.door)
        await self.door.end()
        self.check()

    def check(self) -> None:
        """Check what has come since the last time."""
        self.door.check()
        self._record.check(self.door)

    async def do(self, operation: Operation) -> None:
        """Do one operation, without waiting for the server."""
        what = operation["do"]
        uri = self._uri(int(operation.get("file", 0)))
        if what in ("open", "replace", "write"):
            getattr(self.texts, what)(uri, joined(str(operation["text"])))
        elif what in ("close", "save", "delete"):
            getattr(self.texts, what)(uri)
        elif what == "edit":
            share, length = float(operation["at"]), int(operation["length"])
            self.texts.edit(uri, share, length, joined(str(operation["text"])))
        elif what == "rude":
            self.texts.be_rude(uri, int(operation["how"]))
        elif what == "wait":
            await self.rest()
        else:
            self._speak(uri, operation)
        await asyncio.sleep(0)

    def _uri(self, number: int) -> str:
        place = PLACES[number % len(PLACES)]
        return (self.folder / place).as_uri() if place in FILES else place

    def _speak(self, uri: str, operation: Operation) -> None:
        match operation["do"]:
            case "ask":
                self._ask(uri, operation)
            case "command":
                self._command(uri, str(operation["name"]))
            case "caret":
                self._move_caret(uri, operation)
            case "cancel":
                self.door.cancel(int(operation["back"]))
            case "settings":
                self.door.settings = operation["value"]
                settings = {"floe": operation["value"]}
                self.door.notify("workspace/didChangeConfiguration", {"settings": settings})
            case "folders":
                self._change_folders(str(operation["which"]), add=bool(operation["add"]))
            case _:
                self.door.receive_bytes(str(operation["text"]).encode("utf-8", "surrogatepass"))

    def _ask(self, uri: str, operation: Operation) -> None:
        text, encoding = self.texts.of(uri) or "", self.given.encoding
        offset = _offset(text, int(operation["node"]), float(operation["edge"]))
        at, whole = position_of(text, offset, encoding), range_of(text, 0, len(text), encoding)
        name, more = str(operation["method"]), int(operation["more"])
        self.door.start(*params_of(name, uri, at, whole, more, self.door))

    def _move_caret(self, uri: str, operation: Operation) -> None:
        text = self.texts.of(uri) or ""
        offset = _offset(text, int(operation["node"]), float(operation["edge"]))
        at = None if operation["away"] else position_of(text, offset, self.given.encoding)
        self.door.move_caret(uri, at)

    def _command(self, uri: str, name: str) -> None:
        arguments: list[Any] = [uri]
        if name == "floe.explain":
            arguments = ["E110"]
        elif name == "floe.newProduct":
            folder = (self.folder / "new").as_uri()
            arguments = [{"folder": folder, "name": "fresh", "transforms": ["stg_a"]}]
        self.door.start("workspace/executeCommand", {"command": name, "arguments": arguments})

    def _change_folders(self, which: str, *, add: bool) -> None:
        uri = (self.folder / which).as_uri()
        folder = {"uri": uri, "name": which}
        if not add and uri in self.folders:
            self.folders.remove(uri)
        elif add and uri not in self.folders:
            self.folders.append(uri)
        event = {"added": [folder] if add else [], "removed": [] if add else [folder]}
        self.door.notify("workspace/didChangeWorkspaceFolders", {"event": event})


@lru_cache(maxsize=64)
def _nodes(text: str) -> list[tuple[int, int]]:
    return [(node.start, node.end) for node in walk(parse(SourceText(text)).root)]


def _offset(text: str, node: int, edge: float) -> int:
    """Return a place at a node of the tree that the text has now."""
    nodes = _nodes(text)
    if not nodes:
        return int(edge * len(text))
    start, end = nodes[node % len(nodes)]
    return snapped(text, start + int(edge * (end - start)))

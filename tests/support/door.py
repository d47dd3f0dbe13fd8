"""The language server in this process, spoken to message by message without a transport."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from typing_extensions import Self

from floe_lsp.lsp.server import Server
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire.protocol import Protocol
from floe_lsp.lsp.work.conversation import Conversation

Message = dict[str, Any]


class Door:
    """A server and what it has said; used within a running event loop."""

    def __init__(self) -> None:
        self.server = Server()
        self.protocol: Protocol = self.server.protocol
        self.protocol.set_writer(self, include_headers=False)
        self.said: list[Message] = []
        self._number = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.close()
        await asyncio.sleep(0)

    # In place of a transport

    def write(self, data: bytes) -> None:
        """Take a message of the server."""
        self.take(json.loads(data))

    def take(self, message: Message) -> None:
        """Keep a message of the server."""
        self.said.append(message)

    def close(self) -> None:
        """Nothing is there to be closed."""

    # A conversation

    def receive(self, message: object) -> None:
        """Give a message to the server as it is."""
        self.receive_bytes(json.dumps(message).encode())

    def receive_bytes(self, body: bytes) -> None:
        """Give bytes to the server as one message."""
        self.protocol.receive(body)

    def notify(self, method: str, params: object = None) -> None:
        """Send a notification."""
        self.receive({"jsonrpc": "2.0", "method": method, "params": params})

    def start(self, method: str, params: object = None) -> int:
        """Send a request and return its number."""
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": params}
        self.receive(message)
        return self._number

    def answers(self, number: object) -> list[Message]:
        """Return what was answered to a request so far."""
        return [each for each in self.said if "method" not in each and each.get("id") == number]

    async def ask(self, method: str, params: object = None) -> Message:
        """Send a request and return the answer."""
        number = self.start(method, params)
        await self.until(lambda: bool(self.answers(number)))
        return self.answers(number)[0]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to be so."""
        for _ in range(30_000):
            if condition():
                return
            await asyncio.sleep(0.001)
        raise TimeoutError(f"it never came to be; said so far: {self.said}")

    async def initialize(
        self, *folders: Path | str, capabilities: Message | None = None, options: object = None
    ) -> None:
        """Begin the conversation; a folder may also be given by its URI."""
        uris = [each if isinstance(each, str) else each.as_uri() for each in folders]
        given = {
            "processId": None,
            "rootUri": None,
            "capabilities": capabilities or {},
            "workspaceFolders": [{"uri": each, "name": each.rpartition("/")[2]} for each in uris],
            "initializationOptions": options,
        }
        await self.ask("initialize", given)
        self.notify("initialized", {})

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """Open a document."""
        item = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: Message) -> None:
        """Change a document."""
        document = {"uri": uri, "version": version}
        params = {"textDocument": document, "contentChanges": list(changes)}
        self.notify("textDocument/didChange", params)

    def close_document(self, uri: str) -> None:
        """Close a document."""
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    # What the server knows

    @property
    def conversation(self) -> Conversation:
        """The conversation, once it has begun."""
        found = self.server._conversation
        assert found is not None
        return found

    @property
    def session(self) -> Session:
        """The state of the conversation."""
        return self.conversation.session

    @property
    def rests(self) -> bool:
        """Whether all analyses that were asked for are done, taken and shown."""
        return not (self.is_busy or self.holds_back)

    @property
    def is_busy(self) -> bool:
        """Whether an analysis that was asked for is not done, or not taken."""
        conversation = self.server._conversation
        if conversation is None:
            return False
        scheduler = conversation.scheduler
        return bool(
            scheduler._queue.is_busy
            or scheduler._delivered
            or scheduler._planned
            or conversation.tasks._running
        )

    @property
    def holds_back(self) -> bool:
        """Whether something found is not shown yet, for the sake of who is writing."""
        conversation = self.server._conversation
        return conversation is not None and bool(conversation.session.patience.waiting())

    async def rest(self) -> None:
        """Wait until the server rests."""
        await self.until(lambda: self.rests)

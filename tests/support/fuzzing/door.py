"""A server of this process, and the other end of its stream: what an editor sends and gets."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from door import Door, Message
from pygls.lsp._base_server import BaseLanguageServer
from pygls.protocol import default_converter

from floe_lsp.lsp.handlers import status
from floe_lsp.lsp.handlers.diagnostics import pull
from floe_lsp.lsp.handlers.notifications import caret
from floe_lsp.lsp.state import patience
from floe_lsp.lsp.work import analysis_scheduler

from .target import Broken

SECONDS = 20.0
"""How long a server may take until it rests; it takes milliseconds."""
INTERNAL_ERROR = -32603
HELD = "workspace/diagnostic"
"""The request that is answered when there is something to say."""

_PAUSES = (
    (analysis_scheduler, "_GATHER_SECONDS"),
    (pull, "_BETWEEN_SECONDS"),
    (status, "_DELAY"),
    (patience, "WORD_SECONDS"),
    (patience, "ENTRY_SECONDS"),
)
"""What is waited for the sake of people and of large workspaces."""

_converter = cache(default_converter)


@contextmanager
def hurried() -> Generator[None]:
    """Let servers wait less, and share what each makes when it begins to read messages."""
    made: Any = BaseLanguageServer.__init__
    defaults = tuple(
        _converter if each is default_converter else each for each in made.__defaults__
    )
    with ExitStack() as stack:
        for module, name in _PAUSES:
            stack.enter_context(patch.object(module, name, 0.002))
        stack.enter_context(patch.object(made, "__defaults__", defaults))
        yield


def key_of(uri: str) -> str:
    """Return one spelling for all spellings of a URI."""
    return unquote(uri)


@dataclass
class Asked:
    """A request of the editor, and its answers: one, or something is wrong."""

    method: str
    params: Any
    moment: int
    """The editor's count of changes when it was sent."""
    answers: list[Message] = field(default_factory=list[Message])
    answered: int = 0
    """The editor's count of changes when the answer came."""


class CheckedDoor(Door):
    """A door in the event loop that runs, with what must hold of all that is said there."""

    def __init__(self, capabilities: Message, settings: object) -> None:
        super().__init__()
        self.capabilities = capabilities
        self.settings = settings
        self.asked: dict[object, Asked] = {}
        self.published: dict[str, Message] = {}
        self.moment = 0
        self.complaints: list[str] = []
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._unhandled)
        self._log = _Log(self.complaints)

    def _unhandled(self, _: object, context: Mapping[str, Any]) -> None:
        self.complaints.append(f"{context.get('message')} {context.get('exception')!r}")

    # What the server says

    def take(self, message: Message) -> None:
        """Take a message of the server; ``said`` keeps what nothing else does, and findings."""
        if "method" not in message:
            self._answered(message)
        elif "id" in message:
            answer = {"jsonrpc": "2.0", "id": message["id"], "result": self._answer(message)}
            self._loop.call_soon(self.receive, answer)
        else:
            if message["method"] == "textDocument/publishDiagnostics":
                self.published[key_of(message["params"]["uri"])] = message["params"]
            super().take(message)

    def _answered(self, message: Message) -> None:
        asked = self.asked.get(message.get("id"))
        if asked is None:
            super().take(message)
            return
        asked.answers.append(message)
        asked.answered = self.moment

    def answers(self, number: object) -> list[Message]:
        """Return what was answered to a request so far."""
        return self.asked[number].answers

    def _answer(self, message: Message) -> object:
        match message["method"]:
            case "workspace/configuration":
                return [self.settings for _ in message["params"]["items"]]
            case "workspace/applyEdit":
                return {"applied": True}
            case "window/showDocument":
                return {"success": True}
            case _:
                return None

    # What an editor does

    def start(self, method: str, params: object = None) -> int:
        """Send a request and return its number."""
        # Before it is sent: the answer may come at once.
        self.asked[self._number + 1] = Asked(method, params, self.moment)
        return super().start(method, params)

    def move_caret(self, uri: str, at: Message | None) -> None:
        """Say where the caret is; ``None`` where it is in no file of ours."""
        position = {} if at is None else {"position": at}
        self.notify(caret.METHOD, {"textDocument": {"uri": uri}, **position})

    def cancel(self, back: int) -> None:
        """Cancel a request, counted from the last one."""
        self.notify("$/cancelRequest", {"id": max(1, self._number - back)})

    async def result_of(self, method: str, params: object = None) -> Any:
        """Send a request and return its result once the server rests, ``None`` for an error."""
        number = self.start(method, params)
        await self.rest()
        return self.answers(number)[0].get("result")

    async def begin(self, folders: list[str], options: object = None) -> None:
        """Open the conversation."""
        await self.initialize(*folders, capabilities=self.capabilities, options=options)
        await self.rest()

    @property
    def rests(self) -> bool:
        """Whether the server has nothing to do.

        An editor that asks for findings sees what has waited when it asks.
        """
        conversation = self.server._conversation
        asks = "diagnostic" in self.capabilities["textDocument"]
        return not (
            self.is_busy
            or (self.holds_back and not asks)
            or (conversation is not None and conversation.runner._running)
            or any(not each.answers for each in self.asked.values() if each.method != HELD)
        )

    async def rest(self) -> None:
        """Wait until the server has nothing to do.

        Raises:
            Broken: That never comes.
        """
        until = self._loop.time() + SECONDS
        quiet = 0
        while quiet < 3:
            await asyncio.sleep(0 if self.rests else 0.0005)
            quiet = quiet + 1 if self.rests else 0
            if self._loop.time() > until:
                waiting = [each.method for each in self.asked.values() if not each.answers]
                raise Broken("every request is answered", f"waiting: {waiting}")

    async def end(self) -> None:
        """End the conversation as the specification asks, and check that it ends."""
        for number, asked in self.asked.items():
            if not asked.answers:
                self.notify("$/cancelRequest", {"id": number})
        await self.rest()
        await self.result_of("shutdown")
        self.notify("exit")
        self.server.close()
        self._log.end()
        if not self.protocol.stopped.is_set() or self.protocol.exit_code:
            raise Broken("the server ends when it should", f"{self.protocol.exit_code}")

    def abandon(self) -> None:
        """Stop the threads, however the conversation went."""
        self._log.end()
        self.server.close()

    def check(self) -> None:
        """Check what holds at any moment: no crash, no second answer, no internal error."""
        if self.complaints:
            raise Broken(_first_words(self.complaints[0]), "\n".join(self.complaints))
        for asked in self.asked.values():
            if len(asked.answers) > 1:
                raise Broken("a request is answered once", f"{asked}")
            for answer in asked.answers:
                if ("result" in answer) == ("error" in answer):
                    raise Broken("an answer is a result or an error", f"{asked}")
                if answer.get("error", {}).get("code") == INTERNAL_ERROR:
                    raise Broken(f"{asked.method} does not fail", f"{asked}")


class _Log(logging.Handler):
    """What the server logs as a fault of its own, and what a thread dies of."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._complaints = complaints
        self._hook = threading.excepthook
        threading.excepthook = self._died
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line of the log."""
        if not record.name.startswith("pygls"):
            self._complaints.append(self.format(record))

    def _died(self, given: threading.ExceptHookArgs) -> None:
        self._complaints.append(f"a thread died of {given.exc_value!r}")

    def end(self) -> None:
        """Listen no more."""
        threading.excepthook = self._hook
        logging.getLogger().removeHandler(self)


def _first_words(complaint: str) -> str:
    lines = complaint.strip().splitlines()
    return f"nothing crashes: {lines[0][:80]} {lines[-1][:60]}"

"""The language server: wires the state, the work and the handlers to the protocol."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from floe_lsp import __version__
from floe_lsp.ide.part_guard import PartFence

from .handlers import lifecycle
from .handlers.commands import COMMANDS
from .handlers.commands.context import CommandContext
from .handlers.dbt_documents import DbtDocuments
from .handlers.diagnostics import Pull, Push
from .handlers.notifications import NOTIFICATIONS
from .handlers.requests import REQUESTS
from .handlers.status import StatusNotifier
from .state.session import Session
from .wire import messages, parent
from .wire.protocol import Protocol
from .work.analysis import Analyzer
from .work.analysis_scheduler import AnalysisScheduler
from .work.conversation import Conversation
from .work.crash_reporter import CrashReporter
from .work.refreshing import Refresher, Refreshes
from .work.request_runner import DocumentRequest, RequestRunner
from .work.sweeping import Sweeper
from .work.tasks import Tasks
from .work.waking import Waker

_log = logging.getLogger(__name__)


class Server(LanguageServer):
    """One server for one editor."""

    protocol: Protocol  # pyright: ignore[reportIncompatibleVariableOverride] - what is given to it

    def __init__(self) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - pygls names a type loosely
            "floe-lsp", __version__, protocol_cls=Protocol
        )
        self._crashes = CrashReporter()
        self._conversation: Conversation | None = None
        self.feature(types.INITIALIZE)(partial(self._initialize))
        self.feature(types.SHUTDOWN)(partial(self._shut_down))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Keep to the log what pygls would show as a pop-up."""
        if isinstance(error, JsonRpcException) and not isinstance(error, JsonRpcInternalError):
            _log.debug("%s: %s", source, error)
        else:
            # A failure outside the fences of the features; pygls tells of it while it handles it.
            self._crashes.report("the server", sys.exc_info()[1] or error)

    def close(self) -> None:
        """Stop the threads."""
        if self._conversation is not None:
            self._conversation.close()

    def _initialize(self, params: types.InitializeParams) -> None:
        conversation = self._begin(lifecycle.initialize(self.protocol, params))
        self._conversation = conversation
        self._serve(conversation)
        parent.watch(params.process_id, _on(asyncio.get_running_loop(), self.protocol.stop))

    def _shut_down(self, _: Any) -> None:
        self.close()

    def _begin(self, session: Session) -> Conversation:
        """Join the parts of a conversation."""

        def taken(files: set[Path]) -> None:
            conversation.changed(files)

        def switched_off(path: Path, rule: str) -> None:
            messages.show(self.protocol, types.MessageType.Warning, _switched_off(path, rule))

        def say(words: str) -> None:
            messages.show(self.protocol, types.MessageType.Warning, words)

        session.say = _on(asyncio.get_running_loop(), say)
        idle = Event()
        analyzer = Analyzer(session, self._crashes, _on(asyncio.get_running_loop(), switched_off))
        session.part_guard = PartFence(self._crashes.report)
        scheduler = AnalysisScheduler(session, analyzer.analyze, taken, idle)
        runner = RequestRunner(session, self._crashes, scheduler.fresh, idle)
        tasks = Tasks(self._crashes)
        refreshes = Refreshes(self.protocol)
        if session.client.asks_for_diagnostics:
            publisher = Pull(session, refreshes, scheduler.fresh)
        else:
            publisher = Push(session, self.protocol)
        sweeper = Sweeper(session, scheduler.is_busy)
        status = StatusNotifier(session, self.protocol)
        conversation = Conversation(
            session,
            self.protocol,
            scheduler,
            runner,
            publisher,
            status,
            DbtDocuments(session, self.protocol),
            Refresher(session, runner, refreshes, tasks),
            tasks,
            sweeper,
            Waker(session.patience, taken),
            analyzer.guard,
        )
        return conversation

    def _serve(self, conversation: Conversation) -> None:
        """Register what is of use to this editor."""
        self.feature(types.INITIALIZED)(partial(lifecycle.initialized, conversation))
        for method, notified in NOTIFICATIONS.items():
            self.feature(method)(partial(notified, conversation))
        client = conversation.session.client
        for request in REQUESTS:
            if request.offered(client):
                options = None if request.options is None else request.options(client)
                answer = partial(conversation.runner.answer, request)
                if isinstance(request, DocumentRequest):
                    answer = conversation.refresher.answering(request)
                self.feature(request.method, options)(answer)
        for name, command in COMMANDS.items():
            context = CommandContext(conversation, name)
            self.command(name)(_command(name, partial(context.answer, command)))
        for method, (answer, options) in conversation.publisher.requests().items():
            self.feature(method, options)(partial(answer))


def _command(name: str, run: Callable[[tuple[Any, ...]], Awaitable[Any]]) -> Callable[..., Any]:
    async def handle(*arguments: Any) -> Any:
        return await run(arguments)

    handle.__name__ = name
    return handle


def _on(loop: asyncio.AbstractEventLoop, call: Callable[..., None]) -> Callable[..., None]:
    """Return what makes a call on the event loop's thread, from any thread."""

    def soon(*arguments: Any) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(call, *arguments)

    return soon


def _switched_off(path: Path, rule: str) -> str:
    return (
        f"the rule {rule!r} keeps failing in {path.name} and is not run there any more. "
        "This is a fault of floe-lsp; the server's log has what to report."
    )

"""Has the editor ask again when an answer would be another: ``workspace/*/refresh``.

An editor asks by itself after an edit of its own. What else changes an answer about an open file is
another file: the manifest, a property file, a model, another product.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, NamedTuple

from pygls.exceptions import JsonRpcException

from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire.protocol import Protocol

from .request_runner import DocumentRequest, Refresh, RequestRunner
from .tasks import Tasks

_DELAY = 0.3
"""Seconds without a change before answers are made again: a burst of results is one look."""


class Refreshes:
    """The questions to ask again; of each kind the newest is kept."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._asked: dict[str, Future[Any]] = {}

    def ask(self, method: str) -> None:
        """Ask the editor to ask again for one kind of answers, in all that it shows."""
        before = self._asked.get(method)
        if before is not None:
            before.cancel()  # Nobody waits; some editors never answer.
        self._asked[method] = self._protocol.send_request(method)


class _Told(NamedTuple):
    """An answer that the editor shows."""

    request: DocumentRequest
    refresh: Refresh
    params: Any
    version: int
    digest: str


class Refresher:
    """Knows what the editor was answered last about each open file. Used on the loop's thread."""

    def __init__(
        self, session: Session, runner: RequestRunner, refreshes: Refreshes, tasks: Tasks
    ) -> None:
        self._session = session
        self._runner = runner
        self._refreshes = refreshes
        self._tasks = tasks
        self._told: dict[tuple[str, str], _Told] = {}
        """By method and URI; of a part that is in view, the last one."""
        self._timer: asyncio.TimerHandle | None = None
        self._is_over = False

    def answering(self, request: DocumentRequest) -> Callable[[Any], Awaitable[Any]]:
        """Return what answers a request, and keeps in mind what, if the editor can ask again."""
        refresh = request.refresh
        if refresh is None or not refresh.understood(self._session.client):
            return partial(self._runner.answer, request)
        return partial(self._answer, request, refresh)

    def changed(self) -> None:
        """Look soon whether something else would be answered; called on the loop's thread."""
        for key, told in list(self._told.items()):
            if not self._is_present(told):
                del self._told[key]
        if self._is_over or not self._told:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_DELAY, self._look)

    def stop(self) -> None:
        """Ask for nothing more."""
        self._is_over = True
        if self._timer is not None:
            self._timer.cancel()

    async def _answer(self, request: DocumentRequest, refresh: Refresh, params: Any) -> Any:
        document = self._session.store.get(params.text_document.uri)
        version = None if document is None else document.version
        answer = await self._runner.answer(request, params)
        if version is not None:
            # Of a newer text, if one came meanwhile: then the editor asks by itself again.
            told = _Told(request, refresh, params, version, await self._digest(request, answer))
            if self._is_present(told):
                self._told[request.method, params.text_document.uri] = told
        return answer

    def _look(self) -> None:
        self._timer = None
        self._tasks.start(self._compare())

    async def _compare(self) -> None:
        """Make each answer again, and ask for those of a kind once if one is another now."""
        stale: set[str] = set()
        for key, told in list(self._told.items()):
            if told.refresh.method in stale or self._told.get(key) is not told:
                continue
            if await self._is_another(told) and self._told.get(key) is told:
                stale.add(told.refresh.method)
        # What is shown is asked for again; what is not is no concern until it is.
        self._told = {
            key: told for key, told in self._told.items() if told.refresh.method not in stale
        }
        for method in sorted(stale):
            self._refreshes.ask(method)

    async def _is_another(self, told: _Told) -> bool:
        try:
            answer = await self._runner.answer(told.request, told.params)
        except JsonRpcException:
            return False  # It has been logged.
        return await self._digest(told.request, answer) != told.digest and self._is_present(told)

    async def _digest(self, request: DocumentRequest, answer: Any) -> str:
        """Return a short name for exactly this answer, which may be long."""
        return await self._runner.run(
            request.method, lambda _: hashlib.sha256(repr(answer).encode()).hexdigest()
        )

    def _is_present(self, told: _Told) -> bool:
        """Whether the file still has the text that was asked about."""
        document = self._session.store.get(told.params.text_document.uri)
        return document is not None and document.version == told.version

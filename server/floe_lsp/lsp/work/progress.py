"""Work-done progress of a command (LSP 3.17, "Server Initiated Progress")."""

from __future__ import annotations

import asyncio
import uuid
from types import TracebackType

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from typing_extensions import Self

from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.wire.protocol import Protocol

_AFTER_SECONDS = 0.3
"""What takes less shows no progress: it would only flicker."""


class Progress:
    """Shows how far a piece of work is, to editors that can show it."""

    def __init__(self, protocol: Protocol, client: ClientFeatures, title: str) -> None:
        self._protocol = protocol
        self._offered = client.work_done_progress
        self._title = title
        self._token = str(uuid.uuid4())
        self._begun = False
        self._latest: tuple[str, int] | None = None
        self._starting: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        if self._offered:
            self._protocol.asked_to_stop[self._token] = False
            self._starting = asyncio.ensure_future(self._start())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._starting is not None and not self._begun:
            self._starting.cancel()
        if self._begun:
            self._send(types.WorkDoneProgressEnd())
        self._protocol.asked_to_stop.pop(self._token, None)

    @property
    def cancelled(self) -> bool:
        """Whether the person asked to stop."""
        return self._protocol.asked_to_stop.get(self._token, False)

    def report(self, message: str, percentage: int) -> None:
        """Show what is being done."""
        self._latest = (message, percentage)
        if self._begun:
            self._send(types.WorkDoneProgressReport(message=message, percentage=percentage))

    async def _start(self) -> None:
        await asyncio.sleep(_AFTER_SECONDS)
        try:
            await self._protocol.send_request_async(
                types.WINDOW_WORK_DONE_PROGRESS_CREATE,
                types.WorkDoneProgressCreateParams(self._token),
            )
        except JsonRpcException:
            return
        self._begun = True
        message, percentage = self._latest or (None, 0)
        self._send(
            types.WorkDoneProgressBegin(
                title=self._title, cancellable=True, message=message, percentage=percentage
            )
        )

    def _send(self, value: object) -> None:
        self._protocol.notify(types.PROGRESS, types.ProgressParams(self._token, value))

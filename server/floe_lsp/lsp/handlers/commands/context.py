"""What a command may use: the state, and ways to work and to speak to the editor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from floe_lsp.compilation import Compilation
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.progress import Progress
from floe_lsp.lsp.work.request_runner import RequestRunner


class CommandContext:
    """Made of the conversation; a command sees no more of it than this."""

    def __init__(self, conversation: Conversation) -> None:
        self.session: Session = conversation.session
        self.runner: RequestRunner = conversation.runner
        """Runs what takes long on a thread."""
        self.fresh: Callable[[Path], Awaitable[None]] = conversation.scheduler.fresh
        """Waits until what is known of a file is of its present text."""
        self.start = conversation.tasks.start
        """Runs a coroutine beside the conversation."""
        self._protocol = conversation.protocol
        self._changed = conversation.changed

    def notify(self, method: str, params: object) -> None:
        """Send a notification to the editor."""
        self._protocol.notify(method, params)

    async def request(self, method: str, params: object) -> Any:
        """Ask the editor and return its answer."""
        return await self._protocol.send_request_async(method, params)

    def progress(self, title: str) -> Progress:
        """Return what shows how far the command is."""
        return Progress(self._protocol, self.session.client, title)

    def take_compilation(self, path: Path, result: Compilation) -> None:
        """Show what the late stages of a compilation found, on the YAML that caused it."""
        self._changed(self.session.compilations.add(result.analysis) | {path})

"""What a command may use: the state, and ways to work and to speak to the editor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types

from floe_lsp.compilation import Compilation
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.secrecy import Secrecy, masked
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire import messages
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.did_modify import Cause, Change, did_modify
from floe_lsp.lsp.work.hiding import Masked, masked_answer
from floe_lsp.lsp.work.progress import Progress

Made = TypeVar("Made")


class CommandContext:
    """Made of the conversation for one command, which sees no more of it than this."""

    def __init__(self, conversation: Conversation, command: str) -> None:
        self.session: Session = conversation.session
        self.fresh: Callable[[Path], Awaitable[None]] = conversation.scheduler.fresh
        """Waits until what is known of a file is of its present text."""
        self.offer = conversation.tasks.offer
        """Runs a coroutine that waits for a person, beside the conversation."""
        self.guard = conversation.guard
        """What our own code runs under: a failure of it becomes a finding."""
        self._command = command
        self._conversation = conversation
        self._runner = conversation.runner
        self._protocol = conversation.protocol
        self._changed = conversation.changed

    async def answer(
        self, command: Callable[[CommandContext, tuple[Any, ...]], Awaitable[Any]], given: Any
    ) -> Any:
        """Run a command and return its answer, in which no secret of a file is shown."""
        answer = await command(self, given)
        hide = self._hiding()
        return await self.run(lambda _: masked_answer(answer, hide))

    def _hiding(self) -> Masked:
        """Return what hides the secrets of every file that an answer or message may speak of."""
        analyses = self.session.analyses.values()
        documents = {
            id(each): each
            for analysis in analyses
            for each in (analysis.product, *analysis.manifests)
            if each is not None
        }

        @cache
        def secrecies() -> tuple[Secrecy, ...]:
            found = (each.secrecy for each in documents.values())
            return tuple(each for each in found if each.spans)

        return lambda words: masked(words, secrecies())

    async def run(self, make: Callable[[Callable[[], bool]], Made]) -> Made:
        """Make what takes long on a thread; ``make`` is given what says whether to stop."""
        return await self._runner.run(self._command, make)

    async def run_apart(self, make: Callable[[Callable[[], bool]], Made]) -> Made:
        """Make what waits for other machines, as ``run`` does; no answer waits for it."""
        return await self._runner.run_apart(self._command, make)

    @property
    def distrust(self) -> str | None:
        """Why nothing may be written, ``None`` in a workspace that is trusted."""
        if self.session.trusted:
            return None
        return "this workspace is not trusted, so nothing is written"

    def show(self, kind: types.MessageType, message: str) -> None:
        """Show a message."""
        messages.show(self._protocol, kind, self._hiding()(message))

    async def choose(
        self, kind: types.MessageType, message: str, titles: Iterable[str]
    ) -> str | None:
        """Show a message with what can be done next; return what the person chose of it."""
        actions = [types.MessageActionItem(title) for title in titles]
        chosen: types.MessageActionItem | None = await self.request(
            types.WINDOW_SHOW_MESSAGE_REQUEST,
            types.ShowMessageRequestParams(kind, messages.named(self._hiding()(message)), actions),
        )
        return None if chosen is None else chosen.title

    async def request(self, method: str, params: object) -> Any:
        """Ask the editor and return its answer."""
        return await self._protocol.send_request_async(method, params)

    def progress(self, title: str) -> Progress:
        """Return what shows how far the command is."""
        return Progress(self._protocol, self.session.client, title)

    def manifests_changed(self) -> None:
        """Look at everything again that a manifest of a registry may govern."""
        did_modify(self._conversation, [Change(Cause.MANIFESTS)])

    def take_compilation(self, path: Path, result: Compilation) -> None:
        """Show what the late stages of a compilation found, on the YAML that caused it.

        Of a file that is not there, or is no product by now, the answer alone says so: no analysis
        would take back what is shown in it.
        """
        document = self.session.files.document(path)
        if document is None or self.session.files.kind_of(document) is not FileKind.PRODUCT:
            return
        self._changed(self.session.compilations.add(result.analysis) | {path})

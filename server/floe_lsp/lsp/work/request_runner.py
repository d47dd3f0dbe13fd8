"""Answers requests on a snapshot, off the event loop, cancellably; none stops another."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Generic, TypeVar, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.compilation import Diagnostic, Document
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.compilation.sources import Buffer
from floe_lsp.files.names import CONTRACT_NAMES, is_code
from floe_lsp.ide.dbt_files import DbtFile
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.convert import Converter
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.state.settings import Settings
from floe_lsp.lsp.wire import uris
from floe_lsp.syntax import SourceText

from .crash_reporter import CrashReporter
from .hiding import masked_answer

Params = TypeVar("Params")
Fresh = Callable[[Path], Awaitable[None]]
"""Waits until what is known of a file is of its present text."""

_THREADS = 2
"""So that one long answer does not hold up a short one; Python runs one at a time anyway."""


class Stopped(Exception):
    """A piece of work ended early since somebody asked for it, which is not a failure."""


class InDocument(ABC):
    """What an answer about a document is made from, as far as places go."""

    convert: Converter

    @property
    @abstractmethod
    def document(self) -> Document:
        """The document that is asked about."""

    def offset(self, position: types.Position) -> int:
        """Return the code-point offset of a position in the document."""
        return self.convert.offset(self.document.text, position)

    def range(self, span: tuple[int, int]) -> types.Range:
        """Return the range of a span of the document."""
        return self.convert.range(self.document.text, span)


@dataclass(frozen=True)
class RequestContext(InDocument, Generic[Params]):
    """What a request's answer is made from."""

    params: Params
    snapshot: Snapshot
    convert: Converter
    client: ClientFeatures
    settings: Settings
    cancelled: Callable[[], bool]
    shown: tuple[Diagnostic, ...] = ()
    """What the editor is shown of the document, where the request asks for it (``fresh``)."""
    client_commands: frozenset[str] = frozenset()
    """The commands of the editor's own that answers may call."""
    say: Callable[[str], None] = lambda _: None
    """Shows the person a sentence beside the answer."""

    @property
    def document(self) -> Document:
        """The snapshot's document."""
        return self.snapshot.document


@dataclass(frozen=True)
class ContractContext(InDocument, Generic[Params]):
    """What an answer about a data contract is made from: the file, and the products around it."""

    params: Params
    contract: Document
    session: Session
    convert: Converter
    client: ClientFeatures
    settings: Settings
    cancelled: Callable[[], bool]
    shown: tuple[Diagnostic, ...] = ()
    """As of ``RequestContext``."""

    @property
    def document(self) -> Document:
        """The contract."""
        return self.contract


@dataclass(frozen=True)
class DbtRequestContext(Generic[Params]):
    """What an answer in a file of a dbt project is made from."""

    params: Params
    file: DbtFile
    convert: Converter
    client: ClientFeatures
    settings: Settings
    cancelled: Callable[[], bool]
    shown: tuple[Diagnostic, ...]
    """As of ``RequestContext``."""
    say: Callable[[str], None]
    """Shows the person a sentence beside the answer."""

    def offset(self, position: types.Position) -> int:
        """Return the code-point offset of a position in the file."""
        return self.convert.offset(self.file.text, position)

    def range(self, span: tuple[int, int]) -> types.Range:
        """Return the range of a span of the file."""
        return self.convert.range(self.file.text, span)


@dataclass(frozen=True)
class Refresh:
    """How an editor is told to ask again for answers that other files may change."""

    method: str
    understood: Callable[[ClientFeatures], bool]


@dataclass(frozen=True)
class DocumentRequest:
    """One method of the protocol about a document, and how it may run."""

    method: str
    answer: Callable[[RequestContext[Any]], Any]
    options: Callable[[ClientFeatures], Any] | None = None
    """What is announced with ``initialize``; nothing announces the bare method."""
    offered: Callable[[ClientFeatures], bool] = lambda _: True
    """Whether the method is of use to this editor."""
    fresh: bool = False
    """Whether the answer needs the analysis of the present text, and not just its tree."""
    refresh: Refresh | None = None
    """Of an answer that an editor keeps showing, and that other files take part in."""
    empty: Any = None
    """The answer for a file that is not ours."""
    in_dbt_files: Callable[[DbtRequestContext[Any]], Any] | None = None
    """The answer in a file of the dbt project beside a product."""
    reads_closed_files: bool = False
    """Whether it is about a file that an answer named, which need not be open."""
    of_contract: Callable[[ContractContext[Any]], Any] | None = None
    """Makes the answer for a data contract, which is no product and no manifest."""


@dataclass(frozen=True)
class WorkspaceRequest:
    """One method of the protocol about no single document."""

    method: str
    answer: Callable[[Session, Any, Callable[[], bool]], Any]
    options: Callable[[ClientFeatures], Any] | None = None
    offered: Callable[[ClientFeatures], bool] = lambda _: True


class RequestRunner:
    """The threads on which answers are made."""

    def __init__(self, session: Session, crashes: CrashReporter, fresh: Fresh, idle: Event) -> None:
        """Start the threads.

        Args:
            session: What answers are made from.
            crashes: Logs the failures.
            fresh: Waits until a path's analysis is that of its text.
            idle: Is set while no request is being answered.
        """
        self._session = session
        self._crashes = crashes
        self._fresh = fresh
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="answers")
        self._waiting = ThreadPoolExecutor(1, thread_name_prefix="registries")
        self._running = 0
        self._idle = idle
        self._idle.set()

    def stop(self) -> None:
        """End the threads after the answers that run."""
        for threads in (self._threads, self._waiting):
            threads.shutdown(wait=False, cancel_futures=True)

    async def answer(self, request: DocumentRequest | WorkspaceRequest, params: Any) -> Any:
        """Answer a request.

        Raises:
            JsonRpcException: The feature failed; the failure has been logged.
        """
        session = self._session
        if isinstance(request, WorkspaceRequest):
            ask = request.answer
            return await self.run(
                request.method,
                lambda cancelled: masked_answer(ask(session, params, cancelled), hide_shapes),
            )
        uri = _uri(params)
        document = session.store.get(uri)
        if document is None:
            path = uris.to_path(uri) if request.reads_closed_files else None
            if path is None:
                return request.empty
            return await self.run(
                request.method,
                lambda cancelled: self._answer_in(request, params, path, None, (), cancelled),
            )
        if request.fresh:
            await self._fresh(document.path)
            document = session.store.get(document.uri) or document
        path, buffer = document.path, session.files.buffer(document.path)
        if buffer is None:
            return request.empty

        # Here on the event loop, where it is decided what waits.
        shown = session.shown(path) if request.fresh else ()
        return await self.run(
            request.method,
            lambda cancelled: self._answer_in(request, params, path, buffer, shown, cancelled),
        )

    def _answer_in(
        self,
        request: DocumentRequest,
        params: Any,
        path: Path,
        buffer: Buffer | None,
        shown: tuple[Diagnostic, ...],
        cancelled: Callable[[], bool],
    ) -> Any:
        """Answer in a file, of which no buffer is given where the one on disk counts."""
        session = self._session
        parsed = None
        if not is_code(path):
            parsed = session.files.document(path) if buffer is None else buffer.document()
        snapshot = None if parsed is None else session.snapshot(parsed)
        if snapshot is None and parsed is not None and path.name in CONTRACT_NAMES:
            return self._answer_in_contract(request, params, parsed, shown, cancelled)
        if snapshot is None:
            text = SourceText("") if buffer is None else buffer.text
            return self._answer_in_dbt_file(request, params, path, text, shown, cancelled)
        answer = request.answer(
            RequestContext(
                params,
                snapshot,
                session.convert,
                session.client,
                session.folders.settings_of(path),
                cancelled,
                shown,
                session.client_commands,
                lambda words: session.say(snapshot.masked(words)),
            )
        )
        return masked_answer(answer, snapshot.masked)

    def _answer_in_contract(
        self,
        request: DocumentRequest,
        params: Any,
        contract: Document,
        shown: tuple[Diagnostic, ...],
        cancelled: Callable[[], bool],
    ) -> Any:
        if request.of_contract is None:
            return request.empty
        session = self._session
        context = ContractContext(
            params,
            contract,
            session,
            session.convert,
            session.client,
            session.folders.settings_of(contract.path),
            cancelled,
            shown,
        )
        return masked_answer(request.of_contract(context), contract.masked)

    def _answer_in_dbt_file(
        self,
        request: DocumentRequest,
        params: Any,
        path: Path,
        text: SourceText,
        shown: tuple[Diagnostic, ...],
        cancelled: Callable[[], bool],
    ) -> Any:
        session = self._session
        file = None if request.in_dbt_files is None else session.dbt_file(path, text)
        if request.in_dbt_files is None or file is None:
            return request.empty
        masked = file.masked
        answer = request.in_dbt_files(
            DbtRequestContext(
                params,
                file,
                session.convert,
                session.client,
                session.folders.settings_of(path),
                cancelled,
                shown,
                lambda words: session.say(masked(words)),
            )
        )
        return masked_answer(answer, masked)

    async def run(self, name: str, make: Callable[[Callable[[], bool]], Any]) -> Any:
        """Run ``make`` on a thread; it is given what says whether the request was cancelled.

        Raises:
            JsonRpcException: It failed; the failure has been logged.
            Stopped: Raised by ``make`` itself.
        """
        self._running += 1
        self._idle.clear()
        try:
            return await self._run(self._threads, name, make)
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def run_apart(self, name: str, make: Callable[[Callable[[], bool]], Any]) -> Any:
        """Run what waits for other machines as ``run`` does, and hold up no answer meanwhile.

        One such piece of work runs at a time.
        """
        return await self._run(self._waiting, name, make)

    async def _run(
        self, threads: ThreadPoolExecutor, name: str, make: Callable[[Callable[[], bool]], Any]
    ) -> Any:
        cancelled = Event()
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(threads, make, cancelled.is_set)
        except asyncio.CancelledError:
            cancelled.set()
            raise
        except (JsonRpcException, Stopped):
            raise
        except Exception as error:
            self._crashes.report(name, error)
            raise JsonRpcException(
                f"{name} failed: {type(error).__name__}; the server's log has the details",
                int(types.ErrorCodes.InternalError),
            ) from error


def _uri(params: Any) -> str:
    """The document that a request is about: named, in an item of a hierarchy, or in its data."""
    for holder in (getattr(params, "text_document", None), getattr(params, "item", None)):
        if holder is not None:
            return str(holder.uri)
    data: object = getattr(params, "data", None)
    return str(cast("dict[str, object]", data).get("uri", "")) if isinstance(data, dict) else ""

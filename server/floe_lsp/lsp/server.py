"""The language server: wires the session, the analyst and the requests to the protocol."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from floe_lsp import __version__
from floe_lsp.compilation import Compilation
from floe_lsp.compilation.load.workspace import SPEC_NAMES, find_products, is_searched
from floe_lsp.syntax import PositionEncoding

from .handlers.commands import COMMANDS
from .handlers.configuration import Configuration
from .handlers.diagnostics import Pull, Push
from .handlers.requests import REQUESTS
from .handlers.status import StatusNotifier
from .handlers.watching import watch_files
from .state.capabilities import ClientFeatures
from .state.documents import OpenDocument, OutOfStepError
from .state.session import Folder, Result, Session
from .state.settings import InitializationOptions
from .wire import parent, uris
from .wire.protocol import Protocol
from .work.analysis_queue import Analyst
from .work.request_runner import Answering

_log = logging.getLogger(__name__)

_ENCODINGS: dict[str, PositionEncoding] = {
    types.PositionEncodingKind.Utf8: "utf-8",
    types.PositionEncodingKind.Utf16: "utf-16",
    types.PositionEncodingKind.Utf32: "utf-32",
}
_UNSAVED = "floe-unsaved-buffers"
"""A name that nobody uses, of the folder or in the paths of buffers that are no files."""


class Server(LanguageServer):
    """One server for one editor."""

    protocol: Protocol  # pyright: ignore[reportIncompatibleVariableOverride] - what is given to it

    def __init__(self) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - pygls names a type loosely
            "floe-lsp", __version__, protocol_cls=Protocol
        )
        self.session = Session(ClientFeatures())
        self.answering = Answering(self.session, self.fresh)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._analyst: Analyst | None = None
        self._publisher: Push | Pull = Push(self.session, self.protocol)
        self._waiting: dict[Path, list[asyncio.Future[None]]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._configuration = Configuration(self.session, self.protocol)
        self._status = StatusNotifier(self.session, self.protocol, wanted=False)
        for method, handler in {
            types.INITIALIZE: self._initialize,
            types.INITIALIZED: self._initialized,
            types.SHUTDOWN: self._shut_down,
            types.TEXT_DOCUMENT_DID_OPEN: self._did_open,
            types.TEXT_DOCUMENT_DID_CHANGE: self._did_change,
            types.TEXT_DOCUMENT_DID_CLOSE: self._did_close,
            types.TEXT_DOCUMENT_DID_SAVE: self._did_save,
            types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: self._did_change_folders,
            types.WORKSPACE_DID_CHANGE_CONFIGURATION: self._did_change_configuration,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: self._did_change_files,
        }.items():
            self.feature(method)(partial(handler))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Keep to the log what pygls would show as a pop-up."""
        if isinstance(error, JsonRpcInternalError):
            # A failure outside the fences of the features; its trace comes as text.
            data: object = error.data
            trace = cast("dict[str, list[str]]", data) if isinstance(data, dict) else {}
            self.session.fence.report_text(
                "the server", error.message, "".join(trace.get("traceback", ()))
            )
        else:
            _log.debug("%s: %s", source, error)

    # Lifecycle

    def _initialize(self, params: types.InitializeParams) -> None:
        self._loop = asyncio.get_running_loop()
        client = ClientFeatures.of(params.capabilities)
        options = InitializationOptions.of(params.initialization_options)
        session = Session(client, trusted=not options.untrusted)
        encoding = self.protocol.workspace.position_encoding
        session.store.encoding = _ENCODINGS.get(encoding or "", "utf-16")
        session.folders = tuple(
            Folder(path)
            for folder in params.workspace_folders or ()
            if (path := uris.to_path(folder.uri)) is not None
        )
        if not session.folders and params.root_uri and (root := uris.to_path(params.root_uri)):
            session.folders = (Folder(root),)
        session.rule_switched_off = self._rule_switched_off
        self.session = session
        self.answering = Answering(session, self.fresh)
        self._configuration = Configuration(session, self.protocol)
        self._status = StatusNotifier(session, self.protocol, wanted=options.status_notification)
        if options.settings is not None:
            self._configuration.take(options.settings)
        pull = client.pull_diagnostics
        self._publisher = (Pull if pull else Push)(session, self.protocol)
        self._analyst = Analyst(session.analyze, self._deliver, self.answering.idle)
        self._offer(client)
        parent.watch(params.process_id, self._orphaned)

    def _offer(self, client: ClientFeatures) -> None:
        """Register what is of use to this editor."""
        for request in REQUESTS:
            if request.offered(client):
                options = None if request.options is None else request.options(client)
                self.feature(request.method, options)(self._handler(request))
        for name, command in COMMANDS.items():
            self.command(name)(self._command(name, command))
        if client.pull_diagnostics:
            pull = types.DiagnosticOptions(
                inter_file_dependencies=True, workspace_diagnostics=True, identifier="floe"
            )
            self.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, pull)(partial(self._pull_document))
            self.feature(types.WORKSPACE_DIAGNOSTIC)(partial(self._pull_workspace))

    def _handler(self, request: Any) -> Callable[[Any], Any]:
        async def handle(params: Any) -> Any:
            return await self.answering.answer(request, params)

        return handle

    def _command(self, name: str, command: Any) -> Callable[..., Any]:
        async def handle(*arguments: Any) -> Any:
            return await command(self, arguments)

        handle.__name__ = name
        return handle

    def _initialized(self, _: types.InitializedParams) -> None:
        watch_files(self.session.client, self.protocol)
        self._status.changed()
        self.start(self._set_up())

    async def _set_up(self) -> None:
        await self._configuration.fetch()
        self._ask_for_open_documents()
        await self._look_for_products()

    async def _look_for_products(self) -> None:
        """Analyse the products of the workspace, after those that are open."""
        for folder in self.session.folders:
            if folder.settings.check_all_products:
                found = await asyncio.to_thread(_products_below, folder.path)
                self.ask(found - self.session.analyses.keys(), urgent=False)

    def _orphaned(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.protocol.stop)

    def _shut_down(self, _: Any) -> None:
        self.close()

    def close(self) -> None:
        """Stop the threads."""
        self._status.stop()
        if self._analyst is not None:
            self._analyst.stop()
        self.answering.stop()
        for task in self._tasks:
            task.cancel()

    def start(self, work: Any) -> None:
        """Run a coroutine beside the conversation; a failure is logged."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)

        def done(finished: asyncio.Task[Any]) -> None:
            self._tasks.discard(finished)
            if not finished.cancelled() and (error := finished.exception()) is not None:
                self.session.fence.report("a task of the server", error)

        task.add_done_callback(done)

    # Documents: tiny and synchronous, so that texts never mix

    def _did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        path = uris.to_path(item.uri)
        document = self.session.store.open(
            item.uri,
            path or self._path_of_buffer(item.uri),
            item.version,
            item.text,
            on_disk=path is not None,
        )
        self._edited(document)

    def _path_of_buffer(self, uri: str) -> Path:
        """Return where a buffer stands that is no file: in the first folder if it will be saved.

        There its path is one that no file has, or it would stand for a file of the same name.
        """
        store, name = self.session.store, uris.name(uri) or SPEC_NAMES[0]
        if (document := store.get(uri)) is not None:
            return document.path
        roots = self.session.roots()
        if uris.scheme(uri) != "untitled" or not roots:
            return Path("/", _UNSAVED, uris.normalise(uri).replace("/", "_"), name)
        paths = (roots[0] / f"{_UNSAVED}-{number}-{name}" for number in count(1))
        return next(path for path in paths if store.at(path) is None and not path.exists())

    def _did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        item = params.text_document
        before = self.session.store.get(item.uri)
        try:
            document = self.session.store.change(item.uri, item.version, params.content_changes)
        except OutOfStepError as error:
            self._out_of_step(item.uri, before, error)
            return
        self._edited(document)

    def _out_of_step(self, uri: str, document: OpenDocument | None, error: OutOfStepError) -> None:
        self.protocol.notify(
            types.WINDOW_SHOW_MESSAGE,
            types.ShowMessageParams(
                types.MessageType.Warning,
                f"{uris.name(uri)}: a change could not be applied ({error}). Close the file and "
                "open it again to go on checking it.",
            ),
        )
        if document is not None:
            self.session.close(document.path)
            self._publisher.changed(self.session.drop(document.path))

    def _edited(self, document: OpenDocument) -> None:
        self.session.open(document)
        affected = self.session.affected_by(document.path) - {document.path}
        self.ask(affected, urgent=False)
        self.ask([document.path])

    def _did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        document = self.session.store.close(params.text_document.uri)
        if document is None:
            return
        path = document.path
        self.session.close(path)
        files = self.session.drop(path)
        if document.on_disk and self._is_in_workspace(path) and path.is_file():
            self.ask([path], urgent=False)
        self._publisher.changed(files | {path})
        self.ask(self.session.affected_by(path), urgent=False)

    def _is_of_interest(self, path: Path) -> bool:
        """Whether a file is open or one that the workspace holds, now that its analysis is done."""
        if self.session.store.at(path) is not None:
            return True
        return self._is_in_workspace(path) and path.is_file()

    def _is_product_of_workspace(self, path: Path) -> bool:
        return path.name in SPEC_NAMES and any(
            is_searched(path, folder.path) and folder.settings.check_all_products
            for folder in self.session.folders
        )

    def _is_in_workspace(self, path: Path) -> bool:
        return any(
            path.is_relative_to(folder.path) and folder.settings.check_all_products
            for folder in self.session.folders
        )

    def _did_save(self, _: types.DidSaveTextDocumentParams) -> None:
        """Nothing changes: the buffer was analysed as it was typed."""

    # What changes around the documents

    def _did_change_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        removed = {uris.to_path(each.uri) for each in params.event.removed}
        added = [uris.to_path(each.uri) for each in params.event.added]
        kept = [each for each in self.session.folders if each.path not in removed]
        known = {each.path for each in kept}
        settings = self.session.settings
        kept += [Folder(path, settings) for path in added if path is not None and path not in known]
        self.session.folders = tuple(kept)
        self._drop_what_is_not_of_interest()
        self.start(self._set_up())

    def _drop_what_is_not_of_interest(self) -> None:
        for path in self.session.known_results():
            if self.session.store.at(path) is None and not self._is_in_workspace(path):
                self._publisher.changed(self.session.drop(path))

    def _did_change_configuration(self, params: types.DidChangeConfigurationParams) -> None:
        if self.session.client.configuration:
            self.start(self._settings_changed())
            return
        self._configuration.take(params.settings)
        self.start(self._analyse_again())

    async def _settings_changed(self) -> None:
        await self._configuration.fetch()
        await self._analyse_again()

    async def _analyse_again(self) -> None:
        self.session.changed()
        self._drop_what_is_not_of_interest()
        self._publisher.changed(set(self.session.known_files()))
        self.ask(self.session.known_results(), urgent=False)
        self._ask_for_open_documents()
        await self._look_for_products()

    def _ask_for_open_documents(self) -> None:
        self.ask([document.path for document in self.session.store])

    def _did_change_files(self, params: types.DidChangeWatchedFilesParams) -> None:
        for event in params.changes:
            path = uris.to_path(event.uri)
            if path is None or self.session.store.at(path) is not None:
                continue
            self.session.changed(path)
            if event.type is types.FileChangeType.Deleted and path in self.session.analyses:
                self._publisher.changed(self.session.drop(path))
            elif self._is_product_of_workspace(path):
                self.ask([path], urgent=False)
            affected = self.session.affected_by(path)
            for product in affected:
                self._publisher.changed(self.session.drop_late(product))
            self.ask(affected, urgent=False)

    # Analysis

    def ask(self, paths: Iterable[Path], *, urgent: bool = True) -> None:
        """Queue files for analysis."""
        if self._analyst is not None:
            self._analyst.ask(paths, urgent=urgent)

    async def fresh(self, path: Path) -> None:
        """Wait until what is known of a file is of its present text."""
        while self._analyst is not None and self._analyst.is_pending(path):
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(path, []).append(waiter)
            await waiter
        # A result that is on its way is taken first.
        await asyncio.sleep(0)

    def _deliver(self, path: Path, result: Result | None) -> None:
        """Take a result; called on the analyst's thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, path, result)

    def _take(self, path: Path, result: Result | None) -> None:
        if result is not None and self._is_of_interest(path):
            self._publisher.changed(self.session.take(result))
            self._status.changed()
            if result.surroundings != self.session.surroundings:
                # It may have read what has changed meanwhile, and nobody could know that it would.
                self.ask([path], urgent=False)
        for waiter in self._waiting.pop(path, ()):
            if not waiter.done():
                waiter.set_result(None)

    def _rule_switched_off(self, path: Path, rule: str) -> None:
        """Say so once; called on the analyst's thread."""
        message = types.ShowMessageParams(
            types.MessageType.Warning,
            f"floe: the rule {rule!r} keeps failing in {path.name} and is not run there any more. "
            "This is a fault of floe-lsp; the server's log has what to report.",
        )
        if self._loop is not None and not self._loop.is_closed():
            notify = self.protocol.notify
            self._loop.call_soon_threadsafe(notify, types.WINDOW_SHOW_MESSAGE, message)

    def take_compilation(self, path: Path, result: Compilation) -> None:
        """Show what the late stages of a compilation found, on the YAML that caused it."""
        self._publisher.changed(self.session.add_late(result.analysis) | {path})

    async def _pull_document(self, params: types.DocumentDiagnosticParams) -> Any:
        document = self.session.store.get(params.text_document.uri)
        path = uris.to_path(params.text_document.uri) if document is None else document.path
        if path is None or not isinstance(self._publisher, Pull):
            return types.RelatedFullDocumentDiagnosticReport([])
        await self.fresh(path)
        return self._publisher.document(path, params.previous_result_id)

    async def _pull_workspace(self, params: types.WorkspaceDiagnosticParams) -> Any:
        if not isinstance(self._publisher, Pull):
            return types.WorkspaceDiagnosticReport([])
        return await self._publisher.workspace(params.previous_result_ids)


def _products_below(folder: Path) -> set[Path]:
    return set(find_products(folder))

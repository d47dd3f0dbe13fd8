"""pygls's protocol, with the answers that the specification asks for and pygls leaves out.

A request before ``initialize``, after ``shutdown`` or with malformed parameters gets its error
code; a result that cannot be written becomes an error; documents are kept by our own store.

pygls has no public way to see a message before it is written, so ``_send_data`` is overridden; all
else goes through its public names. tests/unit/lsp/test_pygls_contract.py holds what is relied on.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import Future, InvalidStateError
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.protocol import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    LanguageServerProtocol,
    lsp_method,
)

from floe_lsp.wording.quoting import short

from .long_numbers import TOO_LONG, without_long_numbers
from .validity import (
    UNREADABLE,
    identifier,
    is_identifier,
    kind_of_failure,
    malformed,
    reason_of_failure,
)

if TYPE_CHECKING:
    from cattrs import Converter
    from pygls.io_ import AsyncWriter, Writer
    from pygls.lsp.server import LanguageServer

_log = logging.getLogger(__name__)

_OWN = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
    types.NOTEBOOK_DOCUMENT_DID_OPEN,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE,
    types.INITIALIZED,
    types.SET_TRACE,
)
"""What pygls would keep documents and folders with; the session does. Of the last two it would keep
something for good each time that they come."""


class Protocol(LanguageServerProtocol):
    """One conversation with an editor."""

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        # Before pygls reads each property once, in search of handlers.
        self._is_initialized = False
        self._has_begun = False
        self._is_shut_down = False
        self._has_headers = True
        super().__init__(server, converter)
        self.converter = converter
        converter.register_structure_hook(int | str, identifier)
        self.stopped = asyncio.Event()
        self.asked_to_stop: dict[int | str, bool] = {}
        """By the token of each progress that is shown: whether the person asked to stop it."""
        self.has_exited = False
        """Whether the process is to end with the conversation; an editor that broke off asks for
        nothing."""
        self._questions: set[Future[Any]] = set()
        """What the editor has been asked and has not answered."""
        self.on_message: Callable[[], None] | None = None
        """Called for each message, before it is read."""
        built_in = cast("dict[str, object]", self.fm.builtin_features)
        for method in _OWN:
            built_in.pop(method, None)

    @property
    def exit_code(self) -> int:
        """0 after a ``shutdown``, 1 without one (LSP 3.17, "Exit Notification")."""
        return 0 if self._is_shut_down else 1

    def set_writer(self, writer: AsyncWriter | Writer, include_headers: bool = True) -> None:
        """Send messages to ``writer`` from now on, with the header of the base protocol or bare."""
        super().set_writer(writer, include_headers)
        self._has_headers = include_headers

    def stop(self) -> None:
        """End the conversation."""
        self.stopped.set()

    def leave(self) -> None:
        """End the conversation and the process, also one that would listen for the next editor."""
        self.has_exited = True
        self.stop()

    def lost(self, reason: str) -> None:
        """End the conversation since the stream cannot be read any more."""
        if not self.stopped.is_set():
            _log.error("the connection is lost: %s", reason)
        self.stop()

    def receive(self, body: bytes) -> None:
        """Handle one message of the editor; never raises."""
        if self.on_message is not None:
            self.on_message()
        try:
            given: object = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._refuse_unread(body, error)
            return
        data = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
        method, number = data.get("method"), data.get("id")
        if self._is_malformed(data):
            return
        if isinstance(method, str) and (
            self._is_out_of_turn(method, number) or self._is_not_served(method, number)
        ):
            return
        try:
            message = self._structured(data)
        except UNREADABLE as error:
            reason = f"the parameters of {method} cannot be read: {reason_of_failure(error)}"
            if method is None:
                self._fail(number, f"the answer cannot be read: {reason_of_failure(error)}")
            elif number is None:
                _log.warning("%s", reason)
            else:
                self._refuse(number, types.ErrorCodes.InvalidParams, reason)
            return
        self._is_initialized |= method == types.INITIALIZE
        self._has_begun |= method == types.INITIALIZED
        if method is None:
            self._take_answer(message)
        else:
            self.handle_message(message)
        self._is_shut_down |= method == types.SHUTDOWN

    def _is_malformed(self, data: dict[str, Any]) -> bool:
        """Refuse what is no message, under its id where it has one."""
        reason, number = malformed(data), data.get("id")
        if reason is None:
            return False
        is_ours = data.get("jsonrpc") == self.VERSION and is_identifier(number)
        self._refuse(number if is_ours else None, types.ErrorCodes.InvalidRequest, reason)
        return True

    def _refuse_unread(self, body: bytes, error: Exception) -> None:
        """Answer a message that could not be read, under its id where that can be told."""
        try:
            given = without_long_numbers(body)
        except (ValueError, RecursionError):
            self._refuse(None, types.ErrorCodes.ParseError, f"the message is not JSON: {error}")
            return
        data = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
        method, number = data.get("method"), data.get("id")
        if self._is_malformed(data):
            return
        if method is None:
            self._fail(number, f"the answer cannot be read: {TOO_LONG}")
        elif number is None:
            _log.warning("%s cannot be read: %s", short(method), TOO_LONG)
        else:
            reason = f"the parameters of {short(method)} cannot be read: {TOO_LONG}"
            self._refuse(number, types.ErrorCodes.InvalidParams, reason)

    def send_request(
        self,
        method: str,
        params: Any | None = None,
        callback: Callable[[Any], None] | None = None,
        msg_id: str | int | None = None,
    ) -> Future[Any]:
        """Ask the editor; what is kept of a question goes with it, however it ends.

        pygls keeps what it knows of one that is answered with an error, or that nobody waits for
        any more, as long as the conversation lasts. Not at once: at ``shutdown`` it goes through
        all of them to cancel them.
        """
        number = uuid4().hex if msg_id is None else msg_id
        answer = super().send_request(method, params, callback, number)
        self._questions.add(answer)
        answer.add_done_callback(lambda done: self._forget(number, done))
        return answer

    def _forget(self, number: str | int, answer: Future[Any]) -> None:
        """Let pygls drop what it keeps of a question, in the two ways in which it does."""
        self._questions.discard(answer)
        with contextlib.suppress(*UNREADABLE):
            self.structure_message({"jsonrpc": self.VERSION, "id": number, "result": None})
        error = types.ResponseError(types.ErrorCodes.InternalError, "nobody waits for it")
        self._take_answer(types.ResponseErrorMessage(id=number, error=error))

    def _fail(self, number: str | int | None, reason: str) -> None:
        """Let what waits for an answer go on when that cannot be understood."""
        _log.warning("%s", reason)
        error = types.ResponseError(types.ErrorCodes.InternalError, reason)
        self._take_answer(types.ResponseErrorMessage(id=number, error=error))

    def _take_answer(self, message: Any) -> None:
        """Give an answer to what waits for it, if anything does.

        What waited may have been cancelled since, and a wrong number may be that of a request of
        the editor's own, which is a task; pygls raises for both.
        """
        with contextlib.suppress(InvalidStateError, RuntimeError):
            self.handle_message(message)

    def _is_out_of_turn(self, method: str, number: str | int | None) -> bool:
        """Refuse what the specification forbids now; notifications are dropped silently."""
        if method == types.EXIT:
            return False
        if self._is_shut_down:
            code, reason = types.ErrorCodes.InvalidRequest, "the server has been shut down"
        elif not self._is_initialized and method != types.INITIALIZE:
            code = types.ErrorCodes.ServerNotInitialized
            reason = "the server has not been initialized"
        elif method == types.INITIALIZE and self._is_initialized:
            code, reason = types.ErrorCodes.InvalidRequest, "the server is initialized already"
        elif method == types.INITIALIZED and self._has_begun:
            code, reason = types.ErrorCodes.InvalidRequest, "the conversation has begun already"
        else:
            return False
        if number is not None:
            self._refuse(number, code, f"{method}: {reason}")
        return True

    def _is_not_served(self, method: str, number: str | int | None) -> bool:
        """Refuse a request that nothing here answers, whatever its parameters are."""
        if number is None or method == types.EXIT:
            return False
        manager = self.fm
        served = cast("tuple[dict[str, object], ...]", (manager.builtin_features, manager.features))
        if self.get_result_type(method) is None and self.get_message_type(method) is not None:
            reason = f"{method} is a notification, which has no id"
            self._refuse(number, types.ErrorCodes.InvalidRequest, reason)
            return True
        if any(method in features for features in served):
            return False
        self._refuse(number, types.ErrorCodes.MethodNotFound, f"there is no method {method!r}")
        return True

    def _structured(self, data: dict[str, Any]) -> Any:
        """Give a message its type; one of an unknown method keeps its parameters as they are."""
        method: object = data.get("method")
        if method is None:
            return self.structure_message(data)
        kind = self.get_message_type(str(method))
        if kind is not None:
            return self.converter.structure(data, kind)
        params = data.get("params")
        if "id" in data:
            return JsonRPCRequestMessage(data["id"], str(method), self.VERSION, params)
        return JsonRPCNotification(str(method), self.VERSION, params)

    def _refuse(self, number: str | int | None, code: int, reason: str) -> None:
        error = types.ResponseError(int(code), reason)
        self._send_data(types.ResponseErrorMessage(id=number, error=error))

    def _send_data(self, data: Any) -> None:
        """Write one message; a result that cannot be written is answered with an error."""
        if self.writer is None or not data:
            return
        if isinstance(data, types.ResponseErrorMessage) and data.error is not None:
            # pygls puts a traceback there, with paths of the machine.
            data.error.data = None
        try:
            if isinstance(data, types.ResponseErrorMessage) and data.id is None:
                # JSON-RPC asks for it where the number cannot be told; cattrs would leave it out.
                data = {**self.converter.unstructure(data), "id": None}
            text = json.dumps(data, default=self.converter.unstructure, separators=(",", ":"))
        except UNREADABLE as error:
            _log.error("a message cannot be written: %s", kind_of_failure(error))
            if (number := getattr(data, "id", None)) is not None and not hasattr(data, "method"):
                code = types.ErrorCodes.InternalError
                self._refuse(number, code, "the answer could not be written")
            return
        body = text.encode()
        header = b"Content-Length: %d\r\n\r\n" % len(body) if self._has_headers else b""
        written = self.writer.write(header + body)
        if written is not None:
            self._sending = asyncio.ensure_future(written)

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Generator[Any, Any, None]:
        """Give up what is open: our questions first, since pygls walks through what they shrink."""
        for question in list(self._questions):
            question.cancel()
        yield from super().lsp_shutdown(*args)  # pyright: ignore[reportUnknownMemberType] - untyped in pygls

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - no generator
        """Stop serving; the process ends with ``exit_code``."""
        self.leave()

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # pyright: ignore[reportIncompatibleMethodOverride] - no generator
        self, params: types.ExecuteCommandParams
    ) -> Any:
        """Run a command as the request itself: pygls's runs on after its request was cancelled."""
        commands = cast("dict[str, Callable[..., Awaitable[Any]]]", self.fm.commands)
        command = commands.get(params.command)
        if command is None:
            reason = f"there is no command {params.command!r}"
            raise JsonRpcInvalidParams(reason, int(types.ErrorCodes.InvalidParams))
        return await command(*(params.arguments or ()))

    @lsp_method(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def lsp_work_done_progress_cancel(  # pyright: ignore[reportIncompatibleMethodOverride] - no generator
        self, params: types.WorkDoneProgressCancelParams
    ) -> None:
        """Remember that a piece of work is to stop; it looks between two steps."""
        if params.token in self.asked_to_stop:
            self.asked_to_stop[params.token] = True

"""What is relied on of pygls, beyond what its documentation promises.

One test a name. A failure after an update of pygls says what has to be looked at, and where; the
range of versions stands in pyproject.toml.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.io_ import StdoutWriter
from pygls.lsp.server import LanguageServer
from pygls.protocol import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    LanguageServerProtocol,
    default_converter,
)

import floe_lsp.lsp as floor
from floe_lsp.lsp.server import Server
from floe_lsp.lsp.wire.protocol import Protocol

pytestmark = pytest.mark.requirement("pygls")

OVERRIDDEN = {
    LanguageServer: {"report_server_error"},
    LanguageServerProtocol: {
        "_send_data",
        "lsp_exit",
        "lsp_shutdown",
        "lsp_work_done_progress_cancel",
        "lsp_workspace__execute_command",
        "send_request",
        "set_writer",
    },
}
"""All of pygls that is replaced; one of them is private."""
PRIVATE = {"_send_data"}
LOOK = "look at lsp/wire/protocol.py before this version of pygls is allowed"


class Recording(LanguageServerProtocol):
    """pygls's own protocol, whose messages are kept instead of written."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.sent: list[Any] = []

    def _send_data(self, data: Any) -> None:
        self.sent.append(data)


@pytest.fixture
def server() -> LanguageServer:
    return LanguageServer("test", "1", protocol_cls=Recording)


@pytest.fixture
def recording(server: LanguageServer) -> Recording:
    assert isinstance(server.protocol, Recording)
    return server.protocol


def request(method: str) -> Any:
    return JsonRPCRequestMessage(7, method, "2.0", None)


def test_all_messages_go_through_send_data(server: LanguageServer, recording: Recording) -> None:
    @server.feature("test/answer")
    def answer(_: Any) -> str:
        return "yes"

    @server.feature("test/fail")
    def fail(_: Any) -> None:
        raise ValueError("no")

    recording.notify("test/notification", 1)
    recording.send_request("test/request", 2)
    recording.handle_message(request("test/answer"))
    recording.handle_message(request("test/fail"))
    kinds = [type(each).__name__ for each in recording.sent]
    assert kinds == [
        "JsonRPCNotification",
        "JsonRPCRequestMessage",
        "JsonRPCResponseMessage",
        "ResponseErrorMessage",
    ], f"pygls does not send every message through _send_data any more: {LOOK}"


def test_send_data_takes_a_message() -> None:
    parameters = list(inspect.signature(LanguageServerProtocol._send_data).parameters)
    assert parameters == ["self", "data"], f"_send_data is called in another way: {LOOK}"


def test_an_error_carries_the_trace_where_it_is_removed(
    server: LanguageServer, recording: Recording
) -> None:
    @server.feature("test/fail")
    def fail(_: Any) -> None:
        raise ValueError("no")

    recording.handle_message(request("test/fail"))
    (message,) = recording.sent
    assert "traceback" in json.dumps(message.error.data), f"the trace stands elsewhere: {LOOK}"


def test_the_converter_is_the_second_argument() -> None:
    parameters = list(inspect.signature(LanguageServerProtocol.__init__).parameters)
    assert parameters == ["self", "server", "converter"], f"it is made in another way: {LOOK}"


def test_the_converter_makes_plain_data_of_a_message() -> None:
    params = types.LogMessageParams(types.MessageType.Info, "x")
    message = types.LogMessageNotification(params)
    plain = default_converter().unstructure(message)
    expected = {"method": "window/logMessage", "jsonrpc": "2.0"}
    assert plain == {**expected, "params": {"type": 3, "message": "x"}}, LOOK


def test_a_built_in_feature_that_is_removed_is_not_called(
    server: LanguageServer, recording: Recording
) -> None:
    called: list[str] = []

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def ours(_: Any) -> None:
        called.append("ours")

    method = types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS
    built_in = cast("dict[str, object]", recording.fm.builtin_features)
    assert built_in.pop(method, None), f"it is kept elsewhere: {LOOK}"
    recording.handle_message(JsonRPCNotification(method, "2.0", None))
    assert called == ["ours"], f"pygls finds its own handlers elsewhere: {LOOK}"


def test_a_command_is_found_by_its_name(server: LanguageServer, recording: Recording) -> None:
    def command(*_: Any) -> str:
        return "done"

    server.command("test.command")(command)
    commands = cast("dict[str, Callable[[], str]]", recording.fm.commands)
    assert commands["test.command"]() == "done", f"commands are kept elsewhere: {LOOK}"


def test_the_encoding_is_chosen_before_initialize_is_handled(
    server: LanguageServer, recording: Recording
) -> None:
    chosen: list[object] = []

    @server.feature(types.INITIALIZE)
    def initialize(_: Any) -> None:
        chosen.append(recording.workspace.position_encoding)

    general = types.GeneralClientCapabilities(position_encodings=["utf-32", "utf-16"])
    params = types.InitializeParams(types.ClientCapabilities(general=general))
    message: Any = types.InitializeRequest(1, params)
    recording.handle_message(message)
    assert chosen == [types.PositionEncodingKind.Utf32], LOOK


def test_the_type_of_a_message_follows_from_its_method(recording: Recording) -> None:
    assert recording.get_message_type(types.TEXT_DOCUMENT_HOVER) is types.HoverRequest
    assert recording.get_message_type("floe/unknown") is None, f"it may raise now: {LOOK}"


def test_an_answer_has_the_type_that_its_request_calls_for(recording: Recording) -> None:
    recording.send_request(types.WORKSPACE_APPLY_EDIT, msg_id=5)
    given = {"jsonrpc": "2.0", "id": 5, "result": {"applied": True}}
    answer: Any = recording.structure_message(given)
    assert answer.result == types.ApplyWorkspaceEditResult(applied=True), LOOK


def test_an_error_message_ends_what_waits(recording: Recording) -> None:
    answer = recording.send_request("test/request", msg_id=5)
    error = types.ResponseError(types.ErrorCodes.InternalError, "reason")
    message: Any = types.ResponseErrorMessage(id=5, error=error)
    recording.handle_message(message)
    with pytest.raises(JsonRpcException, match="reason"):
        answer.result(0)


@pytest.mark.parametrize(
    "outcome",
    [
        {"result": {"applied": True}},
        {"error": {"code": -32803, "message": "reason"}},
        {"error": 5},
    ],
)
def test_an_answer_that_nobody_waits_for_is_dropped(outcome: dict[str, object]) -> None:
    """pygls cannot bear it, and what it raises would end a conversation over a socket."""
    protocol = Server().protocol
    answer = protocol.send_request(types.WORKSPACE_APPLY_EDIT, msg_id=5)
    assert answer.cancel()
    protocol.receive(json.dumps({"jsonrpc": "2.0", "id": 5, **outcome}).encode())
    with pytest.raises(CancelledError):
        answer.result(0)


def test_the_writer_is_given_with_or_without_headers() -> None:
    parameters = inspect.signature(LanguageServerProtocol.set_writer).parameters
    assert list(parameters) == ["self", "writer", "include_headers"], LOOK
    assert parameters["include_headers"].default is True, LOOK


def test_the_writer_is_kept_as_it_is_given(recording: Recording) -> None:
    writer = StdoutWriter(BytesIO())
    assert recording.writer is None, f"'connected' would always hold: {LOOK}"
    recording.set_writer(writer)
    assert recording.writer is writer, LOOK


def test_messages_of_unknown_methods_are_made_by_position() -> None:
    message = JsonRPCRequestMessage(1, "a/b", "2.0", [2])
    assert (message.id, message.method, message.jsonrpc, message.params) == (1, "a/b", "2.0", [2])
    notification = JsonRPCNotification("a/b", "2.0", [2])
    assert (notification.method, notification.jsonrpc, notification.params) == ("a/b", "2.0", [2])


def test_shutdown_is_done_when_its_message_is_handled() -> None:
    protocol = Server().protocol
    assert protocol.exit_code == 1
    for method in ("initialize", "shutdown"):
        params: object = {"capabilities": {}} if method == "initialize" else None
        message: object = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        asyncio.run(receive(protocol, message))
    assert protocol.exit_code == 0


async def receive(protocol: Protocol, message: object) -> None:
    protocol.receive(json.dumps(message).encode())


@pytest.mark.parametrize(
    ("ours", "theirs"), [(Protocol, LanguageServerProtocol), (Server, LanguageServer)]
)
def test_nothing_else_of_pygls_is_replaced(ours: type, theirs: type) -> None:
    """A name of ours that pygls takes one day would replace its own without a word."""
    plain = LanguageServer("test", "1")
    made = vars(plain if theirs is LanguageServer else plain.protocol)
    known = {*made, *dir(theirs)} - set(dir(object)) - {"__annotations__"}
    typed = {"protocol", "__module__", "__doc__", "__dict__", "__weakref__", "__annotations__"}
    assert (defined_in(ours) & known) - typed == OVERRIDDEN[theirs], (
        f"{ours.__name__} and pygls use the same name: rename ours"
    )


def defined_in(kind: type) -> set[str]:
    """Return what a class defines: its members, and the attributes that it gives to ``self``."""
    return set(vars(kind)) | {
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(kind)))
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


def trees() -> Iterator[tuple[Path, ast.Module]]:
    assert floor.__file__ is not None
    for path in sorted(Path(floor.__file__).parent.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_no_other_private_name_is_used() -> None:
    plain = LanguageServer("test", "1")
    private = {
        name
        for each in (plain, plain.protocol, plain.protocol.fm, default_converter())
        for name in dir(each)
        if name.startswith("_") and not name.startswith("__")
    }
    used = {
        node.attr
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
    }
    assert used & private == PRIVATE


def test_no_private_module_is_imported() -> None:
    libraries = ("pygls", "lsprotocol", "cattrs", "cattr", "attrs", "attr")
    found = [
        f"{path.name}: {name}"
        for path, tree in trees()
        for node in ast.walk(tree)
        for name in imported(node)
        if name.split(".")[0] in libraries and any(p.startswith("_") for p in name.split("."))
    ]
    assert found == []


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module is not None:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []

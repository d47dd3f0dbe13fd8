"""What is answered to each message, and when, by the protocol alone."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, cast

import pytest
from door import Door, Message
from lsprotocol import types

from floe_lsp.lsp.wire.messages import log, show
from floe_lsp.lsp.wire.validity import reason_of_failure

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND = -32700, -32600, -32601
INVALID_PARAMS, INTERNAL_ERROR, NOT_INITIALIZED = -32602, -32603, -32002
INITIALIZE: Message = {"processId": None, "rootUri": None, "capabilities": {}}


def error(answer: Message) -> tuple[int, str]:
    return answer["error"]["code"], answer["error"]["message"]


async def test_what_is_refused_before_the_conversation_begins() -> None:
    async with Door() as door:
        for method in ("shutdown", "textDocument/hover", "floe/unknown"):
            (answer,) = door.answers(door.start(method))
            assert error(answer) == (
                NOT_INITIALIZED,
                f"{method}: the server has not been initialized",
            )
        door.notify("initialized", {})
        door.notify("textDocument/didOpen", {})
        assert len(door.said) == 3
        await door.initialize()
        assert error(await door.ask("initialize", INITIALIZE)) == (
            INVALID_REQUEST,
            "initialize: the server is initialized already",
        )
        assert (await door.ask("shutdown"))["result"] is None
        for method in ("shutdown", "initialize", "textDocument/hover", "floe/unknown"):
            (answer,) = door.answers(door.start(method, INITIALIZE))
            assert error(answer) == (INVALID_REQUEST, f"{method}: the server has been shut down")


async def test_a_second_beginning_is_refused_where_it_asks_for_an_answer() -> None:
    async with Door() as door:
        await door.initialize()
        (answer,) = door.answers(door.start("initialized", {}))
        assert error(answer) == (
            INVALID_REQUEST,
            "initialized: the conversation has begun already",
        )


@pytest.mark.parametrize("begun", [False, True])
async def test_exit_ends_it_at_any_time(begun: bool) -> None:
    async with Door() as door:
        if begun:
            await door.initialize()
            await door.ask("shutdown")
        assert not door.protocol.has_exited
        assert not door.protocol.stopped.is_set()
        door.notify("exit")
        assert door.protocol.has_exited
        assert door.protocol.stopped.is_set()
        assert door.protocol.exit_code == (0 if begun else 1)


async def test_an_exit_that_asks_for_an_answer_ends_it_all_the_same() -> None:
    async with Door() as door:
        await door.initialize()
        count = len(door.said)
        door.start("exit")
        assert door.protocol.has_exited
        assert not any("error" in each for each in door.said[count:])


async def test_a_lost_connection_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    async with Door() as door:
        door.protocol.lost("the reason")
        assert door.protocol.stopped.is_set()
        assert not door.protocol.has_exited
        assert door.protocol.exit_code == 1
        door.protocol.lost("another reason")
        assert caplog.messages == ["the connection is lost: the reason"]
        assert caplog.records[0].levelno == logging.ERROR


async def test_each_message_is_told_of_before_it_is_read() -> None:
    async with Door() as door:
        heard: list[int] = []
        door.protocol.on_message = lambda: heard.append(len(door.said))
        door.protocol.receive(b"{")
        door.start("floe/unknown")
        assert heard == [0, 1]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"id": 1e400', b"NaN}"])
async def test_what_is_no_json(body: bytes) -> None:
    async with Door() as door:
        door.protocol.receive(body)
        (answer,) = door.said
        assert answer["id"] is None
        assert error(answer)[0] == PARSE_ERROR
        assert error(answer)[1].startswith("the message is not JSON: ")


@pytest.mark.parametrize(
    ("message", "number", "reason"),
    [
        ([], None, "the message is not a JSON-RPC 2.0 object"),
        ("text", None, "the message is not a JSON-RPC 2.0 object"),
        ({}, None, "the message is not a JSON-RPC 2.0 object"),
        ({"id": 5, "method": "shutdown"}, None, "the message is not a JSON-RPC 2.0 object"),
        (
            {"jsonrpc": "1.0", "id": 5, "method": "shutdown"},
            None,
            "the message is not a JSON-RPC 2.0 object",
        ),
        ({"jsonrpc": "2.0"}, None, None),
        ({"jsonrpc": "2.0", "id": None}, None, None),
        ({"jsonrpc": "2.0", "id": None, "error": {"code": 1, "message": "x"}}, None, None),
        ({"jsonrpc": "2.0", "method": "floe/unknown"}, None, None),
        ({"jsonrpc": "2.0", "id": 5, "method": 7}, 5, "the method is not a text"),
        ({"jsonrpc": "2.0", "method": 7}, None, "the method is not a text"),
        (
            {"jsonrpc": "2.0", "id": None, "method": "shutdown"},
            None,
            "the id is neither an integer nor a text",
        ),
        (
            {"jsonrpc": "2.0", "id": [1], "result": 1},
            None,
            "the id is neither an integer nor a text",
        ),
        (
            {"jsonrpc": "2.0", "id": True, "result": 1},
            None,
            "the id is neither an integer nor a text",
        ),
    ],
)
async def test_what_is_no_message(message: object, number: int | None, reason: str | None) -> None:
    async with Door() as door:
        door.receive(message)
        if reason is None:
            assert door.said == []
        else:
            (answer,) = door.said
            assert (answer["id"], *error(answer)) == (number, INVALID_REQUEST, reason)


async def test_what_nobody_serves() -> None:
    async with Door() as door:
        await door.initialize()
        assert error(await door.ask("floe/unknown")) == (
            METHOD_NOT_FOUND,
            "there is no method 'floe/unknown'",
        )
        # Of the protocol, and not offered.
        assert error(await door.ask("textDocument/moniker"))[0] == METHOD_NOT_FOUND
        assert error(await door.ask("textDocument/didSave"))[1] == (
            "textDocument/didSave is a notification, which has no id"
        )
        assert len(door.said) == 4
        count = len(door.said)
        door.notify("floe/unknown")
        door.notify("textDocument/moniker")
        assert len(door.said) == count


async def test_a_method_of_ours_is_given_its_parameters_as_they_are() -> None:
    async with Door() as door:
        await door.initialize()
        given: list[object] = []

        @door.server.feature("test/ours")
        def ours(params: Any) -> str:
            given.append(params)
            return "done"

        door.notify("test/ours", [1])
        assert given == [[1]]
        assert (await door.ask("test/ours", [2]))["result"] == "done"
        assert given == [[1], [2]]


async def test_parameters_that_cannot_be_read(caplog: pytest.LogCaptureFixture) -> None:
    async with Door() as door:
        await door.initialize()
        code, words = error(await door.ask("textDocument/hover", {"textDocument": 5}))
        assert code == INVALID_PARAMS
        assert words.startswith("the parameters of textDocument/hover cannot be read: ")
        assert "required field missing @ $.params.position" in words
        with caplog.at_level(logging.WARNING):
            count = len(door.said)
            door.notify("textDocument/didChange", {"textDocument": 5})
            assert len(door.said) == count
        (told,) = caplog.messages
        assert told.startswith("the parameters of textDocument/didChange cannot be read: ")


async def test_a_request_that_fails_is_answered_without_a_trace() -> None:
    async with Door() as door:
        await door.initialize()

        @door.server.feature("test/fail")
        def fail(_: Any) -> None:
            raise ValueError("a secret")

        answer = await door.ask("test/fail")
        assert answer["error"]["code"] == INTERNAL_ERROR
        assert answer["error"].get("data") is None


async def test_an_answer_that_cannot_be_written_is_an_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Door() as door:
        await door.initialize()

        @door.server.feature("test/odd")
        def odd(_: Any) -> object:
            return {"key": object}

        assert error(await door.ask("test/odd")) == (
            INTERNAL_ERROR,
            "the answer could not be written",
        )
        assert any(each.startswith("a message cannot be written: ") for each in caplog.messages)
        count = len(door.said)
        # Nobody waits for an answer to these.
        door.protocol.notify("test/odd", {(): object})
        door.protocol.send_request("test/odd", {(): object})
        assert len(door.said) == count


async def test_how_a_message_is_written() -> None:
    written: list[bytes] = []

    class Writer:
        def write(self, data: bytes) -> None:
            written.append(data)

        def close(self) -> None:
            """Nothing is there to be closed."""

    async with Door() as door:
        door.protocol.set_writer(cast("Any", Writer()))
        door.protocol.notify("test/ü", 1)
        door.protocol.set_writer(cast("Any", Writer()), include_headers=False)
        door.protocol.notify("test/ü", 1)
    body = b'{"method":"test/\\u00fc","jsonrpc":"2.0","params":1}'
    assert json.loads(written[1]) == {"jsonrpc": "2.0", "method": "test/ü", "params": 1}
    assert written == [b"Content-Length: %d\r\n\r\n%s" % (len(body), body), body]


async def test_a_writer_that_waits_is_waited_for() -> None:
    written: list[bytes] = []

    class Writer:
        async def write(self, data: bytes) -> None:
            await asyncio.sleep(0)
            written.append(data)

        async def close(self) -> None:
            """Nothing is there to be closed."""

    async with Door() as door:
        door.protocol.set_writer(cast("Any", Writer()), include_headers=False)
        door.protocol.notify("test/a", 1)
        await door.until(lambda: len(written) == 1)


async def test_before_there_is_a_writer_nothing_is_written() -> None:
    async with Door() as door:
        door.protocol.writer = None
        door.protocol.receive(b"{")
        assert door.said == []


async def test_a_question_to_the_editor_and_its_answer() -> None:
    async with Door() as door:
        await door.initialize()
        edit = types.ApplyWorkspaceEditParams(types.WorkspaceEdit())
        heard: list[object] = []
        asked = door.protocol.send_request(
            types.WORKSPACE_APPLY_EDIT, edit, callback=heard.append, msg_id="mine"
        )
        assert door.said[-1]["id"] == "mine"
        assert door.said[-1]["method"] == types.WORKSPACE_APPLY_EDIT
        assert door.said[-1]["params"] == {"edit": {}}
        assert not asked.done()
        door.receive({"jsonrpc": "2.0", "id": "mine", "result": {"applied": True}})
        assert asked.result(0) == types.ApplyWorkspaceEditResult(applied=True)
        assert heard == [types.ApplyWorkspaceEditResult(applied=True)]
        one = door.protocol.send_request("test/one")
        other = door.protocol.send_request("test/one")
        numbers = [each["id"] for each in door.said[-2:]]
        assert len(set(numbers)) == 2
        door.receive({"jsonrpc": "2.0", "id": numbers[1], "result": 2})
        assert (one.done(), other.result(0)) == (False, 2)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ({"error": {"code": 5, "message": "no"}}, "no"),
        ({"error": 5}, "the answer cannot be read: "),
        ({"result": 5}, "the answer cannot be read: "),
    ],
)
async def test_who_waits_for_an_answer_that_is_none_goes_on(
    outcome: Message, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with Door() as door:
        await door.initialize()
        edit = types.ApplyWorkspaceEditParams(types.WorkspaceEdit())
        asked = door.protocol.send_request(types.WORKSPACE_APPLY_EDIT, edit)
        door.receive({"jsonrpc": "2.0", "id": door.said[-1]["id"], **outcome})
        with pytest.raises(Exception, match=words):
            asked.result(0)
        # An error is an answer; what cannot be read is told of.
        assert any(each.startswith(words) for each in caplog.messages) is (words != "no")
        assert door.protocol._questions == set()


async def test_an_answer_to_nothing_is_dropped() -> None:
    async with Door() as door:
        await door.initialize()
        count = len(door.said)
        for number in (99, "x", None, 1):
            door.receive({"jsonrpc": "2.0", "id": number, "result": 5})
            door.receive({"jsonrpc": "2.0", "id": number, "error": {"code": 1, "message": ""}})
        assert len(door.said) == count
        assert (await door.ask("shutdown"))["result"] is None


async def test_a_command_is_the_request_itself() -> None:
    async with Door() as door:
        await door.initialize()
        given: list[object] = []
        started, ended = asyncio.Event(), asyncio.Event()

        async def command(*arguments: Any) -> str:
            given.extend(arguments)
            started.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
            return "never"

        async def short(*arguments: Any) -> object:
            return [*arguments]

        door.server.command("test.long")(command)
        door.server.command("test.short")(short)
        params = {"command": "test.short", "arguments": [1, "a"]}
        assert (await door.ask("workspace/executeCommand", params))["result"] == [1, "a"]
        assert (await door.ask("workspace/executeCommand", {"command": "test.short"}))[
            "result"
        ] == []
        number = door.start("workspace/executeCommand", {"command": "test.long", "arguments": [2]})
        await asyncio.wait_for(started.wait(), 10)
        door.notify("$/cancelRequest", {"id": number})
        await asyncio.wait_for(ended.wait(), 10)
        assert given == [2]
        assert error(await door.ask("workspace/executeCommand", {"command": "none"})) == (
            INVALID_PARAMS,
            "there is no command 'none'",
        )


async def test_work_that_is_asked_to_stop() -> None:
    async with Door() as door:
        await door.initialize()
        door.protocol.asked_to_stop.update({1: False, "a": False})
        door.notify("window/workDoneProgress/cancel", {"token": "a"})
        door.notify("window/workDoneProgress/cancel", {"token": "b"})
        assert door.protocol.asked_to_stop == {1: False, "a": True}


async def test_what_is_said_to_the_person_names_who_speaks() -> None:
    async with Door() as door:
        show(door.protocol, types.MessageType.Warning, "look")
        log(door.protocol, types.MessageType.Info, "done")
    assert [(each["method"], each["params"]) for each in door.said] == [
        ("window/showMessage", {"type": 2, "message": "floe: look"}),
        ("window/logMessage", {"type": 3, "message": "floe: done"}),
    ]


@pytest.mark.parametrize(
    ("error", "reason"),
    [(ValueError("words"), "words"), (ValueError(), "ValueError"), (KeyError("a"), "'a'")],
)
async def test_a_failure_is_told_of_in_its_words_or_by_its_kind(
    error: Exception, reason: str
) -> None:
    assert reason_of_failure(error) == reason

"""Messages of every wrong shape: each request has one answer, and nothing stops or stays."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from itertools import product

import pytest
from door import Door, Message
from lsprotocol import types

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]

INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32600, -32601, -32602
PARSE_ERROR = -32700

DEEP: object = json.loads("[" * 500 + "]" * 500)
EMPTY_LIST: list[object] = []
EMPTY_OBJECT: dict[str, object] = {}
ODD: tuple[object, ...] = (
    None,
    EMPTY_LIST,
    EMPTY_OBJECT,
    "",
    0,
    1.5,
    True,
    -1,
    [EMPTY_LIST],
    1e30,
    2**70,
    "\ud83d",
    float("nan"),
    DEEP,
)
"""What may stand where something else is expected."""

PLACE = {"line": 0, "character": 0}
RANGE = {"start": PLACE, "end": PLACE}
ITEM = {"name": "x", "kind": 1, "uri": "file:///f", "range": RANGE, "selectionRange": RANGE}
FIELDS: dict[str, object] = {
    "textDocument": {"uri": "file:///f/floe.yaml", "version": 1, "languageId": "yaml", "text": ""},
    "position": PLACE,
    "range": RANGE,
    "context": {"diagnostics": [], "includeDeclaration": True},
    "options": {"tabSize": 2, "insertSpaces": True},
    "id": 1,
    "token": 1,
    "value": "off",
    "changes": [],
    "event": {"added": [], "removed": []},
    "settings": {},
    "contentChanges": [],
    "query": "",
    "newName": "x",
    "files": [],
    "positions": [PLACE],
    "command": "floe.explain",
    "arguments": [],
    "label": "x",
    "item": ITEM,
    "previousResultIds": [],
    "data": {},
}
"""Parameters that are right for nearly every method."""
METHODS = sorted({*types.METHOD_TO_TYPES, "floe/unknown", "$/unknown", ""})
LEFT_OUT = {"initialize", "shutdown", "exit"}


def code(answer: dict[str, dict[str, int]]) -> int:
    return answer["error"]["code"]


async def test_every_request_of_a_wrong_shape_is_answered_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Door() as door:
        await door.initialize()
        await door.rest()
        asked: dict[int, object] = {}
        for method in METHODS:
            if method in LEFT_OUT:
                continue
            given: list[object] = [
                *ODD,
                *({**FIELDS, key: odd} for key, odd in product(FIELDS, (None, [], 1.5))),
            ]
            for params in given:
                door.notify(method, params)
                asked[door.start(method, params)] = (method, params)
            await asyncio.sleep(0)
        await door.until(lambda: len([e for e in door.said if "method" not in e]) > len(asked))
        answered = [each.get("id") for each in door.said if "method" not in each]
        assert Counter(answered) == Counter({1: 1, **dict.fromkeys(asked, 1)})
        assert "fault of floe-lsp" not in caplog.text
        assert held_by_pygls(door) == []
        assert door.protocol.asked_to_stop == {}


def held_by_pygls(door: Door) -> list[str]:
    """What pygls remembers of questions, by the names under which it does."""
    kept = vars(door.protocol)
    return [name for name in ("_request_futures", "_result_types") if kept[name]]


@pytest.mark.parametrize("number", [None, [], {}, 1.5, True, [1]])
async def test_an_id_that_is_none(number: object) -> None:
    async with Door() as door:
        await door.initialize()
        door.receive({"jsonrpc": "2.0", "id": number, "method": "floe/unknown"})
        (answer,) = door.answers(None)
        assert code(answer) == INVALID_REQUEST
        assert answer["error"]["message"] == "the id is neither an integer nor a text"


@pytest.mark.parametrize("number", [0, -1, 2**70, "", "ä\ud83d", "x" * 10_000])
async def test_an_id_of_every_size(number: object) -> None:
    async with Door() as door:
        await door.initialize()
        door.receive({"jsonrpc": "2.0", "id": number, "method": "floe/unknown"})
        assert [code(each) for each in door.answers(number)] == [METHOD_NOT_FOUND]


DIGITS = "9" * 5_000
"""More than Python reads as one number."""


@pytest.mark.parametrize(
    ("message", "number", "said"),
    [
        ('"id":7,"method":"shutdown","params":[%s]', 7, INVALID_PARAMS),
        ('"id":"x","method":"textDocument/hover","params":{"a":-%s}', "x", INVALID_PARAMS),
        ('"id":%s,"method":"shutdown"', None, INVALID_REQUEST),
        ('"id":7,"method":%s', 7, INVALID_REQUEST),
        ('"id":7,"method":"shutdown","params":[%s', None, PARSE_ERROR),
    ],
)
async def test_a_number_of_thousands_of_digits(
    message: str, number: object, said: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with Door() as door:
        await door.initialize()
        door.receive_bytes(b'{"jsonrpc":"2.0",%s}' % (message % DIGITS).encode())
        assert [code(each) for each in door.answers(number)] == [said]
        door.receive_bytes(b'{"jsonrpc":"2.0","method":"x","params":[%s]}' % DIGITS.encode())
        assert "x cannot be read: a number has more digits than can be read" in caplog.text
        assert (await door.ask("shutdown"))["result"] is None


async def test_an_answer_with_a_number_of_thousands_of_digits() -> None:
    async with Door() as door:
        await door.initialize(capabilities={"workspace": {"configuration": True}})
        await door.until(lambda: any("id" in each and "method" in each for each in door.said))
        (asked,) = [each for each in door.said if "id" in each and "method" in each]
        door.receive_bytes(b'{"jsonrpc":"2.0","id":"%s","result":[%s]}'
                           % (asked["id"].encode(), DIGITS.encode()))  # fmt: skip
        await door.rest()
        assert door.answers(asked["id"]) == []


@pytest.mark.parametrize("method", [5, [], {}, True])
async def test_a_method_that_is_no_text(method: object) -> None:
    async with Door() as door:
        await door.initialize()
        door.receive({"jsonrpc": "2.0", "id": 7, "method": method})
        assert [code(each) for each in door.answers(7)] == [INVALID_REQUEST]


@pytest.mark.parametrize("token", [[], {}, None, 1.5, True])
@pytest.mark.parametrize("method", ["$/cancelRequest", "window/workDoneProgress/cancel"])
async def test_what_is_cancelled_has_a_name(
    method: str, token: object, caplog: pytest.LogCaptureFixture
) -> None:
    async with Door() as door:
        await door.initialize()
        with caplog.at_level(logging.WARNING):
            door.notify(method, {"id": token, "token": token})
        assert f"the parameters of {method} cannot be read" in caplog.text
        assert "fault of floe-lsp" not in caplog.text


async def test_a_notification_that_wants_an_answer_changes_nothing() -> None:
    async with Door() as door:
        await door.initialize()
        document = {"uri": "file:///a/floe.yaml", "languageId": "", "version": 1, "text": ""}
        number = door.start("textDocument/didOpen", {"textDocument": document})
        (answer,) = door.answers(number)
        assert code(answer) == INVALID_REQUEST
        assert (
            answer["error"]["message"] == "textDocument/didOpen is a notification, which has no id"
        )
        assert list(door.session.store) == []


async def test_two_requests_of_one_id_are_both_answered() -> None:
    async with Door() as door:
        await door.initialize()
        door.open("file:///a/floe.yaml", "kind: FloeSpec\n")
        params = {"textDocument": {"uri": "file:///a/floe.yaml"}, "position": PLACE}
        message = {"jsonrpc": "2.0", "id": 9, "method": "textDocument/hover", "params": params}
        door.receive(message)
        door.receive(message)
        await door.until(lambda: len(door.answers(9)) == 2)
        assert all("result" in each for each in door.answers(9))


async def test_the_conversation_begins_once() -> None:
    capabilities = {
        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}},
    }
    async with Door() as door:
        await door.initialize(capabilities=capabilities)
        for _ in range(3):
            door.notify("initialized", {})
        methods = [each["method"] for each in door.said if "method" in each]
        assert methods == ["client/registerCapability"]


@pytest.mark.parametrize(
    "outcome", [{"result": None}, {"result": 5}, {"error": {"code": 1, "message": "no"}}, None]
)
async def test_nothing_is_kept_of_a_question_to_the_editor(outcome: Message | None) -> None:
    async with Door() as door:
        await door.initialize()
        for _ in range(100):
            edit = types.ApplyWorkspaceEditParams(types.WorkspaceEdit())
            asked = door.protocol.send_request(types.WORKSPACE_APPLY_EDIT, edit)
            if outcome is not None:
                door.receive({"jsonrpc": "2.0", "id": door.said[-1]["id"], **outcome})
            else:
                asked.cancel()
            assert asked.done()
        await asyncio.sleep(0)
        assert held_by_pygls(door) == []


async def test_progress_that_nobody_shows_is_not_remembered() -> None:
    async with Door() as door:
        await door.initialize()
        for token in range(1000):
            door.notify("window/workDoneProgress/cancel", {"token": token})
        assert door.protocol.asked_to_stop == {}


async def test_a_shutdown_while_the_editor_owes_answers() -> None:
    async with Door() as door:
        await door.initialize()
        edit = types.ApplyWorkspaceEditParams(types.WorkspaceEdit())
        asked = [door.protocol.send_request(types.WORKSPACE_APPLY_EDIT, edit) for _ in range(3)]
        answer = await door.ask("shutdown", None)
        assert answer["result"] is None
        assert all(each.cancelled() for each in asked)
        assert held_by_pygls(door) == []


async def test_what_has_no_number_is_answered_with_null() -> None:
    async with Door() as door:
        door.protocol.receive(b"{nonsense")
        door.protocol.receive(b"[]")
        door.protocol.receive(b'{"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}')
    assert [each["error"]["code"] for each in door.said] == [-32700, -32600, -32600]
    assert ["id" in each and each["id"] is None for each in door.said] == [True] * 3

"""Who is let in over WebSocket, and what the others are told, in this process."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

import pytest
from open_doors import (
    PAGE,
    SECONDS,
    TOKEN,
    Bench,
    answer_to,
    caller,
    framed,
    initialize,
    open_door,
    settle,
    until,
)
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from floe_lsp.lsp.wire import listening, transport, web_socket
from floe_lsp.lsp.wire.access import refusal
from floe_lsp.lsp.wire.framing import MAX_BODY
from floe_lsp.lsp.wire.listening import BUSY
from floe_lsp.lsp.wire.transport import MOST_UNREAD, NOT_READ
from floe_lsp.lsp.wire.web_socket import websocket

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("security")]


@asynccontextmanager
async def page(
    door: Bench, query: str = f"?token={TOKEN}", **headers: str
) -> AsyncGenerator[ClientConnection]:
    url = f"ws://127.0.0.1:{door.port}/{query}"
    origin = cast("Any", headers.pop("Origin", None))
    async with connect(
        url, origin=origin, additional_headers=headers, max_size=None, proxy=None
    ) as connection:
        yield connection


async def status_of(door: Bench, query: str = f"?token={TOKEN}", **headers: str) -> int:
    """Return the status with which a connection is refused; 101 when it is not."""
    try:
        async with page(door, query, **headers):
            return 101
    except InvalidStatus as error:
        return error.response.status_code


async def test_messages_of_a_websocket(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_door(websocket, capsys) as door:
        for number in (1, 2):
            async with page(door) as connection:
                heard = await door.begun(number)
                assert not heard.has_headers
                long = "x" * (2 * 1024 * 1024)
                for message in ("ü", b"\xc3\xbc", long):
                    await connection.send(message)
                await until(lambda heard=heard: len(heard.bodies) == 3)
                # A frame of text and one of bytes are the same message.
                assert heard.bodies == [b"\xc3\xbc", b"\xc3\xbc", long.encode()]
                await heard.writer.write(b"\xc3\xbc")
                assert await connection.recv() == "ü"
            await until(lambda heard=heard: not heard.is_open)
            assert heard.stopped.is_set()
            assert heard.reasons == []


async def test_a_message_of_a_websocket_has_a_limit(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_door(websocket, capsys) as door, page(door) as connection:
        heard = await door.begun(1)
        limit = heard.writer._connection.protocol.max_message_size
        assert limit == MAX_BODY
        # Nothing is inflated: a bomb would take more than was sent.
        assert connection.protocol.extensions == []


async def test_a_conversation_that_ends_closes_the_websocket(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with open_door(websocket, capsys) as door, page(door) as connection:
        heard = await door.begun(1)
        await connection.send("exit")
        await connection.send("too late")
        await asyncio.wait_for(connection.wait_closed(), SECONDS)
        await until(lambda: not heard.is_open)
        assert heard.bodies == [b"exit"]
        assert connection.close_code == 1000
        # To an editor that has gone nothing is written, and nothing fails.
        await heard.writer.write(b"late")
        assert heard.reasons == []


async def test_an_editor_that_ends_the_server_over_a_websocket(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with open_door(websocket, capsys) as door:
        async with page(door) as connection:
            heard = await door.begun(1)
            heard.has_exited = True
            await connection.send("exit")
            assert door.serving is not None
            assert await asyncio.wait_for(door.serving, SECONDS) == 7
            await asyncio.wait_for(connection.wait_closed(), SECONDS)
            # It is the conversation that ends, and not the server that goes away.
            assert connection.close_code == 1000
        with pytest.raises(OSError, match="Connect call failed"):
            await status_of(door)


async def test_a_websocket_that_breaks_off_is_told_of(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with open_door(websocket, capsys) as door:
        async with page(door) as connection:
            heard = await door.begun(1)
            connection.transport.abort()
            await until(lambda: not heard.is_open)
            assert heard.stopped.is_set()
            assert any(each.startswith("the connection is lost: ") for each in caplog.messages)
        assert await status_of(door) == 101


async def test_an_editor_that_does_not_close_is_waited_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_socket, "LAST_WORDS_SECONDS", 3600.0)
    async with open_door(websocket, capsys) as door, page(door) as connection:
        heard = await door.begun(1)
        connection.transport.pause_reading()
        heard.stop()
        await settle()
        # Until then no other editor is served.
        assert heard.is_open
        connection.transport.resume_reading()
        await until(lambda: not heard.is_open)
        await asyncio.wait_for(connection.wait_closed(), SECONDS)
        assert connection.close_code == 1000


async def test_an_editor_that_never_closes_is_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_socket, "LAST_WORDS_SECONDS", 0.02)
    async with open_door(websocket, capsys) as door, page(door) as connection:
        heard = await door.begun(1)
        connection.transport.pause_reading()
        heard.stop()
        await until(lambda: not heard.is_open)
        connection.transport.resume_reading()
        await asyncio.wait_for(connection.wait_closed(), SECONDS)


async def test_a_second_editor_over_a_websocket_is_sent_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_door(websocket, capsys) as door, page(door):
        await door.begun(1)
        assert await status_of(door) == 503
        # Where both have been admitted before one of them begins.
        is_busy = door.heard[0].is_open
        assert is_busy

    looked: list[bool] = []

    class Late(listening.Door):
        """Says only after the handshake that somebody else is served."""

        @property
        def is_busy(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
            looked.append(True)
            return len(looked) > 1

        @is_busy.setter
        def is_busy(self, value: bool) -> None:
            """Keep to what the test says."""

    monkeypatch.setattr(web_socket, "Door", Late)
    async with open_door(websocket, capsys) as door, page(door) as connection:
        with pytest.raises(ConnectionClosed) as closed:
            await connection.recv()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1013, BUSY)
        assert door.heard == []


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("", {}, 401),
        ("?token=wrong", {}, 401),
        ("", {"Authorization": "Bearer wrong"}, 401),
        ("", {"Authorization": TOKEN}, 401),
        (f"?token={TOKEN}", {"Origin": "http://localhost:3001"}, 403),
        ("", {"Origin": "http://localhost:3001"}, 403),
        (f"?token={TOKEN}", {"Origin": "null"}, 403),
        (f"?token={TOKEN}", {"Origin": PAGE}, 101),
        (f"?a=b&token={TOKEN}", {}, 101),
        ("", {"Authorization": f"Bearer {TOKEN}"}, 101),
        ("?token=wrong", {"Authorization": f"bearer  {TOKEN} "}, 101),
    ],
)
async def test_what_a_page_has_to_show(
    query: str,
    headers: dict[str, str],
    status: int,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with open_door(websocket, capsys) as door:
        assert await status_of(door, query, **headers) == status
        assert len(door.heard) == (status == 101)
        refused = [each for each in caplog.messages if " was refused: " in each]
        assert len(refused) == (status != 101)


async def raw(door: Bench, *lines: str) -> bytes:
    request = "".join(f"{line}\r\n" for line in (f"GET /?token={TOKEN} HTTP/1.1", *lines, ""))
    return await answer_to(door, request.encode())


async def test_only_a_request_for_this_machine_is_served(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    rest = (
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    async with open_door(websocket, capsys) as door:
        for host in ("evil.example", "127.0.0.1.evil.example:80"):
            answer = await raw(door, f"Host: {host}", *rest)
            assert answer.startswith(b"HTTP/1.1 403 Forbidden\r\n")
            reason = f"this host is not served: '{host}'; use 127.0.0.1 or localhost"
            assert answer.endswith(f"\r\n\r\nfloe-lsp: {reason}\n".encode())
            assert caplog.messages[-1].endswith(f" was refused: {reason}")
        assert door.heard == []


@pytest.mark.parametrize("cut", [0, 1, 7, 8, 30])
async def test_an_editor_that_knows_no_websocket_is_told_so(
    cut: int, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    message = framed(initialize())
    async with open_door(websocket, capsys) as door:
        answer = await answer_to(door, message[:cut], message[cut:])
        reason = "this port speaks WebSocket; floe-lsp --tcp speaks the protocol without it"
        assert answer == refusal(b"", reason)
        (said,) = caplog.messages
        assert said.endswith(f" was refused: {reason}")
        async with page(door):
            await door.begun(1)


async def test_only_so_many_pages_may_wait(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(web_socket, "UNKNOWN_PEERS", 2)
    async with open_door(websocket, capsys) as door, AsyncExitStack() as stack:
        # One that has shown its token waits no more, and one that hangs up is forgotten.
        await stack.enter_async_context(page(door))
        await door.begun(1)
        async with caller(door):
            await settle()
        await settle()
        waiting = [await stack.enter_async_context(caller(door)) for _ in range(2)]
        await settle()
        reader, _ = await stack.enter_async_context(caller(door))
        # Sooner than those who wait would be.
        assert await asyncio.wait_for(reader.read(), listening.UNKNOWN_SECONDS / 2) == b""
        (told,) = caplog.messages
        assert re.match(r"a connection of 127.0.0.1 port \d+ was refused: ", told)
        assert told.endswith(listening.CROWDED)
        assert not any(each.at_eof() for each, _ in waiting)


async def test_a_page_that_asks_for_nothing_is_sent_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_socket, "UNKNOWN_SECONDS", 0.02)
    async with open_door(websocket, capsys) as door:
        assert await answer_to(door) == b""


class Connection:
    """In place of a WebSocket that is written to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.may_go_on = asyncio.Event()
        self.failure: Exception | None = None

    async def send(self, message: str) -> None:
        await self.may_go_on.wait()
        if self.failure is not None:
            raise self.failure
        self.sent.append(message)

    async def close(self) -> None:
        self.sent.append("closed")


async def test_so_much_may_wait_to_be_read_from_a_websocket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web_socket, "MOST_UNREAD", 10)
    connection, reasons = Connection(), list[str]()
    frames = web_socket._Frames(cast("Any", connection), reasons.append)

    def write(data: bytes) -> Awaitable[None]:
        return asyncio.ensure_future(frames.write(data))

    first = write(b"0123456789")
    await asyncio.sleep(0)
    second = write(b"a")
    await asyncio.sleep(0)
    assert reasons == []
    await asyncio.wait_for(write(b"b"), SECONDS)
    assert reasons == [NOT_READ]
    connection.may_go_on.set()
    await asyncio.gather(first, second)
    assert connection.sent == ["0123456789", "a"]
    # What has been read does not count any more, nor does what could not be sent.
    connection.failure = ConnectionClosed(None, None)
    await write(b"0123456789+")
    connection.failure = None
    await write(b"c")
    await frames.close()
    assert connection.sent == ["0123456789", "a", "c", "closed"]
    assert reasons == [NOT_READ]
    assert transport.MOST_UNREAD == MOST_UNREAD == 64 * 1024 * 1024

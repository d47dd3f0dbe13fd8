"""Who is let in at a port, and what the others are told, in this process."""

from __future__ import annotations

import asyncio
import json
import re
import socket as sockets
from collections.abc import Generator
from contextlib import AsyncExitStack, contextmanager
from typing import Any, cast

import pytest
from heard import Heard
from open_doors import (
    NO_TOKEN,
    SECONDS,
    TOKEN,
    Listen,
    answer_to,
    caller,
    framed,
    initialize,
    open_door,
    settle,
    until,
)

from floe_lsp.lsp.wire import listening
from floe_lsp.lsp.wire.access import Access, refusal
from floe_lsp.lsp.wire.listening import BUSY, announce, tcp
from floe_lsp.lsp.wire.transport import NoConnectionError
from floe_lsp.lsp.wire.web_socket import websocket

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("security")]


async def test_an_editor_with_the_token_is_served_and_the_next_one_after_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with open_door(tcp, capsys) as door:
        for number in (1, 2):
            async with caller(door) as (reader, writer):
                first = framed(initialize(theme="dark"))
                for part in (first[:9], first[9:40], first[40:] + framed(b"second")):
                    writer.write(part)
                    await settle()
                heard = await door.begun(number)
                await until(lambda heard=heard: len(heard.bodies) == 2)
                given = json.loads(heard.bodies[0])
                assert given["params"] == {"initializationOptions": {"theme": "dark"}}
                assert heard.bodies[1] == b"second"
                # From here on a message may be as long as any.
                writer.write(framed(bytes(2 * 1024 * 1024)))
                await until(lambda heard=heard: len(heard.bodies) == 3)
                heard.writer.write(b"answer")
                assert await reader.read(6) == b"answer"
            await until(lambda heard=heard: not heard.is_open)
        assert door.serving is not None
        assert not door.serving.done()


async def test_an_editor_that_ends_the_server_says_with_which_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with open_door(tcp, capsys) as door:
        async with caller(door) as (_, writer):
            writer.write(framed(initialize()))
            heard = await door.begun(1)
            heard.has_exited = True
            writer.write(framed(b"exit"))
            assert door.serving is not None
            assert await asyncio.wait_for(door.serving, SECONDS) == 7
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", door.port)


@pytest.mark.parametrize(
    "first",
    [
        initialize("wrong"),
        initialize(None),
        b'{"id": 1, "method": "initialize"}',
        b'{"id": 1, "method": "shutdown"}',
    ],
)
async def test_without_the_token_the_first_message_is_refused(
    first: bytes, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with open_door(tcp, capsys) as door:
        assert await answer_to(door, framed(first)) == refusal(first, NO_TOKEN)
        assert door.heard == []
        (said,) = caplog.messages
        assert re.fullmatch(rf"a connection of 127.0.0.1 port \d+ was refused: {NO_TOKEN}", said)


@pytest.mark.parametrize(
    "start", [b"GET / HTTP/1.1\r\n", b"x", b"\x16\x03\x01", b"Content+", b"\r\n"]
)
async def test_what_is_no_message_is_told_so_at_once(
    start: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_door(tcp, capsys) as door:
        head, _, body = (await answer_to(door, start)).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n")
        assert b"Content-Length: %d" % len(body) in head
        assert body == (
            b"floe-lsp speaks the Language Server Protocol here, and this is none of its messages\n"
        )


@pytest.mark.parametrize(
    "parts",
    [
        (b"cont", b"ENT-Length: 2\r\n\r\n", b"{}"),
        (b"Content-Type: x\r\nContent-Length: 2\r\n\r\n{}",),
    ],
)
async def test_a_message_may_come_in_pieces(
    parts: tuple[bytes, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_door(tcp, capsys) as door:
        assert await answer_to(door, *parts) == refusal(b"{}", NO_TOKEN)


async def test_the_first_message_may_not_be_long(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_door(tcp, capsys) as door:
        assert await answer_to(door, b"Content-Length: %d\r\n\r\n" % (1024 * 1024 + 1)) == b""
        body = b"[" + b" " * (1024 * 1024 - 2) + b"]"
        assert await answer_to(door, framed(body)) == refusal(body, NO_TOKEN)


async def test_who_hangs_up_before_a_message_is_forgotten(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "UNKNOWN_PEERS", 1)
    async with open_door(tcp, capsys) as door:
        for _ in range(3):
            async with caller(door) as (reader, writer):
                writer.write(b"Content-Length: 5\r\n")
                writer.write_eof()
                assert await asyncio.wait_for(reader.read(), SECONDS) == b""


async def test_who_breaks_off_before_a_message_is_forgotten(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "UNKNOWN_PEERS", 1)
    async with open_door(tcp, capsys) as door:
        for _ in range(2):
            async with caller(door) as (_, writer):
                writer.write(b"Content-Length: 5\r\n")
                await settle()
                connection = writer.get_extra_info("socket")
                # What is sent now is not the end of the stream, but that the peer is not there.
                connection.setsockopt(
                    sockets.SOL_SOCKET, sockets.SO_LINGER, (1).to_bytes(4, "little") + bytes(4)
                )
            await settle()
        assert await answer_to(door, framed(b"{}")) == refusal(b"{}", NO_TOKEN)


async def test_who_says_nothing_is_sent_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "UNKNOWN_SECONDS", 0.02)
    monkeypatch.setattr(listening, "UNKNOWN_PEERS", 1)
    async with open_door(tcp, capsys) as door:
        for _ in range(2):
            assert await answer_to(door) == b""


async def test_only_so_many_may_wait_and_those_who_are_let_in_do_not_count(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(listening, "UNKNOWN_PEERS", 2)
    async with open_door(tcp, capsys) as door, AsyncExitStack() as stack:
        _, writer = await stack.enter_async_context(caller(door))
        writer.write(framed(initialize()))
        await door.begun(1)
        for _ in range(2):
            await stack.enter_async_context(caller(door))
        await settle()
        reader, _ = await stack.enter_async_context(caller(door))
        # Sooner than those who wait would be.
        said = await asyncio.wait_for(reader.read(), listening.UNKNOWN_SECONDS / 2)
        assert said == refusal(b"", listening.CROWDED)
        (told,) = caplog.messages
        assert told.endswith(f" was refused: {listening.CROWDED}")


async def test_a_second_editor_is_told_of_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_door(tcp, capsys) as door, caller(door) as (_, writer):
        writer.write(framed(initialize()))
        await door.begun(1)
        again = initialize()
        assert await answer_to(door, framed(again)) == refusal(again, BUSY)
        assert len(door.heard) == 1
        assert door.heard[0].is_open


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (b'{"id": 1}', 1),
        (b'{"id": "one"}', "one"),
        (b'{"id": [1]}', None),
        (b"{}", None),
        (b"[]", None),
        (b"{", None),
        (b"[" * 100_000, None),
        (b"\xff", None),
    ],
)
async def test_a_refusal_has_the_number_of_the_message(body: bytes, number: object) -> None:
    head, _, text = refusal(body, "the reason").partition(b"\r\n\r\n")
    assert head == b"Content-Length: %d" % len(text)
    error = {"code": -32002, "message": "the reason"}
    assert json.loads(text) == {"jsonrpc": "2.0", "id": number, "error": error}


async def test_where_it_listens_and_with_which_token(capsys: pytest.CaptureFixture[str]) -> None:
    class Socket:
        def __init__(self, *address: Any) -> None:
            self.address = cast("tuple[str, int]", address)

        def getsockname(self) -> tuple[str, int]:
            return self.address

    access = Access("localhost", TOKEN)
    sockets_ = (Socket("127.0.0.1", 5), Socket("::1", 6, 0, 0))
    announce("tcp", sockets_, access, tells=False)
    where = "floe-lsp listens on tcp://127.0.0.1:5\nfloe-lsp listens on tcp://[::1]:6\n"
    assert capsys.readouterr() == ("", where)
    announce("tcp", sockets_, access, tells=True)
    assert capsys.readouterr() == ("", f"{where}floe-lsp token: {TOKEN}\n")
    assert TOKEN not in repr(access)


@pytest.mark.parametrize("listen", [tcp, websocket])
async def test_an_address_that_cannot_be_listened_on(listen: Listen) -> None:
    heard = Heard()
    with sockets.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        for access, number, reason in (
            (Access("127.0.0.1", TOKEN), port, "address already in use"),
            (Access("127.0.0.1", TOKEN), 65_536, ""),
            (Access("a\0b", TOKEN), 0, ""),
        ):
            with pytest.raises(NoConnectionError) as caught:
                await listen(access, number, tells=True)(heard.begin)
            assert str(caught.value).startswith(f"cannot listen on port {number} of ")
            assert str(caught.value).endswith(reason)


async def test_a_door_that_is_closed_meanwhile_is_told_nothing() -> None:
    heard = Heard()
    door = listening.Door(heard.begin)
    door.exit_code.cancel()
    heard.has_exited = True
    with door.conversation() as protocol:
        assert protocol is heard.protocol
        assert door.is_busy
    assert not door.is_busy
    assert door.exit_code.cancelled()


async def test_a_conversation_that_fails_leaves_the_door_to_the_next() -> None:
    heard = Heard()
    door = listening.Door(heard.begin)
    with pytest.raises(ValueError, match="a failure"), door.conversation():
        raise ValueError("a failure")
    assert not door.is_busy
    assert not door.exit_code.done()

    @contextmanager
    def fail() -> Generator[Any]:
        raise ValueError("no beginning")
        yield

    door = listening.Door(fail)
    with pytest.raises(ValueError, match="no beginning"), door.conversation():
        pass
    assert not door.is_busy
    assert not door.exit_code.done()

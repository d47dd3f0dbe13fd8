"""Who is let in by a server that listens, and what it says to the others, in this process."""

from __future__ import annotations

import asyncio
import json
import socket as sockets
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any, cast

import pytest
from heard import Heard
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from floe_lsp.lsp.wire import listening, transport, web_socket
from floe_lsp.lsp.wire.access import Access, refusal
from floe_lsp.lsp.wire.framing import MAX_BODY
from floe_lsp.lsp.wire.listening import BUSY, announce, tcp
from floe_lsp.lsp.wire.transport import MOST_UNREAD, NOT_READ, Connect, NoConnectionError
from floe_lsp.lsp.wire.web_socket import websocket

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("security")]

SECONDS = 10.0
TOKEN = "a-token-of-this-test"  # noqa: S105 - as it says
PAGE = "http://localhost:3000"
NO_TOKEN = "the token is wrong or missing: initializationOptions.token of initialize"  # noqa: S105


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def initialize(token: object = TOKEN, **more: object) -> bytes:
    params = {"initializationOptions": {"token": token, **more}}
    return json.dumps({"id": 1, "method": "initialize", "params": params}).encode()


class Bench:
    """A server that listens, with the conversations that it has begun."""

    def __init__(self, host: str) -> None:
        self.access = Access(host, TOKEN, frozenset({PAGE}))
        self.port = 0
        self.heard: list[Heard] = []
        self.serving: asyncio.Task[int] | None = None

    def begin(self) -> Any:
        """Begin a conversation."""
        self.heard.append(Heard())
        return self.heard[-1].begin()

    async def begun(self, number: int) -> Heard:
        """Return a conversation when it has begun."""
        await until(lambda: len(self.heard) == number and self.heard[-1].writer)
        return self.heard[-1]


async def until(condition: Callable[[], object]) -> None:
    for _ in range(5000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to be")


async def settle() -> None:
    """Let the loop do what is there to be done, in the steps that it takes."""
    for _ in range(10):
        await asyncio.sleep(0.0005)


Listen = Callable[..., Connect]


@asynccontextmanager
async def open_door(
    listen: Listen, capsys: pytest.CaptureFixture[str], host: str = "127.0.0.1"
) -> AsyncGenerator[Bench]:
    made = Bench(host)
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    made.serving = asyncio.ensure_future(listen(made.access, 0, tells=False)(made.begin))
    said = ""
    while not said:
        await asyncio.sleep(0.001)
        said = capsys.readouterr().err
        assert not made.serving.done()
    made.port = int(said.strip().rpartition(":")[2])
    try:
        yield made
    finally:
        made.serving.cancel()
        await asyncio.wait({made.serving}, timeout=SECONDS)
    assert failures == []


@asynccontextmanager
async def caller(
    door: Bench,
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def answer_to(door: Bench, *parts: bytes) -> bytes:
    """Return what a peer gets until the server closes the connection."""
    async with caller(door) as (reader, writer):
        for part in parts:
            writer.write(part)
            await settle()
        return await asyncio.wait_for(reader.read(), SECONDS)


# The port


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
        assert f"a connection was refused: {NO_TOKEN}" in caplog.messages


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
        assert await asyncio.wait_for(reader.read(), listening.UNKNOWN_SECONDS / 2) == b""
        assert caplog.messages == [f"a connection was refused: {listening.CROWDED}"]


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


# The WebSocket


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
        refused = [each for each in caplog.messages if each.startswith("a connection was refused")]
        assert len(refused) == (status != 101)


async def raw(door: Bench, *lines: str) -> bytes:
    request = "".join(f"{line}\r\n" for line in (f"GET /?token={TOKEN} HTTP/1.1", *lines, ""))
    return await answer_to(door, request.encode())


async def test_only_a_request_for_this_machine_is_served(
    capsys: pytest.CaptureFixture[str],
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
            assert answer.endswith(b"\r\n\r\nfloe-lsp: this host is not served\n")
        assert door.heard == []


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
        assert caplog.messages == [f"a connection was refused: {listening.CROWDED}"]
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

"""What a transport does with bytes and with their end, without a server."""

from __future__ import annotations

import asyncio
import os
import socket as sockets
import sys
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Any, cast

import pytest
from heard import Heard

from floe_lsp.lsp.wire import leaving, transport
from floe_lsp.lsp.wire.framing import Framer
from floe_lsp.lsp.wire.transport import (
    MOST_UNREAD,
    NOT_READ,
    Connect,
    NoConnectionError,
    finish,
    pipe,
    reason_of_address,
    serve_stream,
    socket,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]

SECONDS = 10.0
"""After which a test has failed."""


def framed(*bodies: bytes) -> bytes:
    return b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(each), each) for each in bodies)


async def test_an_address_is_refused_in_the_words_of_the_system() -> None:
    refused = OSError(111, "Connect call failed ('127.0.0.1', 5)")
    assert reason_of_address(refused) == "connection refused"
    # Of a name that is not known the number is not one of the system's errors.
    assert reason_of_address(sockets.gaierror(-2, "Name or service not known")) == (
        "Name or service not known"
    )
    assert reason_of_address(OSError("Multiple exceptions")) == "Multiple exceptions"
    assert reason_of_address(OSError(0, "nothing")) == "nothing"
    assert reason_of_address(OverflowError("port must be 0-65535.")) == "port must be 0-65535."


async def until(condition: Callable[[], object]) -> None:
    for _ in range(5000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to be")


# Standard output


class Pipe:
    """What the editor reads, and what the server writes to it."""

    def __init__(self) -> None:
        self.editor, target = os.pipe()
        self.reasons: list[str] = []
        self.stream = transport._Stream(target, self.reasons.append)
        self.target = target

    def read(self, length: int) -> bytes:
        found = b""
        while len(found) < length and (part := os.read(self.editor, length - len(found))):
            found += part
        return found

    def close(self) -> None:
        os.close(self.target)
        os.close(self.editor)


async def test_what_is_written_comes_whole_and_in_order() -> None:
    made = Pipe()
    # Far more than a pipe holds, so that each is written in pieces.
    messages = [bytes([number]) * 300_000 for number in range(5)]
    for each in messages:
        made.stream.write(each)
    assert await asyncio.to_thread(made.read, 1_500_000) == b"".join(messages)
    made.stream.write(b"last")
    made.stream.finish()
    assert not made.stream._thread.is_alive()
    assert made.read(4) == b"last"
    assert made.reasons == []
    made.close()


async def test_at_the_end_what_is_not_read_is_waited_for_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "LAST_WORDS_SECONDS", 0.01)
    made = Pipe()
    made.stream.write(bytes(1_000_000))
    made.stream.close()
    made.stream.finish()
    # Nobody waits for it; it may be stuck for good.
    assert made.stream._thread.is_alive()
    assert made.stream._thread.daemon
    assert await asyncio.to_thread(made.read, 1_000_000) == bytes(1_000_000)
    await asyncio.to_thread(made.stream._thread.join, SECONDS)
    made.close()


async def test_so_much_may_wait_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MOST_UNREAD", 1_000_000)
    made = Pipe()
    made.stream.write(bytes(1_000_000))
    made.stream.write(b"a")
    assert made.reasons == []
    made.stream.write(b"b")
    assert made.reasons == [NOT_READ]
    assert await asyncio.to_thread(made.read, 1_000_001) == bytes(1_000_000) + b"a"
    while made.stream._taken < 1_000_001:
        await asyncio.sleep(0.001)
    # What has been read does not count any more.
    made.stream.write(b"c")
    assert await asyncio.to_thread(made.read, 1) == b"c"
    assert made.reasons == [NOT_READ]
    made.stream.finish()
    made.close()


async def test_an_editor_that_has_gone_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    failures: list[object] = []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    made = Pipe()
    os.close(made.editor)
    made.stream.write(b"lost")
    await asyncio.to_thread(made.stream._thread.join, SECONDS)
    assert not made.stream._thread.is_alive()
    assert failures == []
    made.stream.finish()
    os.close(made.target)


# Standard input


async def read_all(heard: Heard, *parts: bytes) -> None:
    """Let the thread of standard input read some parts and the end."""
    source, editor = os.pipe()
    loop = asyncio.get_running_loop()
    thread = Thread(target=transport._read, args=(source, heard.protocol, loop))
    thread.start()
    for part in parts:
        os.write(editor, part)
    os.close(editor)
    await asyncio.to_thread(thread.join, SECONDS)
    assert not thread.is_alive()
    await asyncio.sleep(0)
    os.close(source)


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The exit codes with which the process would be ended at last."""
    found: list[int] = []

    def end(code: Callable[[], int]) -> None:
        found.append(code())

    monkeypatch.setattr(transport, "end_at_last", end)
    return found


async def test_messages_of_standard_input_until_its_end(ends: list[int]) -> None:
    heard = Heard()
    whole = framed(b"one", b"two")
    await read_all(
        heard, whole[:30], whole[30:], framed(b"three"), b"Content-Length: 9\r\n\r\nhalf"
    )
    assert heard.bodies == [b"one", b"two", b"three"]
    assert (heard.stops, heard.reasons, ends) == (1, [], [7])


async def test_standard_input_that_is_out_of_step_is_told_of(ends: list[int]) -> None:
    heard = Heard()
    await read_all(heard, b"nonsense\r\n\r\n")
    assert heard.reasons == ["a header has no Content-Length"]
    assert heard.stopped.is_set()
    assert ends == [7]


async def test_what_came_before_that_on_standard_input_is_heard(ends: list[int]) -> None:
    heard = Heard()
    await read_all(heard, framed(b"a", b"b") + b"nonsense\r\n\r\n")
    assert heard.bodies == [b"a", b"b"]
    assert heard.reasons == ["a header has no Content-Length"]
    assert ends == [7]


async def test_standard_input_that_cannot_be_read_is_told_of(ends: list[int]) -> None:
    heard = Heard()
    transport._read(os.open("/", os.O_RDONLY), heard.protocol, asyncio.get_running_loop())
    await asyncio.sleep(0)
    assert heard.reasons == ["[Errno 21] Is a directory"]
    assert ends == [7]


async def test_a_loop_that_has_ended_fails_nothing(ends: list[int]) -> None:
    heard = Heard()
    loop = asyncio.new_event_loop()
    loop.close()
    transport._read(os.open(os.devnull, os.O_RDONLY), heard.protocol, loop)
    assert ends == [7]


class Streams:
    """Pipes in place of the streams of this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        source, self.editor = os.pipe()
        self.answers, target = os.pipe()
        self.log, log = os.pipe()
        self.input, self.output = os.fdopen(source, "rb"), os.fdopen(target, "wb")
        self._rest = os.fdopen(log, "w")
        monkeypatch.setattr(sys, "stdin", self.input)
        monkeypatch.setattr(sys, "stdout", self.output)
        monkeypatch.setattr(sys, "stderr", self._rest)

    def close(self) -> None:
        for each in (self.input, self.output, self._rest):
            each.close()
        for descriptor in (self.editor, self.answers, self.log):
            os.close(descriptor)


async def test_the_standard_streams(ends: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    streams, heard = Streams(monkeypatch), Heard()
    serving = asyncio.ensure_future(transport.stdio()(heard.begin))
    # What is printed, here or by code in C, is no message, and what reads the input gets nothing.
    print("a stray line", flush=True)  # noqa: T201 - as somebody else's code may
    os.write(streams.output.fileno(), b"and another\n")
    assert os.read(streams.log, 100) == b"a stray line\nand another\n"
    assert streams.input.read() == b""
    os.write(streams.editor, framed(b"hello"))
    await until(lambda: heard.bodies)
    assert heard.is_open
    heard.writer.write(b"answer")
    assert await asyncio.to_thread(os.read, streams.answers, 100) == b"answer"
    assert ends == []
    os.write(streams.editor, framed(b"exit"))
    heard.writer.write(b"last words")
    assert await asyncio.wait_for(serving, SECONDS) == 7
    assert os.read(streams.answers, 100) == b"last words"
    assert heard.bodies == [b"hello", b"exit"]
    assert not heard.is_open
    named = {each.name: each for each in threading.enumerate()}
    # What was written last was waited for.
    assert "stdout" not in named
    assert named["stdin"].daemon
    streams.close()
    await asyncio.to_thread(named["stdin"].join, SECONDS)


# A socket


@asynccontextmanager
async def connected(
    heard: Heard, *, framer: Framer | None = None, before: tuple[bytes, ...] = ()
) -> AsyncGenerator[tuple[sockets.socket, asyncio.Task[None]]]:
    """Serve a conversation; yield the editor's end, and what serves."""
    ours, theirs = sockets.socketpair()
    theirs.settimeout(SECONDS)
    reader, writer = await asyncio.open_connection(sock=ours)
    serving = asyncio.ensure_future(
        serve_stream(heard.protocol, reader, writer, framer or Framer(), before)
    )
    with theirs:
        yield theirs, serving
    await asyncio.wait_for(serving, SECONDS)


async def test_messages_of_a_socket_until_its_end() -> None:
    heard = Heard()
    framer = Framer()
    assert list(framer.feed(framed(b"begun")[:8])) == []
    async with connected(heard, framer=framer, before=(b"first", b"second")) as (editor, serving):
        await asyncio.to_thread(editor.sendall, framed(b"begun")[8:] + framed(b"a", b"b"))
        await until(lambda: len(heard.bodies) == 5)
        await asyncio.to_thread(editor.sendall, framed(b"c"))
        await until(lambda: len(heard.bodies) == 6)
        assert not serving.done()
        assert heard.has_headers
        heard.writer.write(b"answer")
        assert await asyncio.to_thread(editor.recv, 100) == b"answer"
    assert heard.bodies == [b"first", b"second", b"begun", b"a", b"b", b"c"]
    assert heard.stopped.is_set()
    assert heard.reasons == []
    heard.writer.write(b"dropped")


async def test_a_conversation_that_ends_closes_the_socket() -> None:
    heard = Heard()
    async with connected(heard) as (editor, serving):
        await asyncio.to_thread(editor.sendall, framed(b"exit"))
        await asyncio.wait_for(serving, SECONDS)
        assert await asyncio.to_thread(editor.recv, 100) == b""
    heard = Heard()
    async with connected(heard) as (editor, serving):
        await asyncio.sleep(0)
        heard.stop()
        await asyncio.wait_for(serving, SECONDS)
        assert await asyncio.to_thread(editor.recv, 100) == b""
        assert heard.bodies == []


async def test_a_socket_that_is_out_of_step_is_told_of() -> None:
    heard = Heard()
    async with connected(heard) as (editor, serving):
        await asyncio.to_thread(editor.sendall, b"nonsense\r\n\r\n")
        await asyncio.wait_for(serving, SECONDS)
        assert await asyncio.to_thread(editor.recv, 100) == b""
    assert heard.reasons == ["a header has no Content-Length"]


@pytest.mark.parametrize("reads", [1, 2])
async def test_what_came_before_that_is_heard(reads: int) -> None:
    heard = Heard()
    async with connected(heard) as (editor, serving):
        if reads == 2:
            await asyncio.to_thread(editor.sendall, framed(b"a", b"b"))
            await until(lambda: len(heard.bodies) == 2)
            await asyncio.to_thread(editor.sendall, b"nonsense\r\n\r\n")
        else:
            await asyncio.to_thread(editor.sendall, framed(b"a", b"b") + b"nonsense\r\n\r\n")
        await asyncio.wait_for(serving, SECONDS)
    assert heard.bodies == [b"a", b"b"]
    assert heard.reasons == ["a header has no Content-Length"]


async def test_what_was_read_and_not_asked_for_is_heard_without_another_read() -> None:
    heard, framer = Heard(), Framer()
    assert next(framer.feed(framed(b"a", b"b", b"c") + b"nonsense\r\n\r\n")) == b"a"
    async with connected(heard, framer=framer, before=(b"a",)) as (_, serving):
        await asyncio.wait_for(serving, SECONDS)
    assert heard.bodies == [b"a", b"b", b"c"]
    assert heard.reasons == ["a header has no Content-Length"]


async def test_a_socket_that_breaks_is_told_of() -> None:
    heard = Heard()
    async with connected(heard) as (editor, _):
        await asyncio.to_thread(editor.sendall, framed(b"a"))
        await until(lambda: heard.bodies)
        reader = heard.writer._writer.transport.get_protocol()._stream_reader
        reader.set_exception(ConnectionResetError("reset by the editor"))
        await until(lambda: heard.reasons)
    assert heard.reasons == ["reset by the editor"]
    assert heard.stopped.is_set()


class Writer:
    """In place of asyncio's."""

    def __init__(self, unread: int = 0, closing: bool = False) -> None:
        self.calls: list[object] = []
        self.transport = self
        self.unread = unread
        self.closing = closing
        self.failure: Exception | None = None
        self.stuck = False

    def get_write_buffer_size(self) -> int:
        return self.unread

    def is_closing(self) -> bool:
        return self.closing

    def write(self, data: bytes) -> None:
        self.calls.append(data)

    def close(self) -> None:
        self.calls.append("close")

    def abort(self) -> None:
        self.calls.append("abort")

    async def wait_closed(self) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure
        self.calls.append("closed")

    @property
    def as_given(self) -> asyncio.StreamWriter:
        return cast("asyncio.StreamWriter", self)


@pytest.mark.parametrize(
    ("unread", "closing", "written", "reasons"),
    [
        (0, False, [b"x"], []),
        (MOST_UNREAD, False, [b"x"], []),
        (MOST_UNREAD + 1, False, [], [NOT_READ]),
        (0, True, [], []),
        (MOST_UNREAD + 1, True, [], []),
    ],
)
async def test_what_is_written_to_a_socket(
    unread: int, closing: bool, written: list[bytes], reasons: list[str]
) -> None:
    writer, told = Writer(unread, closing), list[str]()
    made = transport._Socket(writer.as_given, told.append)
    made.write(b"x")
    assert (writer.calls, told) == (written, reasons)
    made.close()
    assert writer.calls == [*written, "close"]


async def test_a_connection_is_closed_after_what_was_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writer = Writer()
    await finish(writer.as_given)
    assert writer.calls == ["close", "closed"]
    writer = Writer()
    writer.failure = ConnectionResetError()
    await finish(writer.as_given)
    assert writer.calls == ["close", "abort"]
    monkeypatch.setattr(transport, "LAST_WORDS_SECONDS", 0.01)
    writer = Writer()
    writer.stuck = True
    await asyncio.wait_for(finish(writer.as_given), SECONDS)
    assert writer.calls == ["close", "abort"]


# Where the editor listens


async def served(
    connect: Connect, listening: sockets.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let a transport connect; say one message each way, and end."""
    monkeypatch.setattr(transport, "LAST_WORDS_SECONDS", SECONDS)
    heard = Heard()
    serving = asyncio.ensure_future(connect(heard.begin))
    editor, _ = await asyncio.to_thread(listening.accept)
    with editor:
        editor.settimeout(SECONDS)
        editor.sendall(framed(b"hello"))
        await until(lambda: heard.bodies)
        assert heard.is_open
        heard.writer.write(b"answer")
        assert await asyncio.to_thread(editor.recv, 100) == b"answer"
        editor.sendall(framed(b"exit"))
        assert await asyncio.wait_for(serving, SECONDS) == 7
        assert editor.recv(100) == b""
    assert heard.bodies == [b"hello", b"exit"]
    assert not heard.is_open


async def test_a_port_of_the_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    with sockets.create_server(("127.0.0.1", 0)) as listening:
        await served(socket(listening.getsockname()[1]), listening, monkeypatch)


@pytest.mark.parametrize("platform", ["linux", "win32"])
async def test_a_pipe_of_the_editor(
    tmp_path: Path, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = str(tmp_path / "editor")
    with sockets.socket(sockets.AF_UNIX) as listening:
        listening.bind(name)
        listening.listen()
        loop = asyncio.get_running_loop()
        # What the event loop of Windows has for its pipes takes and gives the same.
        monkeypatch.setattr(
            loop, "create_pipe_connection", loop.create_unix_connection, raising=False
        )
        monkeypatch.setattr(sys, "platform", platform)
        await served(pipe(name), listening, monkeypatch)


async def test_where_no_editor_listens(tmp_path: Path) -> None:
    heard = Heard()
    with sockets.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    missing = tmp_path / "missing"
    for connect, reason in (
        (socket(port), f"no editor listens on port {port}: connection refused"),
        (
            socket(65_536),
            "no editor listens on port 65536: connect(): port must be 0-65535.",
        ),
        (socket(-1), "no editor listens on port -1: "),
        (pipe(str(missing)), f"no editor listens on '{missing}': no such file or directory"),
        (pipe("a\0b"), "no editor listens on "),
        (pipe("x" * 200), f"no editor listens on '{'x' * 200}': AF_UNIX path too long"),
    ):
        with pytest.raises(NoConnectionError) as caught:
            await connect(heard.begin)
        assert str(caught.value).startswith(reason)
    assert not heard.is_open


# The end at last


async def test_the_process_ends_at_last_with_the_code_that_is_true_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    ended: list[int] = []
    codes = [3]

    class Time:
        @staticmethod
        def sleep(seconds: float) -> None:
            waited.append(seconds)
            codes[0] = 4

    class System:
        _exit = ended.append

    threads: list[Thread] = []

    def made(**given: Any) -> Thread:
        threads.append(Thread(**given))
        return threads[0]

    monkeypatch.setattr(leaving, "time", Time)
    monkeypatch.setattr(leaving, "os", System)
    monkeypatch.setattr(leaving, "Thread", made)
    leaving.end_at_last(lambda: codes[0])
    await asyncio.to_thread(threads[0].join, SECONDS)
    assert (waited, ended) == ([leaving.MOST_SECONDS], [4])
    assert threads[0].daemon
    # What the editor may take to read is a part of that.
    assert leaving.LAST_WORDS_SECONDS < leaving.MOST_SECONDS

"""Carries messages between the protocol and the editor that started the server.

A server that listens for editors is in ``listening.py``.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, cast

from floe_lsp.wording.quoting import quote_name

from .framing import Framer, FramingError
from .leaving import LAST_WORDS_SECONDS, end_at_last

if TYPE_CHECKING:
    from .protocol import Protocol

_log = logging.getLogger(__name__)
CHUNK = 64 * 1024
"""Bytes that are read at once."""
MOST_UNREAD = 64 * 1024 * 1024
"""Bytes that may wait for an editor to read them when one more message is written to it."""
NOT_READ = f"the editor has not read {MOST_UNREAD // 2**20} MiB that were sent to it"

Begin = Callable[[], AbstractContextManager["Protocol"]]
"""Begins a conversation; what belongs to it ends with the context."""
Connect = Callable[[Begin], Awaitable[int]]
"""Serves until an editor ends it, and returns the exit code."""


class NoConnectionError(Exception):
    """There is no editor at the given address, or it cannot be listened on; says which and why."""


def reason_of_address(error: Exception) -> str:
    """Return in a few words why an address cannot be used."""
    if isinstance(error, OSError) and error.errno is not None and error.errno > 0:
        # asyncio puts words of its own, with the address, where those of the system stand.
        return os.strerror(error.errno).lower()
    return getattr(error, "strerror", None) or str(error)


class _Stream:
    """Writes to a file, on a thread that may wait for the editor to read; the loop never does."""

    def __init__(self, target: int, lost: Callable[[str], None]) -> None:
        self._target = target
        self._lost = lost
        self._queue: SimpleQueue[bytes] = SimpleQueue()
        self._put = 0
        self._taken = 0
        # Not waited for by Python at the end: it may be stuck for good.
        self._thread = Thread(target=self._run, name="stdout", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Queue a message, unless too much of what came before is unread."""
        if self._put - self._taken > MOST_UNREAD:
            self._lost(NOT_READ)
            return
        self._put += len(data)
        self._queue.put(data)

    def close(self) -> None:
        """Leave the stream to the process."""

    def finish(self) -> None:
        """Wait a moment for what is queued."""
        self._queue.put(b"")
        self._thread.join(LAST_WORDS_SECONDS)

    def _run(self) -> None:
        try:
            while data := self._queue.get():
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(self._target, rest) :]
                self._taken += len(data)
        except OSError:
            _log.debug("the editor has gone")


def stdio() -> Connect:
    """Serve over the standard streams.

    From here on standard output is standard error, for ``print``, for code in C and for processes
    that a plugin starts: one stray line would put the editor out of step. What reads standard
    input finds its end.
    """
    source = os.dup(sys.stdin.fileno())
    target = os.dup(sys.stdout.fileno())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr

    async def serve(begin: Begin) -> int:
        with begin() as protocol:
            stream = _Stream(target, protocol.lost)
            protocol.set_writer(stream)
            loop = asyncio.get_running_loop()
            # A thread of its own, which may stay blocked in a read when everything else has ended.
            Thread(target=_read, args=(source, protocol, loop), name="stdin", daemon=True).start()
            await protocol.stopped.wait()
            stream.finish()
        return protocol.exit_code

    return serve


def _read(source: int, protocol: Protocol, loop: asyncio.AbstractEventLoop) -> None:
    # Not through a buffered file: its lock would be held when the process ends.
    framer = Framer()
    with contextlib.suppress(RuntimeError):  # the loop has ended
        try:
            while data := os.read(source, CHUNK):
                for body in framer.feed(data):
                    loop.call_soon_threadsafe(protocol.receive, body)
        except (FramingError, OSError, ValueError) as error:
            loop.call_soon_threadsafe(protocol.lost, str(error))
        end_at_last(lambda: protocol.exit_code)
        loop.call_soon_threadsafe(protocol.stop)


class _Socket:
    """Writes to a socket; what nobody reads any more is dropped."""

    def __init__(self, writer: asyncio.StreamWriter, lost: Callable[[str], None]) -> None:
        self._writer = writer
        self._lost = lost

    def write(self, data: bytes) -> None:
        if self._writer.is_closing():
            return
        if self._writer.transport.get_write_buffer_size() > MOST_UNREAD:
            self._lost(NOT_READ)
            return
        self._writer.write(data)

    def close(self) -> None:
        self._writer.close()


async def finish(writer: asyncio.StreamWriter) -> None:
    """Close a connection after what was written to it, or without, if nobody reads that."""
    writer.close()
    try:
        await asyncio.wait_for(writer.wait_closed(), LAST_WORDS_SECONDS)
    except (OSError, asyncio.TimeoutError):
        writer.transport.abort()


async def serve_stream(
    protocol: Protocol,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    framer: Framer,
    read_before: Sequence[bytes] = (),
) -> None:
    """Carry messages until the editor leaves or the conversation ends.

    Args:
        protocol: The conversation.
        reader: What the editor sends.
        writer: What it is sent; closed at the end.
        framer: May hold messages that were not asked for, and a part of one.
        read_before: Messages that have been read.
    """
    protocol.set_writer(_Socket(writer, protocol.lost))
    stopped = asyncio.ensure_future(protocol.stopped.wait())
    try:
        for body in chain(read_before, framer.feed(b"")):
            protocol.receive(body)
        while not stopped.done():
            read = asyncio.ensure_future(reader.read(CHUNK))
            await asyncio.wait({read, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not read.done() or not (data := read.result()):
                read.cancel()
                break
            for body in framer.feed(data):
                protocol.receive(body)
    except (FramingError, OSError) as error:
        protocol.lost(str(error))
    finally:
        stopped.cancel()
        protocol.stop()
        await finish(writer)


def socket(port: int) -> Connect:
    """Connect to a port on which the editor listens (vscode-languageclient ``--socket``)."""

    async def serve(begin: Begin) -> int:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except (OSError, OverflowError, ValueError) as error:
            raise NoConnectionError(
                f"no editor listens on port {port}: {reason_of_address(error)}"
            ) from error
        with begin() as protocol:
            await serve_stream(protocol, reader, writer, Framer())
        return protocol.exit_code

    return serve


def pipe(name: str) -> Connect:
    """Connect to a named pipe or Unix socket of the editor (vscode-languageclient ``--pipe``)."""

    async def serve(begin: Begin) -> int:
        try:
            reader, writer = await _open_pipe(name)
        except (OSError, ValueError) as error:
            reason = f"no editor listens on {quote_name(name)}: {reason_of_address(error)}"
            raise NoConnectionError(reason) from error
        with begin() as protocol:
            await serve_stream(protocol, reader, writer, Framer())
        return protocol.exit_code

    return serve


async def _open_pipe(name: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if sys.platform != "win32":
        return await asyncio.open_unix_connection(name)
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(loop=loop)
    link = asyncio.StreamReaderProtocol(reader, loop=loop)
    # Only the event loop of Windows has it, and no type says so.
    create = getattr(loop, "create_pipe_connection")  # noqa: B009
    transport = cast("asyncio.WriteTransport", (await create(lambda: link, name))[0])
    return reader, asyncio.StreamWriter(transport, link, reader, loop)

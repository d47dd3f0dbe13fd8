"""A server that is spoken to over sockets, and the address and token that it prints."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple, cast

from commands import BIN, environment
from wire import SECONDS, Message

Send = Callable[[Message], None]
Receive = Callable[[], Message]


class Link(NamedTuple):
    """Two directions of a conversation."""

    send: Send
    receive: Receive


@contextmanager
def server(
    *arguments: str,
    env: dict[str, str] | None = None,
    command: Sequence[str] = (str(BIN / "floe-lsp"),),
) -> Generator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [*command, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(env),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


class Address(NamedTuple):
    """Where a server listens, and what it asks for."""

    port: int
    token: str


def address_of(process: subprocess.Popen[bytes]) -> Address:
    """The port that the system chose and the token, as the server says them."""
    log = cast("BinaryIO", process.stderr)
    line = log.readline().decode()
    found = re.fullmatch(r"floe-lsp listens on (?:tcp|ws)://127\.0\.0\.1:(\d+)\n", line)
    assert found, line
    token = re.fullmatch(r"floe-lsp token: (\S{43})\n", log.readline().decode())
    assert token
    return Address(int(found[1]), token[1])


def framed(connection: socket.socket) -> Link:
    """Messages with headers, over a stream."""
    connection.settimeout(SECONDS)
    stream = connection.makefile("rwb")

    def send(message: Message) -> None:
        body = json.dumps(message).encode()
        stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        stream.flush()

    def receive() -> Message:
        length = int(stream.readline().removeprefix(b"Content-Length: "))
        assert stream.readline() == b"\r\n"
        return json.loads(stream.read(length))

    return Link(send, receive)

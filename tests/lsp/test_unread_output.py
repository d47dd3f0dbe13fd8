"""An editor that reads nothing any more holds up neither the end of the server nor the next one."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, cast

import pytest
from commands import BIN, environment
from listeners import Address, address_of, framed, server
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from wire import FULL, SECONDS, Message

pytestmark = pytest.mark.requirement("robustness")

LONG = "x" * 1_000_000
"""The name of a method that is not there; the answer repeats it."""
SHUTDOWN = {"jsonrpc": "2.0", "id": 2, "method": "shutdown"}
EXIT = {"jsonrpc": "2.0", "method": "exit"}


def initialize(token: str | None = None) -> Message:
    params = {"processId": None, "rootUri": None, "capabilities": FULL}
    options = {"initializationOptions": {"token": token}}
    return {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params | options}


def in_frame(message: Message) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def ask_for_much(send: Callable[[Message], object], megabytes: int) -> None:
    for number in range(megabytes):
        send({"jsonrpc": "2.0", "id": f"much {number}", "method": LONG})


@contextmanager
def stuck_on_stdio() -> Generator[subprocess.Popen[bytes]]:
    """A server whose standard output is full."""
    with subprocess.Popen(
        [str(BIN / "floe-lsp"), "--stdio"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as process:
        try:
            send(process, initialize())
            assert cast("BinaryIO", process.stdout).readline().startswith(b"Content-Length")
            ask_for_much(lambda message: send(process, message), 3)
            yield process
        finally:
            process.kill()


def send(process: subprocess.Popen[bytes], message: Message) -> None:
    stream = cast("BinaryIO", process.stdin)
    stream.write(in_frame(message))
    stream.flush()


@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "exit", "the end of the input"])
def test_it_ends_over_stdio(how: str) -> None:
    with stuck_on_stdio() as process:
        if how == "exit":
            send(process, SHUTDOWN)
            send(process, EXIT)
        elif how == "the end of the input":
            cast("BinaryIO", process.stdin).close()
        else:
            process.send_signal(getattr(signal, how))
        assert process.wait(SECONDS) == (0 if how == "exit" else 1)


def test_it_ends_when_nobody_reads_its_log_either() -> None:
    """The loop itself hangs then, in a write to standard error."""
    with subprocess.Popen(
        [str(BIN / "floe-lsp"), "--stdio", "--log-level", "debug"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        try:
            send(process, initialize())
            assert cast("BinaryIO", process.stdout).readline().startswith(b"Content-Length")
            answer = {"jsonrpc": "2.0", "method": "workspace/didChangeConfiguration"}
            for _ in range(3):  # each is logged, with the name of what it misses
                send(process, {**answer, "params": {LONG[:100_000]: 1}})
            process.send_signal(signal.SIGTERM)
            assert process.wait(SECONDS) == 1
        finally:
            process.kill()


@contextmanager
def stuck(scheme: str) -> Generator[tuple[Any, Any, Callable[[Message], object]]]:
    with server(f"--{scheme}", "--port", "0") as process:
        address = address_of(process)
        if scheme == "tcp":
            with socket.create_connection(("127.0.0.1", address.port)) as connection:
                link = framed(connection)
                link.send(initialize(address.token))
                assert "result" in link.receive()
                yield process, address, link.send
        else:
            url = f"ws://127.0.0.1:{address.port}/?token={address.token}"
            with connect(url, max_size=None, max_queue=1, close_timeout=0.1) as websocket:
                websocket.send(json.dumps(initialize()))
                assert "result" in json.loads(websocket.recv(SECONDS))
                yield process, address, lambda message: websocket.send(json.dumps(message))


@pytest.mark.parametrize("how", ["SIGTERM", "exit"])
@pytest.mark.parametrize("scheme", ["tcp", "ws"])
def test_it_ends_when_a_connection_is_full(scheme: str, how: str) -> None:
    with stuck(scheme) as (process, _, say):
        ask_for_much(say, 12)
        if how == "exit":
            say(SHUTDOWN)
            say(EXIT)
        else:
            process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == (0 if how == "exit" else 1)


@pytest.mark.parametrize("scheme", ["tcp", "ws"])
def test_what_is_kept_for_it_has_an_end_and_the_next_one_is_served(scheme: str) -> None:
    with stuck(scheme) as (process, address, say):
        with suppress(OSError, ConnectionClosed):  # it may have been broken off by now
            ask_for_much(say, 100)
        log = cast("BinaryIO", process.stderr)
        assert b"has not read 64 MiB that were sent to it" in log.readline()
        until = time.monotonic() + SECONDS
        while not is_served(scheme, address):
            assert time.monotonic() < until
            time.sleep(0.05)


def is_served(scheme: str, address: Address) -> bool:
    if scheme == "tcp":
        with socket.create_connection(("127.0.0.1", address.port)) as connection:
            link = framed(connection)
            link.send(initialize(address.token))
            return "result" in link.receive()
    try:
        url = f"ws://127.0.0.1:{address.port}/?token={address.token}"
        with connect(url) as websocket:
            websocket.send(json.dumps(initialize()))
            return "result" in json.loads(websocket.recv(SECONDS))
    except (InvalidStatus, ConnectionClosed):
        return False

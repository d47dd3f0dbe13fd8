"""The same conversation over each transport: the server starts, finds a mistake and ends."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

import pytest
from commands import BIN, environment
from websockets.sync.client import connect
from wire import FULL, SECONDS, Message

URI = "file:///product/floe.yaml"
Send = Callable[[Message], None]
Receive = Callable[[], Message]


class Link(NamedTuple):
    """Two directions of a conversation."""

    send: Send
    receive: Receive


@contextmanager
def server(*arguments: str) -> Generator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [str(BIN / "floe-lsp"), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def port_of(process: subprocess.Popen[bytes]) -> int:
    """The port that the system chose, as the server says it."""
    line = cast("BinaryIO", process.stderr).readline().decode()
    found = re.fullmatch(r"floe-lsp listens on \('127\.0\.0\.1', (\d+)\)\n", line)
    assert found, line
    return int(found[1])


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


def converse(link: Link, process: subprocess.Popen[bytes]) -> None:
    """Initialize, read one finding, shut down."""

    def take(wanted: Callable[[Message], bool]) -> Message:
        while not wanted(message := link.receive()):
            pass
        return message

    def ask(number: int, method: str, params: Any) -> Any:
        link.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return take(lambda each: each.get("id") == number)["result"]

    given = {"processId": None, "rootUri": None, "capabilities": FULL}
    assert ask(1, "initialize", given)["serverInfo"]["name"] == "floe-lsp"
    link.send({"jsonrpc": "2.0", "method": "initialized", "params": {}})
    item = {"uri": URI, "languageId": "yaml", "version": 1, "text": "kind: FloeSpec\n"}
    opened = {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": item}}
    link.send(opened)
    published = take(lambda each: each.get("method") == "textDocument/publishDiagnostics")
    assert published["params"]["uri"] == URI
    assert {each["code"] for each in published["params"]["diagnostics"]} == {"E103"}
    assert ask(2, "shutdown", None) is None
    link.send({"jsonrpc": "2.0", "method": "exit"})
    assert process.wait(SECONDS) == 0
    assert cast("BinaryIO", process.stdout).read() == b""


def test_tcp() -> None:
    with server("--tcp", "--port", "0") as process:
        where = ("127.0.0.1", port_of(process))
        with socket.create_connection(where) as connection:
            link = framed(connection)
            with socket.create_connection(where) as second:
                second.settimeout(SECONDS)
                # One server serves one editor; who comes second is sent away.
                link.send({"jsonrpc": "2.0", "id": 0, "method": "floe/too-early"})
                assert link.receive()["error"]["code"] == -32002
                assert second.recv(1) == b""
            converse(link, process)


def test_websocket() -> None:
    with (
        server("--ws", "--port", "0") as process,
        connect(f"ws://127.0.0.1:{port_of(process)}", open_timeout=SECONDS) as connection,
    ):

        def send(message: Message) -> None:
            connection.send(json.dumps(message))

        def receive() -> Message:
            return json.loads(connection.recv(SECONDS))

        converse(Link(send, receive), process)


def test_pipe(tmp_path: Path) -> None:
    name = str(tmp_path / "editor.sock")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(name)
        listening.listen()
        listening.settimeout(SECONDS)
        with server("--pipe", name) as process:
            connection, _ = listening.accept()
            with connection:
                converse(framed(connection), process)


def test_socket() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(SECONDS)
        with server("--socket", str(listening.getsockname()[1])) as process:
            connection, _ = listening.accept()
            with connection:
                converse(framed(connection), process)


@pytest.mark.parametrize("option", ["--tcp", "--ws"])
def test_an_editor_that_leaves_ends_the_server(option: str) -> None:
    with server(option, "--port", "0") as process:
        port = port_of(process)
        if option == "--tcp":
            socket.create_connection(("127.0.0.1", port)).close()
        else:
            with connect(f"ws://127.0.0.1:{port}") as connection:
                connection.close()
        assert process.wait(SECONDS) == 1
        assert b"Traceback" not in cast("BinaryIO", process.stderr).read()

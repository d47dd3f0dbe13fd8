"""The same conversation over each transport: the server starts, finds a mistake and ends."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from listeners import Link, address_of, framed, server
from websockets.sync.client import connect
from wire import FULL, SECONDS, Message

URI = "file:///product/floe.yaml"


def converse(link: Link, process: subprocess.Popen[bytes], token: str | None = None) -> None:
    """Initialize, read one finding, shut down."""

    def take(wanted: Callable[[Message], bool]) -> Message:
        while not wanted(message := link.receive()):
            pass
        return message

    def ask(number: int, method: str, params: Any) -> Any:
        link.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return take(lambda each: each.get("id") == number)["result"]

    given: Message = {"processId": None, "rootUri": None, "capabilities": FULL}
    if token is not None:
        given["initializationOptions"] = {"token": token}
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
        port, token = address_of(process)
        with socket.create_connection(("127.0.0.1", port)) as connection:
            converse(framed(connection), process, token)


def test_websocket() -> None:
    with server("--ws", "--port", "0") as process:
        port, token = address_of(process)
        with connect(f"ws://127.0.0.1:{port}/?token={token}", open_timeout=SECONDS) as connection:

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

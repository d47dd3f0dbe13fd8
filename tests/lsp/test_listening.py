"""A server that listens: who is let in, what strangers get, and who is served next."""

from __future__ import annotations

import json
import signal
import socket
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from commands import BIN, environment, run
from listeners import Address, address_of, framed, server
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from wire import FULL, SECONDS, Message

pytestmark = pytest.mark.requirement("security")


@contextmanager
def listening(*arguments: str) -> Generator[tuple[Any, Address]]:
    with server(*arguments, "--port", "0") as process:
        yield process, address_of(process)


def initialize(token: object) -> Message:
    params = {"processId": None, "rootUri": None, "capabilities": FULL}
    options = {"initializationOptions": {"token": token}}
    return {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params | options}


def raw(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.settimeout(SECONDS)
    return connection


def everything(connection: socket.socket) -> bytes:
    """What comes until the server closes."""
    parts: list[bytes] = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


@contextmanager
def conversation(scheme: str, address: Address) -> Generator[object]:
    """Begin one, with the server as soon as it serves; break it off at the end."""
    for _ in range(100):
        with ExitStack() as stack:
            try:
                if scheme == "tcp":
                    connection = stack.enter_context(raw(address.port))
                    link = framed(connection)
                    link.send(initialize(address.token))
                    answer = link.receive()
                else:
                    url = f"ws://127.0.0.1:{address.port}/?token={address.token}"
                    socket_ = stack.enter_context(connect(url))
                    socket_.send(json.dumps(initialize(None)))
                    answer = json.loads(socket_.recv(SECONDS))
            except (OSError, ValueError, InvalidStatus):
                continue
            if "result" in answer:
                yield answer
                return
    raise AssertionError("no editor is served any more")


def serves_the_next_by_tcp(process: Any, address: Address) -> None:
    for _ in range(100):  # until the conversation before has been taken apart
        with raw(address.port) as connection:
            link = framed(connection)
            try:
                link.send(initialize(address.token))
                answer = link.receive()
            except (OSError, ValueError):
                continue
            if "result" not in answer:
                continue
            link.send({"jsonrpc": "2.0", "id": 2, "method": "shutdown"})
            assert link.receive()["id"] == 2
            link.send({"jsonrpc": "2.0", "method": "exit"})
            assert process.wait(SECONDS) == 0
            log = cast("BinaryIO", process.stderr).read()
            assert b"Traceback" not in log
            assert address.token.encode() not in log
            return
    raise AssertionError("no editor is served any more")


@pytest.mark.parametrize(
    "first",
    [
        initialize("wrong"),
        initialize(None),
        initialize(7),
        initialize("\u00e9\ud800"),
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}},
        {"jsonrpc": "2.0", "id": 1, "method": "shutdown"},
        {"jsonrpc": "2.0", "id": 1, "method": "workspace/executeCommand", "params": []},
    ],
)
def test_without_the_token_nothing_is_done(first: Message) -> None:
    with listening("--tcp") as (process, address):
        with raw(address.port) as connection:
            link = framed(connection)
            link.send(first)
            assert link.receive()["error"]["code"] == -32002
            assert connection.recv(1) == b""
        serves_the_next_by_tcp(process, address)


def test_exit_without_the_token_ends_nothing() -> None:
    with listening("--tcp") as (process, address):
        with raw(address.port) as connection:
            framed(connection).send({"jsonrpc": "2.0", "method": "exit"})
            everything(connection)
        serves_the_next_by_tcp(process, address)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
        b"OPTIONS * HTTP/1.1\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"x",
    ],
)
def test_http_and_anything_else_on_tcp_is_refused_at_once(request_: bytes) -> None:
    with listening("--tcp") as (process, address):
        with raw(address.port) as connection:
            connection.sendall(request_)
            assert everything(connection).startswith(b"HTTP/1.1 400 Bad Request\r\n")
        serves_the_next_by_tcp(process, address)


def test_a_stranger_costs_little() -> None:
    with listening("--tcp") as (process, address):
        with raw(address.port) as connection:
            connection.sendall(b"Content-Length: 200000000\r\n\r\n")
            assert everything(connection) == b""
        serves_the_next_by_tcp(process, address)


@pytest.mark.parametrize("scheme", ["tcp", "ws"])
def test_only_so_many_strangers_may_wait(scheme: str) -> None:
    with listening(f"--{scheme}") as (process, address):
        strangers = [raw(address.port) for _ in range(33)]
        # The last of them comes too late, while all others may still show their token.
        strangers[-1].settimeout(5)
        told = everything(strangers[-1])
        # Who speaks WebSocket has shaken no hands yet, so nothing can be said to it.
        assert told == b"" if scheme == "ws" else b"too many connections" in told
        strangers[0].setblocking(False)
        with pytest.raises(BlockingIOError):
            strangers[0].recv(1)
        log = cast("BinaryIO", process.stderr)
        assert b"too many connections have not shown a token yet" in log.readline()
        for each in strangers:
            each.close()
        with conversation(scheme, address):
            pass


IMPATIENT = """
import sys
from floe_lsp.cli import main
from floe_lsp.lsp.wire import listening, web_socket

listening.UNKNOWN_SECONDS = web_socket.UNKNOWN_SECONDS = 0.2
sys.exit(main.language_server_main(sys.argv[1:]))
"""


@pytest.mark.parametrize("scheme", ["tcp", "ws"])
def test_a_stranger_that_says_nothing_is_sent_away(scheme: str) -> None:
    command = (sys.executable, "-c", IMPATIENT)
    with server(f"--{scheme}", "--port", "0", command=command) as process:
        address = address_of(process)
        with raw(address.port) as stranger:
            assert everything(stranger) == b""
        with conversation(scheme, address):
            pass


@pytest.mark.parametrize("how", ["closed", "reset", "half a message", "nonsense", "too long"])
def test_a_connection_that_breaks_leaves_the_server_to_the_next(how: str) -> None:
    with listening("--tcp") as (process, address):
        with raw(address.port) as connection:
            link = framed(connection)
            link.send(initialize(address.token))
            assert "result" in link.receive()
            del link  # it holds the socket too
            if how == "reset":
                linger = (1).to_bytes(4, "little") + bytes(4)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            elif how == "half a message":
                connection.sendall(b"Content-Length: 100\r\n\r\n{")
                connection.shutdown(socket.SHUT_RDWR)
            elif how == "closed":
                connection.shutdown(socket.SHUT_RDWR)
            elif how == "nonsense":
                connection.sendall(b"nonsense\r\n\r\n")
                everything(connection)
            elif how == "too long":
                connection.sendall(b"Content-Length: 999999999\r\n\r\n")
                everything(connection)
        serves_the_next_by_tcp(process, address)


def test_a_second_editor_is_sent_away() -> None:
    with listening("--tcp") as (_, address), raw(address.port) as connection:
        link = framed(connection)
        link.send(initialize(address.token))
        assert "result" in link.receive()
        for _ in range(5):
            with raw(address.port) as second:
                other = framed(second)
                other.send(initialize(address.token))
                assert other.receive()["error"]["message"].startswith("another editor is connected")
                assert second.recv(1) == b""
        link.send({"jsonrpc": "2.0", "id": 2, "method": "shutdown"})
        assert link.receive()["id"] == 2
    with listening("--ws") as (_, address):
        url = f"ws://127.0.0.1:{address.port}/?token={address.token}"
        with connect(url), pytest.raises(InvalidStatus) as refused:
            connect(url)
        assert refused.value.response.status_code == 503


def serves_the_next_by_websocket(process: Any, address: Address) -> None:
    for _ in range(100):
        try:
            connection = connect(f"ws://127.0.0.1:{address.port}/?token={address.token}")
        except InvalidStatus:
            continue
        with connection:
            ask(connection, initialize(None))
            ask(connection, {"jsonrpc": "2.0", "id": 2, "method": "shutdown"})
            connection.send(json.dumps({"jsonrpc": "2.0", "method": "exit"}))
            assert process.wait(SECONDS) == 0
            assert b"Traceback" not in cast("BinaryIO", process.stderr).read()
            return
    raise AssertionError("no editor is served any more")


def ask(connection: ClientConnection, message: Message) -> None:
    connection.send(json.dumps(message))
    answer = json.loads(connection.recv(SECONDS))
    assert (answer["id"], "result" in answer) == (message["id"], True), answer


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("", {}, 401),
        ("?token=wrong", {}, 401),
        ("?token=", {"Authorization": "Bearer wrong"}, 401),
        ("", {"Authorization": "TOKEN"}, 401),
        ("?token=TOKEN", {"Origin": "https://evil.example"}, 403),
        ("?token=TOKEN", {"Origin": "null"}, 403),
        ("?token=TOKEN", {"Origin": "http://localhost:3000.evil.example"}, 403),
        ("?token=TOKEN", {"Host": "evil.example"}, 403),
        ("?token=TOKEN", {"Host": "127.0.0.1.evil.example:80"}, 403),
        ("?token=TOKEN", {}, None),
        ("", {"Authorization": "Bearer TOKEN"}, None),
        ("?token=TOKEN", {"Origin": "http://localhost:3000"}, None),
        ("?token=TOKEN", {"Host": "localhost"}, None),
    ],
)
def test_who_may_open_a_websocket(query: str, headers: dict[str, str], status: int | None) -> None:
    with listening("--ws", "--allow-origin", "http://localhost:3000") as (_, (port, token)):
        lines = {"Host": f"127.0.0.1:{port}"} | {
            name: value.replace("TOKEN", token) for name, value in headers.items()
        }
        request = f"GET /{query.replace('TOKEN', token)} HTTP/1.1\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in lines.items()
        )
        request += (
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        with raw(port) as connection:
            connection.sendall(request.encode())
            answer = connection.recv(4096).decode()
        assert answer.startswith(f"HTTP/1.1 {status or 101} "), answer


def test_messages_pass_up_to_the_limit_and_what_breaks_off_is_forgotten() -> None:
    with listening("--ws") as (process, address):
        url = f"ws://127.0.0.1:{address.port}/?token={address.token}"
        with connect(url, max_size=None) as connection:
            ask(connection, initialize(None))
            text = "# " + "x" * (3 * 1024 * 1024)
            item = {"uri": "file:///a/floe.yaml", "languageId": "yaml", "version": 1, "text": text}
            opened = {"textDocument": item}
            message = {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": opened}
            connection.send(json.dumps(message))
            while "publishDiagnostics" not in str(connection.recv(SECONDS)):
                pass
            connection.socket.close()
        serves_the_next_by_websocket(process, address)


@pytest.mark.parametrize("option", ["--tcp", "--ws"])
def test_a_token_of_the_environment(option: str) -> None:
    token = "chosen-by-the-person"  # noqa: S105 - of this test
    with server(option, "--port", "0", env={"FLOE_LSP_TOKEN": token}) as process:
        log = cast("BinaryIO", process.stderr)
        port = int(log.readline().decode().strip().rpartition(":")[2])
        if option == "--ws":
            headers = {"Authorization": f"Bearer {token}"}
            with connect(f"ws://127.0.0.1:{port}", additional_headers=headers) as connection:
                ask(connection, initialize(None))
        else:
            with raw(port) as connection:
                framed(connection).send(initialize(token))
                assert "result" in framed(connection).receive()
        process.kill()
        assert token.encode() not in log.read()


def test_addresses_that_cannot_be_used(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for option in ("--tcp", "--ws"):
            done = run("floe-lsp", option, "--port", port, cwd=tmp_path)
            reason = (
                f"floe-lsp: cannot listen on port {port} of '127.0.0.1': address already in use\n"
            )
            assert done == (2, "", reason)
    done = run("floe-lsp", "--socket", port, cwd=tmp_path)
    assert done == (2, "", f"floe-lsp: no editor listens on port {port}: connection refused\n")
    done = run("floe-lsp", "--pipe", "nowhere", cwd=tmp_path)
    assert done == (2, "", "floe-lsp: no editor listens on 'nowhere': no such file or directory\n")
    done = run("floe-lsp", "--tcp", "--host", "nowhere.invalid", cwd=tmp_path)
    assert done.code == 2
    assert "cannot listen on port 2087 of 'nowhere.invalid'" in done.err
    assert "lets other machines connect" in done.err
    done = run("floe-lsp", "--tcp", cwd=tmp_path, env={"FLOE_LSP_TOKEN": "short"})
    assert done == (2, "", "floe-lsp: FLOE_LSP_TOKEN has fewer than 16 characters\n")
    assert "FLOE_LSP_TOKEN" not in environment()


@pytest.mark.requirement("robustness")
def test_a_signal_that_is_ignored_stays_ignored() -> None:
    """As ``nohup`` asks for, so that the server outlives its terminal."""
    with server("--tcp", "--port", "0", command=("nohup", str(BIN / "floe-lsp"))) as process:
        log = cast("BinaryIO", process.stderr)
        while not (line := log.readline()).startswith(b"floe-lsp listens on"):
            assert line
        port = int(line.decode().strip().rpartition(":")[2])
        token = log.readline().decode().split()[-1]
        process.send_signal(signal.SIGHUP)
        with conversation("tcp", Address(port, token)):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 1


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("scheme", ["tcp", "ws"])
@pytest.mark.parametrize("when", ["before", "during", "between"])
def test_a_signal_ends_it(when: str, scheme: str, name: str) -> None:
    with listening(f"--{scheme}") as (process, address), ExitStack() as stack:
        if when != "before":
            link = stack.enter_context(conversation(scheme, address))
            if when == "between":
                stack.close()
                del link
                stack.enter_context(conversation(scheme, address))
                stack.close()
        process.send_signal(getattr(signal, name))
        assert process.wait(SECONDS) == 1
        assert b"Traceback" not in cast("BinaryIO", process.stderr).read()

"""The language server as a process, spoken to byte by byte: a client that can also misbehave."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Empty, Queue
from threading import Lock, Thread
from types import TracebackType
from typing import Any, BinaryIO, cast

from commands import BIN, environment
from typing_extensions import Self

Message = dict[str, Any]

SERVER = json.loads(os.environ.get("FLOE_TEST_SERVER", "null")) or [str(BIN / "floe-lsp")]
"""How the server is started: as a list in JSON, where another one is tested than that of the
environment, such as the one in a package."""

SECONDS = 30.0
"""How long an answer may take before a test fails; far more than any answer takes."""

FULL: Message = {
    "workspace": {"workspaceFolders": True},
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "versionSupport": True,
            "codeDescriptionSupport": True,
            "dataSupport": True,
            "tagSupport": {"valueSet": [1, 2]},
        }
    },
}
"""Capabilities of an editor to which findings are pushed with all that they have."""


class NotTheProtocol(Exception):
    """The server wrote something to standard output that is not a message."""


class Wire:
    """One server process.

    Messages are kept in the order in which they came; ``take`` removes what a test has accounted
    for, and ``left`` is the rest.
    """

    def __init__(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        command: list[str] | None = None,
    ) -> None:
        self.process = subprocess.Popen(
            command or [*SERVER, "--stdio", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(env),
            cwd=cwd,
        )
        self.left: list[Message] = []
        self.log = bytearray()
        self._came: Queue[Message | Exception | None] = Queue()
        self._writing = Lock()
        self._number = 0
        self._readers = [Thread(target=each, daemon=True) for each in (self._read, self._read_log)]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        for reader in self._readers:
            # They come to the end of the streams; a closed one would raise in them.
            reader.join(timeout=10)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue

    # Writing

    def send_bytes(self, data: bytes) -> None:
        """Write bytes as they are."""
        stream = cast("BinaryIO", self.process.stdin)
        with self._writing:
            stream.write(data)
            stream.flush()

    def send(self, *messages: Any, header: str = "Content-Length") -> None:
        """Write messages at once."""
        bodies = [json.dumps(message).encode() for message in messages]
        self.send_bytes(
            b"".join(f"{header}: {len(body)}\r\n\r\n".encode() + body for body in bodies)
        )

    def notify(self, method: str, params: Any = None) -> None:
        """Send a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start(self, method: str, params: Any = None) -> int:
        """Send a request and return its number."""
        return self.start_together((method, params))[0]

    def start_together(self, *requests: tuple[str, Any]) -> list[int]:
        """Send requests, each a method and its parameters, at once; return their numbers."""
        numbers = [self._number + 1 + index for index in range(len(requests))]
        self._number = numbers[-1]
        self.send(
            *(
                {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
                for number, (method, params) in zip(numbers, requests, strict=True)
            )
        )
        return numbers

    def ask(self, method: str, params: Any = None) -> Message:
        """Send a request and return the answer, with ``result`` or ``error``."""
        return self.answer(self.start(method, params))

    def end_input(self) -> None:
        """Close the server's standard input."""
        cast("BinaryIO", self.process.stdin).close()

    # Reading

    def answer(self, number: int | str | None) -> Message:
        """Wait for the answer of a request."""
        return self.take(lambda each: "method" not in each and each.get("id") == number)

    def take(self, wanted: Callable[[Message], bool], seconds: float = SECONDS) -> Message:
        """Wait for a message and return it; the others stay in ``left``."""
        for index, message in enumerate(self.left):
            if wanted(message):
                return self.left.pop(index)
        until = time.monotonic() + seconds
        while True:
            message = self._next(until)
            if wanted(message):
                return message
            self.left.append(message)

    def notification(self, method: str) -> Message:
        """Wait for a notification or a request of the server and return its parameters."""
        return self.take(lambda each: each.get("method") == method)["params"]

    def diagnostics(self, uri: str, version: int | None = None) -> list[Message]:
        """Wait for the findings of a document, of a version where one is given."""

        def wanted(message: Message) -> bool:
            if message.get("method") != "textDocument/publishDiagnostics":
                return False
            params = message["params"]
            return params["uri"] == uri and version in (None, params.get("version"))

        return self.take(wanted)["params"]["diagnostics"]

    def _next(self, until: float) -> Message:
        try:
            message = self._came.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            raise TimeoutError(f"no such message; there are {self.left}; {self.log!r}") from None
        self._check(message)
        return cast("Message", message)

    def _check(self, message: Message | Exception | None) -> None:
        if isinstance(message, Exception):
            raise message
        if message is None:
            raise EOFError(f"the server has ended; its log: {self.log.decode()}")

    def _read(self) -> None:
        stream = cast("BinaryIO", self.process.stdout)
        try:
            while header := stream.readline():
                name, _, length = header.partition(b": ")
                if name != b"Content-Length" or stream.readline() != b"\r\n":
                    self._came.put(NotTheProtocol(header))
                    return
                self._came.put(json.loads(stream.read(int(length))))
        except ValueError as error:
            self._came.put(error)
        self._came.put(None)

    def _read_log(self) -> None:
        stream = cast("BinaryIO", self.process.stderr)
        while data := os.read(stream.fileno(), 65536):
            self.log += data

    # A conversation

    def initialize(
        self,
        *folders: Path,
        capabilities: Message | None = None,
        options: Any = None,
        process_id: int | None = None,
    ) -> Message:
        """Open the conversation and return what the server can do."""
        given = {
            "processId": process_id,
            "rootUri": None,
            "capabilities": FULL if capabilities is None else capabilities,
            "workspaceFolders": [{"uri": each.as_uri(), "name": each.name} for each in folders],
            "initializationOptions": options,
        }
        result = self.ask("initialize", given)["result"]
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """Open a document."""
        item = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: Message) -> None:
        """Change a document."""
        document = {"uri": uri, "version": version}
        params = {"textDocument": document, "contentChanges": list(changes)}
        self.notify("textDocument/didChange", params)

    def close(self, uri: str) -> None:
        """Close a document."""
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def shut_down(self) -> int:
        """End the conversation as the specification asks, and return the exit code."""
        answer = self.ask("shutdown")
        assert answer == {"jsonrpc": "2.0", "id": answer["id"], "result": None}
        self.notify("exit")
        return self.process.wait(SECONDS)


def wait_for(path: Path) -> None:
    """Wait for a file by which a server that was altered for a test says how far it is."""
    until = time.monotonic() + SECONDS
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.01)

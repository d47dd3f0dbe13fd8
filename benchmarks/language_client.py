"""An editor with a stop watch: drives a language server over its standard streams (LSP 3.17)."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Any, cast

from typing_extensions import Self

from .measuring import environment

_SECONDS = 60
"""How long an answer may take before the run is given up."""
_REFRESH = "workspace/diagnostic/refresh"
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

_CAPABILITIES = {
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True},
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "textDocument": {
        "synchronization": {"didSave": True},
        "publishDiagnostics": {"relatedInformation": True, "codeDescriptionSupport": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "completion": {
            "completionItem": {
                "snippetSupport": True,
                "documentationFormat": ["markdown", "plaintext"],
                "resolveSupport": {"properties": ["documentation"]},
            }
        },
    },
    "window": {"workDoneProgress": True},
}
"""What both servers are told; push of diagnostics, which both can do."""

_PULL: dict[str, dict[str, object]] = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}
"""What an editor says besides that asks for the diagnostics (LSP 3.17, "Pull Diagnostics")."""

Position = tuple[int, int]
"""Line and character, both from 0."""


IMPATIENT: Mapping[str, object] = {"floe": {"patience": False}}
"""Our settings for measuring: what is found is shown as soon as it is found."""


class LanguageClient:
    """One server in a process of its own. Times are in milliseconds, memory is in MiB."""

    def __init__(
        self,
        command: Sequence[str],
        workspace: Path,
        settings: Mapping[str, object],
        *,
        pulls: bool = False,
    ) -> None:
        """Start the server and wait for its answer to ``initialize``.

        Args:
            command: The server's command line.
            workspace: The only workspace folder.
            settings: What ``workspace/configuration`` is answered with, by section.
            pulls: Whether it asks for diagnostics, of the documents and of the workspace, as
                Visual Studio Code does.
        """
        self._settings = settings
        self._pulls = pulls
        self._results: dict[str, str] = {}
        self._poll = 0
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            cwd=workspace,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._messages: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._writing = Lock()
        self._number = 0
        self._versions: dict[str, int] = {}
        self._uri = ""
        Thread(target=self._read, daemon=True).start()
        uri = workspace.as_uri()
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": workspace.name}],
                "capabilities": _capabilities(pulls=pulls),
            },
        )
        self._notify("initialized", {})
        if pulls:
            self._poll_workspace()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._poll = 0
        if kind is None:
            self.request("shutdown", None)
            self._notify("exit", None)
        else:
            self._process.kill()
        self._process.wait(_SECONDS)

    # What is measured

    @property
    def since_start(self) -> float:
        """Milliseconds since the process was started."""
        return (time.perf_counter() - self._started) * 1000

    def cpu(self) -> float:
        """Return the user and system time of all threads so far (proc_pid_stat(5)), in ms."""
        # The name of the program, in parentheses, may hold spaces.
        stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / _TICKS_PER_SECOND

    def peak(self) -> float:
        """Return the largest resident set so far (``VmHWM``), in MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        (line,) = [each for each in status.splitlines() if each.startswith("VmHWM:")]
        return int(line.split()[1]) / 1024

    # What an editor does

    def open(self, path: Path) -> None:
        """Open a document and look at it."""
        self._uri = path.as_uri()
        self._versions[self._uri] = 1
        document = {
            "uri": self._uri,
            "languageId": "yaml",
            "version": 1,
            "text": path.read_text(encoding="utf-8"),
        }
        self._notify("textDocument/didOpen", {"textDocument": document})

    def look_at(self, path: Path) -> None:
        """Turn to another open document."""
        self._uri = path.as_uri()

    def replace(self, start: Position, end: Position, text: str) -> None:
        """Replace what stands between two positions of the open document."""
        self._versions[self._uri] += 1
        change = {"range": {"start": _position(start), "end": _position(end)}, "text": text}
        self._notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self._uri, "version": self._versions[self._uri]},
                "contentChanges": [change],
            },
        )

    def at(self, method: str, position: Position) -> Any:
        """Return the answer to a request about a position of the open document."""
        params = {"textDocument": {"uri": self._uri}, "position": _position(position)}
        return self.request(method, params)

    def diagnostics(self, wanted: Callable[[list[Any]], bool]) -> list[Any]:
        """Wait until the open document has the diagnostics that are wanted."""
        if self._pulls:
            return self._pulled(wanted)
        return self._wait(
            lambda each: (
                each.get("method") == "textDocument/publishDiagnostics"
                and each["params"]["uri"] == self._uri
                and wanted(each["params"]["diagnostics"])
            )
        )["params"]["diagnostics"]

    def _pulled(self, wanted: Callable[[list[Any]], bool]) -> list[Any]:
        """Ask, and ask again whenever the server says that something else holds now."""
        while True:
            params = {"textDocument": {"uri": self._uri}}
            found = self.request("textDocument/diagnostic", params)["items"]
            if wanted(found):
                return found
            self._wait(lambda each: each.get("method") == _REFRESH)

    def _poll_workspace(self) -> None:
        """Ask what has changed in all files; the server answers when something has."""
        self._poll = self._next_number()
        known = [{"uri": uri, "value": value} for uri, value in self._results.items()]
        params = {"identifier": "floe", "previousResultIds": known}
        self._send({"id": self._poll, "method": "workspace/diagnostic", "params": params})

    def _take_workspace(self, answer: dict[str, Any]) -> None:
        result = cast("dict[str, list[dict[str, str]]]", answer.get("result") or {})
        items = result.get("items", ())
        self._results.update({each["uri"]: each["resultId"] for each in items})
        if "error" not in answer:
            self._poll_workspace()

    def request(self, method: str, params: object) -> Any:
        """Send a request and return its result.

        Raises:
            RuntimeError: The server answers with an error, or not at all.
        """
        number = self._next_number()
        self._send({"id": number, "method": method, "params": params})
        answer = self._wait(lambda each: each.get("id") == number and "method" not in each)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer.get("result")

    def _next_number(self) -> int:
        with self._writing:
            self._number += 1
            return self._number

    def _wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            try:
                message = self._messages.get(timeout=_SECONDS)
            except Empty:
                name = self._process.args
                raise RuntimeError(f"{name} did not answer in {_SECONDS} seconds") from None
            if message is None:
                raise RuntimeError(f"{self._process.args} has ended")
            if wanted(message):
                return message

    def _notify(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self._process.stdin
        if stream is None:
            raise RuntimeError("the server has no standard input")
        with self._writing:
            stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            stream.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        while stream is not None and (header := stream.readline()):
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                header = stream.readline()
            message = cast("dict[str, Any]", json.loads(stream.read(length)))
            if "method" in message and "id" in message:
                self._answer(message)
                if message["method"] == _REFRESH:
                    self._messages.put({"method": _REFRESH})
            elif self._poll and message.get("id") == self._poll:
                self._take_workspace(message)
            else:
                self._messages.put(message)
        self._messages.put(None)

    def _answer(self, asked: dict[str, Any]) -> None:
        result: object = None
        if asked["method"] == "workspace/configuration":
            result = [self._settings.get(each.get("section")) for each in asked["params"]["items"]]
        self._send({"id": asked["id"], "result": result})


def _capabilities(*, pulls: bool) -> dict[str, dict[str, object]]:
    more = _PULL if pulls else {}
    return {name: {**given, **more.get(name, {})} for name, given in _CAPABILITIES.items()}


def _position(position: Position) -> dict[str, int]:
    return {"line": position[0], "character": position[1]}

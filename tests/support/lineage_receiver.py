"""What takes OpenLineage events over HTTP on this machine, and may be late or refuse."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class LineageReceiver:
    """What a receiver was sent."""

    port: int = 0
    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    paths: set[str] = field(default_factory=set[str])
    keys: set[str | None] = field(default_factory=set[str | None])
    """What stood in ``Authorization``."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def runs(self) -> list[dict[str, Any]]:
        return [each for each in self.events if "run" in each]

    @property
    def jobs(self) -> dict[str, dict[str, Any]]:
        """The events of the design, by the name of the job."""
        return {each["job"]["name"]: each for each in self.events if "run" not in each}


@contextmanager
def receiving(
    status: int = 201, seconds: float = 0, redirect: str | None = None
) -> Generator[LineageReceiver]:
    """Start a receiver.

    Args:
        status: What it answers.
        seconds: After how long.
        redirect: The address that it sends the client on to, with a status that says so.
    """
    receiver = LineageReceiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.events.append(json.loads(body))
            receiver.paths.add(self.path)
            receiver.keys.add(self.headers.get("Authorization"))
            time.sleep(seconds)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            if redirect is not None:
                self.send_header("Location", redirect)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a client that hangs up."""

    server = Server(("127.0.0.1", 0), Handler)
    receiver.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()

"""A real OCI registry on this machine, and one that misbehaves on request."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from corpus import DEFAULT_FILES
from floe_lsp.registries.client import Client
from floe_lsp.registries.media_types import PLATFORM_MANIFEST, Kind
from floe_lsp.registries.reference import parse_reference

PROGRAM = "FLOE_TEST_REGISTRY"
"""Variable that names docker-registry; `make test` unpacks it and sets the variable."""

MANIFEST = DEFAULT_FILES["manifest.yaml"]
USER, PASSWORD = "reader", "for-the-tests"
_HTPASSWD = f"{USER}:$2y$04$abcdefghijklmnopqrstuuDOP/cKvv3WvetOGBORfoMjawiSaSQiu\n"
"""The password by bcrypt, which is all that the registry takes."""


@dataclass
class RealRegistry:
    """Debian's docker-registry over a folder."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    certificate: Path | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def address(self, name: str = "acme/platform:1.0.0") -> str:
        return f"oci://{self.host}/{name}"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def blobs(self) -> list[Path]:
        """The files in which it keeps the content of blobs."""
        return sorted(self.folder.rglob("blobs/sha256/*/*/data"))


@contextmanager
def real_registry(
    folder: Path, *, with_password: bool = False, with_tls: bool = False
) -> Generator[RealRegistry]:
    """Start a registry and wait until it answers."""
    program = os.environ.get(PROGRAM)
    assert program, f"{PROGRAM} is not set; `make test` unpacks docker-registry and sets it"
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    lines = [
        "version: 0.1",
        "log: {level: error, accesslog: {disabled: true}}",
        f"storage: {{filesystem: {{rootdirectory: {folder / 'data'}}}, delete: {{enabled: true}}}}",
        "http:",
        f"  addr: 127.0.0.1:{port}",
    ]
    certificate = None
    if with_tls:
        certificate = _certificate(folder)
        key = certificate.with_suffix(".key")
        lines.append(f"  tls: {{certificate: {certificate}, key: {key}}}")
    if with_password:
        passwords = folder / "htpasswd"
        passwords.write_text(_HTPASSWD, encoding="utf-8")
        lines.append(f"auth: {{htpasswd: {{realm: tests, path: {passwords}}}}}")
    config = folder / "config.yml"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "serve", str(config)],
            stdout=log,
            stderr=log,
            env={**os.environ, "OTEL_TRACES_EXPORTER": "none"},
        )
    try:
        _wait_for(port, process, folder / "log")
        yield RealRegistry(folder, port, process, certificate)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def pushed(
    address: str, file: Path, kind: Kind = PLATFORM_MANIFEST, notes: Mapping[str, str] | None = None
) -> str:
    """Put a file into a registry, whatever is in it; return its digest."""
    prepared = Client.prepared(kind, file.read_bytes(), notes or {})
    Client().push(parse_reference(address), kind, file, prepared)
    return prepared.digest


def _certificate(folder: Path) -> Path:
    file = folder / "registry.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
            "-keyout", str(file.with_suffix(".key")), "-out", str(file),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return file


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


@dataclass
class Asked:
    """One request that a misbehaving registry was sent."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Misbehaving:
    """What answers on loopback as a function says, and remembers what it was asked."""

    port: int
    asked: list[Asked] = field(default_factory=list[Asked])

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def address(self, name: str = "acme/platform:1.0.0") -> str:
        return f"oci://{self.host}/{name}"


Answer = Callable[[Any], None]
"""What answers a request, given the handler of the standard library."""


@contextmanager
def misbehaving_registry(answer: Answer) -> Generator[Misbehaving]:
    """Start a server without TLS that answers as ``answer`` does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(Asked(self.command, self.path, dict(self.headers)))
            answer(self)

        do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815 - the names are the library's

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a client that hangs up."""

    http = Server(("127.0.0.1", 0), Handler)
    server = Misbehaving(http.server_address[1])
    Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()


def send(handler: Any, status: int, body: bytes = b"", **headers: str) -> None:
    """Answer a request; underscores in names of headers stand for hyphens."""
    handler.send_response(status)
    for name, value in {"Content_Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)

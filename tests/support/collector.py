"""An OTLP collector on this machine, which may be late or refuse; it decodes what it is sent."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass
class Collector:
    """What a collector was sent."""

    port: int = 0
    requests: list[ExportTraceServiceRequest] = field(
        default_factory=list[ExportTraceServiceRequest]
    )
    paths: list[str] = field(default_factory=list[str])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def spans(self) -> list[Span]:
        return [span for _, span in self._spans()]

    @property
    def resources(self) -> list[Resource]:
        return [resource for resource, _ in self._spans()]

    def named(self, name: str) -> Span:
        """Return the only span of a name."""
        (span,) = (each for each in self.spans if each.name == name)
        return span

    def _spans(self) -> Iterator[tuple[Resource, Span]]:
        for request in self.requests:
            for of_resource in request.resource_spans:
                for of_scope in of_resource.scope_spans:
                    for span in of_scope.spans:
                        yield of_resource.resource, span


@contextmanager
def collecting(status: int = 200, seconds: float = 0) -> Generator[Collector]:
    """Start a collector.

    Args:
        status: What it answers.
        seconds: After how long.
    """
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            collector.paths.append(self.path)
            collector.headers.append(dict(self.headers))
            collector.requests.append(ExportTraceServiceRequest.FromString(body))
            time.sleep(seconds)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            """Say nothing."""

    with _serving(Handler) as port:
        collector.port = port
        yield collector


@contextmanager
def dripping() -> Generator[Collector]:
    """Start a collector that answers a letter at a time, so that no wait for the next is long."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            for _ in range(100):
                self.wfile.write(b"H")
                time.sleep(0.1)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            """Say nothing."""

    with _serving(Handler) as port:
        yield Collector(port)


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Generator[int]:
    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a client that hangs up."""

    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def attributes(of: Span | Span.Event | Resource) -> dict[str, str | int | bool]:
    """Return attributes as plain values."""
    return {each.key: _value(each) for each in of.attributes}


def _value(attribute: KeyValue) -> str | int | bool:
    value: AnyValue = attribute.value
    kind = value.WhichOneof("value")
    assert kind in ("string_value", "int_value", "bool_value"), attribute
    found: str | int | bool = getattr(value, kind)
    return found

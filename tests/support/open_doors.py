"""A listening server in the process of a test, and peers that knock at it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from heard import Heard

from floe_lsp.lsp.wire.access import Access
from floe_lsp.lsp.wire.transport import Connect

SECONDS = 10.0
TOKEN = "a-token-of-this-test"  # noqa: S105 - as it says
PAGE = "http://localhost:3000"
WHICH = "it is the one that floe-lsp printed, or that of FLOE_LSP_TOKEN"
NO_TOKEN = f"the token is wrong or missing: initializationOptions.token of initialize; {WHICH}"


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def initialize(token: object = TOKEN, **more: object) -> bytes:
    params = {"initializationOptions": {"token": token, **more}}
    return json.dumps({"id": 1, "method": "initialize", "params": params}).encode()


class Bench:
    """A server that listens, with the conversations that it has begun."""

    def __init__(self, host: str) -> None:
        self.access = Access(host, TOKEN, frozenset({PAGE}))
        self.port = 0
        self.heard: list[Heard] = []
        self.serving: asyncio.Task[int] | None = None

    def begin(self) -> Any:
        """Begin a conversation."""
        self.heard.append(Heard())
        return self.heard[-1].begin()

    async def begun(self, number: int) -> Heard:
        """Return a conversation when it has begun."""
        await until(lambda: len(self.heard) == number and self.heard[-1].writer)
        return self.heard[-1]


async def until(condition: Callable[[], object]) -> None:
    for _ in range(5000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to be")


async def settle() -> None:
    """Let the loop do what is there to be done, in the steps that it takes."""
    for _ in range(10):
        await asyncio.sleep(0.0005)


Listen = Callable[..., Connect]


@asynccontextmanager
async def open_door(
    listen: Listen, capsys: pytest.CaptureFixture[str], host: str = "127.0.0.1"
) -> AsyncGenerator[Bench]:
    made = Bench(host)
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    made.serving = asyncio.ensure_future(listen(made.access, 0, tells=False)(made.begin))
    said = ""
    while not said:
        await asyncio.sleep(0.001)
        said = capsys.readouterr().err
        assert not made.serving.done()
    made.port = int(said.strip().rpartition(":")[2])
    try:
        yield made
    finally:
        made.serving.cancel()
        await asyncio.wait({made.serving}, timeout=SECONDS)
    assert failures == []


@asynccontextmanager
async def caller(
    door: Bench,
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def answer_to(door: Bench, *parts: bytes) -> bytes:
    """Return what a peer gets until the server closes the connection."""
    async with caller(door) as (reader, writer):
        for part in parts:
            writer.write(part)
            await settle()
        return await asyncio.wait_for(reader.read(), SECONDS)

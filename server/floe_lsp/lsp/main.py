"""Starts the server on the transport that was chosen."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from floe_lsp.compilation.clock import wrong_epoch
from floe_lsp.compilation.pages import wrong_base_url

from .server import Server
from .wire.leaving import end_at_last
from .wire.protocol import Protocol
from .wire.transport import Connect
from .work.collecting import IdleCollector

_log = logging.getLogger(__name__)

_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Signals that end a conversation, or the wait for one; what is being written is written to its
end."""

_ENDED = 1
"""The exit code when no editor is there that has sent ``shutdown``."""


def serve(connect: Connect, *, level: str = "WARNING") -> int:
    """Serve until an editor ends it and return the exit code.

    Args:
        connect: The transport.
        level: What is logged to standard error, by the names of ``logging``.

    Raises:
        NoConnectionError: The address cannot be used.
    """
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(message)s")
    # pygls writes every message to its log, with the text of the documents.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    wrong = wrong_epoch()
    if wrong is not None:
        _log.warning("%s; the clock counts instead", wrong)
    if (ignored := wrong_base_url()) is not None:
        _log.warning("%s", ignored)
    # Not ``asyncio.run``, which at its end waits for ever for a thread that searches a dead drive.
    # The process ends next, so nothing of the loop is left to be closed.
    loop, threads = asyncio.new_event_loop(), ThreadPoolExecutor(thread_name_prefix="files")
    loop.set_default_executor(threads)
    try:
        return loop.run_until_complete(_run(connect))
    finally:
        # Those that have nothing to do would be waited for as if they had.
        threads.shutdown(wait=False, cancel_futures=True)


async def _run(connect: Connect) -> int:
    """Serve until an editor or a signal ends it."""
    conversations: list[Protocol] = []

    @contextmanager
    def begin() -> Generator[Protocol]:
        with _conversation() as protocol:
            conversations.append(protocol)
            try:
                yield protocol
            finally:
                conversations.remove(protocol)

    serving = asyncio.ensure_future(connect(begin))

    def end() -> None:
        if conversations:
            conversations[-1].leave()
        else:
            serving.cancel()

    def code() -> int:
        return conversations[-1].exit_code if conversations else _ENDED

    _on_signals(asyncio.get_running_loop(), end, code)
    try:
        return await serving
    except asyncio.CancelledError:
        return _ENDED


def _on_signals(
    loop: asyncio.AbstractEventLoop, end: Callable[[], None], code: Callable[[], int]
) -> None:
    """Call ``end`` on the loop at a signal; what is ignored (``nohup``) stays ignored.

    Not by the loop's own handlers, which wait for the loop: it may be the loop that hangs.
    """

    def told(*_: object) -> None:
        end_at_last(code)
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(end)

    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            with suppress(ValueError):  # not in the main thread
                signal.signal(number, told)


@contextmanager
def _conversation() -> Generator[Protocol]:
    """Begin with a server that knows nothing of another editor."""
    server = Server()
    server.protocol.on_message = IdleCollector().heard
    try:
        yield server.protocol
    finally:
        server.close()

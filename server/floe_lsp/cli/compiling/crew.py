"""Many products in several processes: this one, and others that it starts while that pays.

The others are started by their command line, as ``multiprocessing`` starts them with "spawn", for a
copy of a process with threads may hang. That package is not used for it: it starts them with the
current folder among those that Python imports from, so that a repository's ``pickle.py`` would run.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pickle
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias, cast

from floe_lsp.cli import exit_codes
from floe_lsp.compilation import telemetry
from floe_lsp.compilation.diagnostics import about_file
from floe_lsp.compilation.guarding import INTERNAL_ERROR

from .bench import Bench, Compiled, Order
from .questions import Question, answered
from .selection import MOST_PROCESSES

if TYPE_CHECKING:
    from floe_lsp.registries.manifests import CachedManifests

Manifests: TypeAlias = "Callable[[], CachedManifests]"
"""Returns where manifests of registries come from in this process, which asks for all of them."""

READY = "ready"
"""What a process says when all is imported; until then it takes no product from the others."""

_START_SECONDS = 0.5
"""CPU that a process takes until it compiles (docs/benchmarks.md)."""

_GOODBYE = 2.0
"""Seconds in which a process that is told to end may clean up."""

_BOOT = "import sys; sys.path[:] = {path!r}; from floe_lsp.cli.compiling.worker import main; main()"
"""``sys`` is part of the interpreter; nothing is looked for in the current folder before the path
is ours."""


def compile_all(
    orders: Sequence[Order],
    options: argparse.Namespace,
    bench: Bench,
    done: Callable[[Path], None],
) -> list[Compiled]:
    """Compile products, and return how each ended, in the order given.

    Args:
        orders: The products.
        options: The options of ``floe compile``; ``jobs`` is how many processes work at once, 0 for
            as many as make it faster.
        bench: What compiles in this process.
        done: Called with each product that is done, by any thread.
    """
    crew = _Crew(orders, options, done)
    try:
        crew.work(bench)
    except BaseException:
        crew.dismiss()
        raise
    return crew.results()


class _Crew:
    """The products that are left, and who works on them."""

    def __init__(
        self, orders: Sequence[Order], options: argparse.Namespace, done: Callable[[Path], None]
    ) -> None:
        self._orders = orders
        self._options = options
        self._done = done
        self._left = deque(range(len(orders)))
        self._results: dict[int, Compiled] = {}
        self._workers: list[_Worker] = []

    def work(self, bench: Bench) -> None:
        """Compile products here until none is left, then wait for the other processes."""
        jobs: int = self._options.jobs

        def manifests() -> CachedManifests:
            return bench.sources.manifests

        self._hire(jobs - 1, manifests)
        is_first = True  # It also imports what is needed, so it says little of the others.
        while (index := self.take()) is not None:
            begun = time.perf_counter()
            self.put(index, bench.fulfil(self._orders[index]))
            took = time.perf_counter() - begun
            if not (jobs or is_first or self._workers):
                self._hire(min(cores() - 1, _that_pay(took * len(self._left))), manifests)
            is_first = False
        for worker in self._workers:
            while worker.is_alive():
                worker.join(0.2)  # Without a limit Ctrl-C is not heard on every system.

    def take(self) -> int | None:
        """Return the next product, which nobody else gets; ``None`` when none is left."""
        try:
            return self._left.popleft()
        except IndexError:
            return None

    def order(self, index: int) -> Order:
        """Return what is to be compiled."""
        return self._orders[index]

    def put(self, index: int, result: Compiled) -> None:
        """Keep how a product ended."""
        self._results[index] = result
        self._done(self._orders[index].spec)

    def results(self) -> list[Compiled]:
        """Return how each product ended, in their order."""
        return [self._results[index] for index in range(len(self._orders))]

    def dismiss(self) -> None:
        """End all other processes, whatever they do."""
        self._left.clear()
        for worker in self._workers:
            worker.end()
        for worker in self._workers:
            worker.join(_GOODBYE)

    def _hire(self, count: int, manifests: Manifests) -> None:
        for _ in range(min(count, len(self._left), MOST_PROCESSES - 1)):
            try:
                worker = _Worker(self, self._options, manifests)
            except OSError:
                return  # The system gives no more processes; those that are there do it all.
            self._workers.append(worker)
            worker.start()


class _Worker(threading.Thread):
    """Another process, and the thread that hands it one product after the other."""

    def __init__(self, crew: _Crew, options: argparse.Namespace, manifests: Manifests) -> None:
        super().__init__(daemon=True)
        self._manifests = manifests
        self._crew = crew
        self._options = options
        self._process = subprocess.Popen(  # noqa: S603 - our interpreter, with our own code
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C goes to this process alone, which ends the others when they can clean up.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            env={**os.environ, **telemetry.carried()},
        )

    def run(self) -> None:
        """Hand out products until none is left; the end of its input ends the process."""
        into = cast("IO[bytes]", self._process.stdin)
        out = cast("IO[bytes]", self._process.stdout)
        index: int | None = None
        try:
            _send(into, self._options)
            is_ready = _receive(out) == READY
            while is_ready and (index := self._crew.take()) is not None:
                _send(into, self._crew.order(index))
                said = _receive(out)
                while isinstance(said, Question):
                    _send(into, answered(said, self._manifests()))
                    said = _receive(out)
                self._crew.put(index, cast("Compiled", said))
        except (OSError, EOFError, pickle.PickleError):
            if index is not None:
                self._crew.put(index, _lost(self._crew.order(index), self._ended()))
        finally:
            with contextlib.suppress(OSError):
                into.close()
            _ = self._ended()
            out.close()

    def end(self) -> None:
        """End the process: by a signal at which it cleans up, and by force when it does not."""
        self._process.terminate()
        try:
            _ = self._process.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _ended(self) -> int:
        try:
            return self._process.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def _send(into: IO[bytes], value: object) -> None:
    into.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    into.flush()


def _receive(out: IO[bytes]) -> object:
    return pickle.load(out)  # noqa: S301 - a pipe of our own process


def _command() -> list[str]:
    """Return the command line of another process: the same interpreter that finds the same code."""
    flags = [
        *(["-I"] if sys.flags.isolated else []),
        *(["-B"] if sys.dont_write_bytecode else []),
        *(["-X", "utf8"] if sys.flags.utf8_mode else []),
    ]
    return [sys.executable, *flags, "-c", _BOOT.format(path=sys.path)]


def cores() -> int:
    """Return how many cores this process may use, 1 where no other process can be started."""
    if not sys.executable:
        return 1
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable is not None else os.cpu_count() or 1


def _that_pay(seconds: float) -> int:
    """Return how many other processes do so much work sooner, each with its own start to do."""
    return int(seconds / _START_SECONDS) - 1


def _lost(order: Order, code: int) -> Compiled:
    """Say of a product that the process which compiled it came to its end (E503)."""
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    found = about_file(
        INTERNAL_ERROR,
        order.spec,
        f"the process that compiled this product ended with {how}",
        "it may have had too little memory; --jobs 1 compiles in one process, or please report it",
    )
    return Compiled(order, exit_codes.INTERNAL, (found,))

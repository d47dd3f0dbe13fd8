"""Runs tests against one mutant after another, in a process that has collected them once.

Each mutant has a process of its own, forked from this one: its code is broken in memory and, for
the servers and commands that tests start, in the tree on disk. What runs while modules are
imported can't be broken in memory; for such a mutant the tests are collected anew.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn, cast

import pytest

from . import fresh
from .mutant import Mutant
from .patching import Functions, functions, is_inside_a_function, patch
from .trees import arguments, enter
from .watching import COLLECTING, IMPOSSIBLE, Telling, Watched, watch

_MEMORY = 6 << 30
"""Bytes that a process may take: a mutant may ask for all there is."""


@dataclass(frozen=True)
class Job:
    """A mutant with the tests to run against it, in their order, and how long each takes."""

    mutant: Mutant
    tests: Mapping[str, float]
    at_import: bool
    """Whether what it changes also runs while modules are imported."""


@dataclass(frozen=True)
class Outcome:
    """What the tests said of a mutant."""

    noticed_by: str | None
    """The first test that failed with it, and passes without."""
    how: str
    ran: int
    """How many tests were begun."""
    seconds: float


class Worker:
    """A process that runs jobs in a tree of its own; it is ready when the tests are collected."""

    def __init__(self, tree: Path, tests: list[str]) -> None:
        self._connection, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=_work, args=(tree, tests, theirs), daemon=True
        )
        process.start()
        theirs.close()

    def run(self, job: Job) -> Outcome:
        """Run the tests of a job."""
        self._connection.send(job)
        return cast("Outcome", self._connection.recv())


def _work(tree: Path, tests: list[str], connection: Connection) -> None:
    enter(tree)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    _ = pytest.main(arguments(tree, *tests), plugins=[_Runner(tree, connection)])


class _Runner:
    """Takes the place of pytest's own loop over the tests."""

    def __init__(self, tree: Path, connection: Connection) -> None:
        self._tree = tree
        self._connection = connection
        self._items: dict[str, pytest.Item] = {}
        self._functions: Functions = {}
        self._writings = 0

    def pytest_configure(self, config: pytest.Config) -> None:
        self._plugins = config.pluginmanager

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = {item.nodeid: item for item in session.items}
        _ = gc.collect()
        self._functions = functions()
        gc.freeze()
        while True:
            try:
                job = cast("Job", self._connection.recv())
            except EOFError:
                return True
            self._connection.send(self._outcome(job))

    def _outcome(self, job: Job) -> Outcome:
        start = time.monotonic()
        ran = 0
        waiting = job.tests
        while waiting:
            watched = self._with_mutant(job, waiting)
            ran += watched.begun
            if watched.failed is None or self._passes(watched.failed, waiting):
                return Outcome(watched.failed, watched.how, ran, time.monotonic() - start)
            # It says nothing; those behind it may.
            order = [COLLECTING, *waiting]
            waiting = {each: waiting[each] for each in order[order.index(watched.failed) + 1 :]}
        return Outcome(None, "no test says anything of it", ran, time.monotonic() - start)

    def _passes(self, test: str, tests: Mapping[str, float]) -> bool:
        """Whether a test passes without a mutant."""
        if test == COLLECTING:
            first = {each: tests[each] for each in [*tests][:1]}
            return watch(lambda telling: self._run_anew(telling, first), first).failed is None
        alone = {test: tests[test]}
        return watch(lambda telling: self._run(telling, alone), alone).failed is None

    def _with_mutant(self, job: Job, tests: Mapping[str, float]) -> Watched:
        path = self._tree / job.mutant.path
        content = path.read_bytes()
        broken = job.mutant.edit.apply(content)

        def in_memory(telling: int) -> int:
            if not patch(self._functions, path, content, broken):
                return IMPOSSIBLE
            return self._run(telling, tests)

        self._write(path, broken)
        try:
            if not job.at_import and is_inside_a_function(content, job.mutant.lines):
                watched = watch(in_memory, tests)
                if watched.possible:
                    return watched
            return watch(lambda telling: self._run_anew(telling, tests), tests)
        finally:
            self._write(path, content)

    def _run(self, telling: int, tests: Mapping[str, float]) -> int:
        items = [self._items[test] for test in tests if test in self._items]
        _ = self._plugins.register(Telling(telling))
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return 0

    def _run_anew(self, telling: int, tests: Mapping[str, float]) -> NoReturn:
        """Become a fresh Python that runs tests."""
        file = self._tree.with_name("tests.json")
        _ = file.write_text(json.dumps(list(tests)), encoding="utf-8")
        os.set_inheritable(telling, True)
        command = fresh.command(telling, file)
        os.execv(command[0], command)  # noqa: S606

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file; by its time Python tells that what it has compiled is of another text."""
        _ = path.write_bytes(content)
        self._writings += 1
        changed = 1_000_000_000 + self._writings
        os.utime(path, (changed, changed))

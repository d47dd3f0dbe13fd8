"""The loop: take an input that was of use, change it, run it, keep it if it shows something new."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Generator, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import current_thread, main_thread
from typing import Generic

from .coverage import Edges
from .failures import Failure, TooSlow, failure_of, smallest, written
from .target import Broken, Input, Target

_TOO_MANY_SECONDS = 30
"""For one input, which takes milliseconds; only what hangs takes so long on any machine."""
_CHANGES_IN_A_ROW = 10
"""Of one input: what they leave as it was is parsed once."""
_GROWTH = 1.05
"""How much more may be kept at the end than after the beginning; a leak of a document a run would
be many times as much."""


@dataclass
class Figures:
    """What a run did."""

    executions: int = 0
    thorough: int = 0
    """Executions that were held against every oracle."""
    operations: int = 0
    seconds: float = 0.0
    edges: int = 0
    kept: int = 0
    memory: tuple[int, int] = (0, 0)
    """What was held after the beginning, and at the end."""
    failures: list[Path] = field(default_factory=list[Path])

    def __str__(self) -> str:
        each = self.executions / self.seconds if self.seconds else 0.0
        return (
            f"{self.executions:,} executions ({each:,.0f}/s), {self.thorough:,} of them with every "
            f"oracle, {self.operations:,} operations, {self.edges:,} branches, {self.kept:,} "
            f"inputs kept, memory {self.memory[0]:,} -> {self.memory[1]:,}, "
            f"{len(self.failures)} failures in {self.seconds:,.0f} s"
        )


@dataclass(frozen=True)
class Bounds:
    """When a run ends: after so many executions or operations, or so much time."""

    executions: int | None = None
    operations: int | None = None
    seconds: float | None = None

    def share(self, done: Figures) -> float:
        """Return how much of the run is over, 1 at its end."""
        shares = [
            now / most
            for now, most in (
                (done.executions, self.executions),
                (done.operations, self.operations),
                (done.seconds, self.seconds),
            )
            if most
        ]
        return max(shares, default=0.0)


class Driver(Generic[Input]):
    """One run over one target."""

    def __init__(
        self,
        target: Target[Input],
        chance: Random,
        folder: Path,
        edges: Edges | None = None,
        say: Callable[[str], object] = print,
    ) -> None:
        """Begin with the seeds of the target and with what earlier runs kept in ``folder``."""
        self._target = target
        self._chance = chance
        self._edges = edges
        self._say = say
        self._failures = folder / "failures"
        self._keep = folder / "kept" / target.name
        self._pool: list[Input] = []
        self._features: set[Hashable] = set()
        self._known: set[str] = set()
        self.figures = Figures()

    def run(self, bounds: Bounds) -> Figures:
        """Run until a bound is reached."""
        began = said = time.monotonic()
        figures, inputs = self.figures, self._inputs()
        while bounds.share(figures) < 1:
            given, is_new = next(inputs)
            self._try(given, is_new=is_new)
            figures.seconds = time.monotonic() - began
            if not figures.memory[0] and figures.executions >= self._target.warm_after:
                figures.memory = (self._held(), 0)
            if time.monotonic() - said > 60:
                said = time.monotonic()
                figures.memory = (figures.memory[0], self._held())
                self._say(str(figures))
        self._memory_is_flat()
        return figures

    def _memory_is_flat(self) -> None:
        figures = self.figures
        figures.memory = (figures.memory[0], self._held())
        if figures.memory[0] and figures.memory[1] > _GROWTH * figures.memory[0]:
            grown = f"{figures.memory[0]:,} became {figures.memory[1]:,}"
            error = Broken("memory is flat", grown)
            self._failed(failure_of(self._pool[-1], error), shrink=False)

    def _inputs(self) -> Iterator[tuple[Input, bool]]:
        """Yield inputs, and whether one is new."""
        for given in (*self._target.seeds(), *self._earlier()):
            self._pool.append(given)
            yield given, False
        while True:
            # The newest are the least tried.
            newest = self._chance.random() < 0.3
            among = self._pool[-50:] if newest else self._pool
            given = self._chance.choice(among)
            for _ in range(_CHANGES_IN_A_ROW):
                other = self._chance.choice(self._pool)
                yield self._target.mutated(given, other, self._chance), True

    def _earlier(self) -> Iterator[Input]:
        for path in sorted(self._keep.glob("*.json")):
            yield self._target.loaded(path.read_text(encoding="utf-8"))

    def _try(self, given: Input, *, is_new: bool) -> None:
        figures = self.figures
        reached = 0 if self._edges is None else len(self._edges)
        thorough = self._chance.randrange(self._target.thorough_each) == 0
        try:
            with _in_time():
                ran = self._target.run(given, thorough=thorough)
        except (Exception, TooSlow) as error:  # noqa: BLE001 - whatever it is
            self._failed(failure_of(given, error))
            ran = None
        figures.executions += 1
        figures.thorough += thorough
        if ran is not None:
            figures.operations += ran.operations
            shows = not ran.features <= self._features
            self._features |= ran.features
            if self._edges is not None:
                shows |= len(self._edges) > reached
                figures.edges = len(self._edges)
            if is_new and shows:
                self._kept(given)

    def _kept(self, given: Input) -> None:
        self._pool.append(given)
        self.figures.kept += 1
        self._keep.mkdir(parents=True, exist_ok=True)
        path = self._keep / f"{len(self._pool):06}.json"
        path.write_text(self._target.dumped(given), encoding="utf-8")

    def _failed(self, found: Failure[Input], *, shrink: bool = True) -> None:
        if found.signature in self._known:
            return
        self._known.add(found.signature)
        if shrink:
            found = smallest(self._target, found)
        path = written(self._target, found, self._failures)
        self.figures.failures.append(path)
        trace = found.trace.encode("utf-8", "backslashreplace").decode()
        self._say(f"{found.signature}\n{trace}\nRun it again: python -m fuzzing --replay {path}\n")

    def _held(self) -> int:
        return self._target.size_in_memory()


@contextmanager
def _in_time() -> Generator[None]:
    """Raise ``TooSlow`` in an input that hangs, where the system has such a clock."""
    if sys.platform == "win32" or current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _too_slow)
    signal.setitimer(signal.ITIMER_REAL, _TOO_MANY_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_slow(_: int, __: object) -> None:
    raise TooSlow(f"longer than {_TOO_MANY_SECONDS} s")

"""Results of open files are taken at once, those of all others gathered and taken in slices."""

from __future__ import annotations

import asyncio
import gc
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from itertools import count, pairwise
from pathlib import Path
from threading import Event, Semaphore, Thread
from types import SimpleNamespace

import pytest
import pytest_asyncio

from floe_lsp.compilation.stages import OnStage
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.folders import WorkspaceFolder
from floe_lsp.lsp.state.results import Result
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.work import analysis_scheduler
from floe_lsp.lsp.work.analysis_queue import AnalysisQueue, Analyze
from floe_lsp.lsp.work.analysis_scheduler import AnalysisScheduler

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.requirement("one way for a change of the world"),
]


class Bench:
    """A session of files on disk, whose analyses wait until the test lets them go on."""

    def __init__(self, root: Path, files: int) -> None:
        self.paths = [root / str(number) / "floe.yaml" for number in range(files)]
        for path in self.paths:
            path.parent.mkdir()
            path.touch()
        self.session = Session(ClientFeatures())
        self.session.folders.set([WorkspaceFolder(root)])
        self._steps = Semaphore(0)
        self.running: Path | None = None
        self.analysed: list[Path] = []
        self.slices: list[set[Path]] = []
        idle = Event()
        idle.set()
        self.queue: AnalysisQueue
        self.deliver: Callable[[Path, Result | None], None]
        """What the queue's thread calls with each result."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(analysis_scheduler, "AnalysisQueue", self._make_queue)
            self.scheduler = AnalysisScheduler(
                self.session, self._analyze, self.slices.append, idle
            )

    def _make_queue(
        self, analyze: Analyze, deliver: Callable[[Path, Result | None], None], idle: Event
    ) -> AnalysisQueue:
        self.deliver = deliver
        self.queue = AnalysisQueue(analyze, deliver, idle)
        return self.queue

    def _analyze(self, path: Path, _: OnStage) -> Result | None:
        self.running = path
        self._steps.acquire(timeout=30)
        self.analysed.append(path)
        generation = self.session.files.generation
        return Result(path, None, (), frozenset({path}), generation=generation)

    def step(self, times: int = 100) -> None:
        """Let so many analyses go on."""
        self._steps.release(times)

    def open(self, path: Path) -> None:
        self.session.store.open(path.as_uri(), path, 1, "", on_disk=True)

    def rests(self) -> bool:
        return not self.scheduler.is_busy()

    @property
    def waits(self) -> bool:
        """Whether a result has come that is taken later."""
        return self.scheduler._planned

    def known(self) -> set[Path]:
        return set(self.session.results.known())

    async def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(1000):
            if condition():
                return
            await asyncio.sleep(0.01)
        raise TimeoutError


@pytest_asyncio.fixture
async def bench(tmp_path: Path) -> AsyncGenerator[Bench]:
    made = Bench(tmp_path, 30)
    yield made
    made.step()
    made.scheduler.stop()


async def test_open_files_come_first(bench: Bench) -> None:
    bench.scheduler.ask([bench.paths[0]])
    await bench.until(lambda: bench.running == bench.paths[0])
    opened = bench.paths[20:22]
    for path in opened:
        bench.open(path)
    bench.scheduler.ask(bench.paths[1:])
    bench.step()
    await bench.until(bench.rests)
    assert bench.analysed[1:3] == opened[::-1], "the last one first"
    assert bench.known() == set(bench.paths)


async def test_an_open_file_does_not_wait_for_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis_scheduler, "_GATHER_SECONDS", 3600.0)
    bench.open(bench.paths[0])
    bench.scheduler.ask(bench.paths[1:])
    bench.step(1)
    await bench.until(lambda: bench.waits)
    assert bench.slices == [], "nothing was taken, so nothing is another"
    # The first of the others has come, and waits for the rest.
    bench.scheduler.ask([bench.paths[0]])
    bench.step(2)
    await bench.until(lambda: bench.paths[0] in bench.known())
    assert {bench.paths[0]} in bench.slices, "its version is told, whatever is found"


async def test_results_are_taken_in_slices(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis_scheduler, "_SLICE_SECONDS", 0.0)
    monkeypatch.setattr(analysis_scheduler, "_GATHER_SECONDS", 0.0)
    bench.scheduler.ask(bench.paths)
    bench.step()
    while bench.queue.is_busy:
        # Not awaited: all results are there before the first is taken.
        time.sleep(0.01)
    taken = [0]
    while taken[-1] < len(bench.paths):
        await asyncio.sleep(0)
        taken.append(len(bench.known()))
    assert {after - before for before, after in pairwise(taken)} <= {0, 1}, "messages go between"


async def test_a_slice_takes_a_few_milliseconds(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = count(step=0.003)
    clock = SimpleNamespace(perf_counter=lambda: next(ticks))
    monkeypatch.setattr(analysis_scheduler, "time", clock)
    for path in bench.paths[:10]:
        bench.deliver(path, result_of(path))
    told = 0
    while not bench.known():
        told = len(bench.slices)
        await asyncio.sleep(0)
    assert bench.known() == set(bench.paths[:3])
    assert len(bench.slices) == told + 1
    await bench.until(lambda: len(bench.known()) == 10)


async def test_who_waits_for_a_file_gets_its_result(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis_scheduler, "_GATHER_SECONDS", 3600.0)
    bench.scheduler.ask(bench.paths)
    bench.step()
    before = futures()
    await bench.scheduler.fresh(bench.paths[3])
    assert bench.paths[3] in bench.known()
    for path in bench.paths:
        await bench.scheduler.fresh(path)
    assert futures() < before + 5, "nobody waits any more"


def result_of(path: Path) -> Result:
    return Result(path, None, (), frozenset({path}), generation=0)


def futures() -> int:
    """How many are kept, those of tasks aside."""
    gc.collect()
    return sum(type(each) is asyncio.Future for each in gc.get_objects())


async def test_who_waits_no_more_is_forgotten(bench: Bench) -> None:
    """An analysis may hang for as long as requests come and are cancelled."""
    bench.scheduler.ask([bench.paths[0]])
    stays = asyncio.ensure_future(bench.scheduler.fresh(bench.paths[0]))
    await asyncio.sleep(0)
    before = futures()
    for _ in range(20):
        cancelled = asyncio.ensure_future(bench.scheduler.fresh(bench.paths[0]))
        await asyncio.sleep(0)
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
    assert futures() < before + 5
    bench.step()
    await stays


@pytest.mark.parametrize("who_waits", [1, 0])
async def test_a_result_is_taken_at_once_while_somebody_waits_for_it(
    who_waits: int, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis_scheduler, "_GATHER_SECONDS", 3600.0)
    path = bench.paths[0]
    bench.scheduler.ask(bench.paths[:2])
    asked = [asyncio.ensure_future(bench.scheduler.fresh(path)) for _ in range(2)]
    await asyncio.sleep(0)
    for each in asked[who_waits:]:
        each.cancel()
    await asyncio.wait(asked[who_waits:])
    bench.step(1)
    await bench.until(lambda: bench.waits or bool(bench.slices))
    assert bench.known() == ({path} if who_waits else set())


async def test_a_result_of_another_generation_is_asked_for_again(bench: Bench) -> None:
    path = bench.paths[0]
    bench.scheduler.ask([path])
    bench.session.files.changed()
    taken = Result(path, None, (), frozenset({path}), generation=0)
    bench.deliver(path, taken)
    bench.step()
    await bench.until(lambda: bench.analysed == [path, path])


async def test_what_nobody_looks_at_any_more_is_not_kept(bench: Bench) -> None:
    bench.session.folders.set([])
    bench.open(bench.paths[0])
    bench.scheduler.ask(bench.paths)
    bench.step()
    await bench.until(bench.rests)
    assert bench.known() == {bench.paths[0]}


async def test_a_result_that_comes_while_the_next_look_is_planned_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its thread says nothing while a look is planned, so it has to see that none is."""
    # A slice of one result, so that whether there is more is asked for the next look alone.
    monkeypatch.setattr(analysis_scheduler, "_SLICE_SECONDS", 0.0)
    late: list[Thread] = []

    class Meanwhile(deque[tuple[Path, Result | None]]):
        def __bool__(self) -> bool:
            found = len(self) > 0
            if not found and late and late[0].ident is None:
                late[0].start()
                late[0].join(0.05)
            return found

    monkeypatch.setattr(analysis_scheduler, "deque", Meanwhile)
    bench = Bench(tmp_path, 2)
    first, second = bench.paths
    late.append(Thread(target=bench.deliver, args=(second, result_of(second))))
    bench.deliver(first, result_of(first))
    await bench.until(lambda: bench.known() == {first, second})
    late[0].join()
    bench.scheduler.stop()


async def test_a_result_that_comes_while_others_are_taken_is_not_lost(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = bench.paths[:2]
    bench.open(first)
    thread = Thread(target=bench.deliver, args=(second, result_of(second)))
    at = bench.session.store.at

    def asked_meanwhile(path: Path) -> object:
        if thread.ident is None:
            thread.start()
            thread.join(0.05)
        return at(path)

    failed: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: failed.append(what))
    bench.deliver(first, result_of(first))
    monkeypatch.setattr(bench.session.store, "at", asked_meanwhile)
    await bench.until(lambda: bench.known() == {first, second})
    thread.join()
    assert failed == [], "nothing is put there while it is looked through"


async def test_each_result_is_taken_once_and_in_its_order(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Path] = []
    take = bench.session.take

    def noted(result: Result) -> set[Path]:
        taken.append(result.path)
        return take(result)

    monkeypatch.setattr(bench.session, "take", noted)
    first, second, third = bench.paths[:3]
    for path in (first, second, third):
        bench.deliver(path, result_of(path))
    await bench.scheduler.fresh(second)
    assert taken == [second]
    await bench.until(bench.rests)
    assert taken == [second, first, third]


async def test_a_loop_that_has_ended_is_told_nothing(tmp_path: Path) -> None:
    def ended() -> None:
        async def made() -> Bench:
            return Bench(tmp_path, 1)

        loop = asyncio.new_event_loop()
        bench = loop.run_until_complete(made())
        loop.close()
        bench.deliver(bench.paths[0], None)
        assert bench.scheduler.is_busy()
        bench.scheduler.stop()

    await asyncio.to_thread(ended)

"""Which product is analysed next, and which analysis is given up; held and let go, never timed."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from threading import enumerate as enumerate_threads

import pytest

from floe_lsp.compilation import Stage
from floe_lsp.compilation.stages import OnStage
from floe_lsp.lsp.state.results import Result
from floe_lsp.lsp.work.analysis_queue import AnalysisQueue, Superseded

A, B, C = Path("/a/floe.yaml"), Path("/b/floe.yaml"), Path("/c/floe.yaml")
SECONDS = 30.0
"""How long a step may take before a test fails; far more than any takes."""


class Bench:
    """A queue whose analyses stop before each stage until the test lets them go on."""

    def __init__(self) -> None:
        self.happened: Queue[tuple[str, Path]] = Queue()
        self._steps: Queue[None] = Queue()
        self.idle = Event()
        self.idle.set()
        self.queue = AnalysisQueue(self._analyze, self._deliver, self.idle)

    def _analyze(self, path: Path, on_stage: OnStage) -> Result | None:
        self.happened.put(("start", path))
        try:
            for stage in (Stage.LOAD, Stage.VALIDATE):
                self._steps.get(timeout=SECONDS)
                on_stage(stage)
        except Superseded:
            self.happened.put(("stop", path))
            raise
        return None

    def _deliver(self, path: Path, result: Result | None) -> None:
        del result
        self.happened.put(("done", path))

    def step(self, times: int = 1) -> None:
        for _ in range(times):
            self._steps.put(None)

    def next(self) -> tuple[str, Path]:
        return self.happened.get(timeout=SECONDS)

    def several(self, count: int) -> list[tuple[str, Path]]:
        return [self.next() for _ in range(count)]


@pytest.fixture
def bench() -> Generator[Bench]:
    made = Bench()
    yield made
    made.queue.stop()
    made.step(20)


def test_an_analysis_that_hangs_keeps_no_process(bench: Bench) -> None:
    bench.queue.ask([A])
    assert bench.next() == ("start", A)
    threads = [each for each in enumerate_threads() if each.name == "analysis"]
    assert threads
    assert all(each.daemon for each in threads)


def test_one_product(bench: Bench) -> None:
    bench.queue.ask([A])
    assert bench.next() == ("start", A)
    assert bench.queue.is_pending(A)
    assert bench.queue.is_busy
    assert not bench.queue.is_pending(B)
    bench.step(2)
    assert bench.next() == ("done", A)
    bench.queue.ask([B])
    assert bench.next() == ("start", B)
    assert not bench.queue.is_pending(A)


def test_the_newest_text_wins(bench: Bench) -> None:
    bench.queue.ask([A])
    assert bench.next() == ("start", A)
    bench.step()
    bench.queue.ask([A])
    bench.step()
    assert bench.several(2) == [("stop", A), ("start", A)]
    bench.step(2)
    assert bench.next() == ("done", A)


def test_a_burst_is_one_run(bench: Bench) -> None:
    bench.queue.ask([A])
    assert bench.next() == ("start", A)
    for _ in range(50):
        bench.queue.ask([A])
        bench.queue.ask([B])
    bench.step(1)
    assert bench.next() == ("stop", A)
    assert bench.next() == ("start", B)
    bench.step(2)
    assert bench.several(2) == [("done", B), ("start", A)]
    bench.step(2)
    assert bench.next() == ("done", A)
    bench.queue.ask([C])
    assert bench.next() == ("start", C), "nothing of the burst is left"


def test_the_last_that_a_person_looked_at_comes_first(bench: Bench) -> None:
    bench.queue.ask([A])
    assert bench.next() == ("start", A)
    bench.queue.ask([B, C])
    bench.step(2)
    assert bench.several(2) == [("done", A), ("start", C)]


def test_what_a_person_looks_at_goes_before_the_others(bench: Bench) -> None:
    bench.queue.ask([A])
    assert bench.next() == ("start", A)
    bench.queue.ask([B], urgent=False)
    bench.queue.ask([C])
    bench.step(2)
    assert bench.several(2) == [("done", A), ("start", C)]
    bench.step(2)
    assert bench.several(2) == [("done", C), ("start", B)]
    bench.step(2)
    assert bench.next() == ("done", B)


def test_urgent_work_stays_urgent(bench: Bench) -> None:
    bench.queue.ask([A])
    assert bench.next() == ("start", A)
    bench.queue.ask([B], urgent=False)
    bench.queue.ask([C])
    bench.queue.ask([C], urgent=False)
    bench.step(2)
    assert bench.several(2) == [("done", A), ("start", C)]


def test_work_that_nobody_waits_for_is_given_up_only_for_urgent_work(bench: Bench) -> None:
    bench.queue.ask([A], urgent=False)
    assert bench.next() == ("start", A)
    bench.queue.ask([A], urgent=False)
    bench.step(2)
    assert bench.several(2) == [("done", A), ("start", A)], "or it might never be done"
    bench.queue.ask([B])
    bench.step(2)
    assert bench.several(2) == [("done", A), ("start", B)], "its result still counts"
    bench.queue.ask([A], urgent=False)
    bench.step(2)
    assert bench.several(2) == [("done", B), ("start", A)]
    bench.queue.ask([A], urgent=False)
    bench.queue.ask([B])
    bench.step(1)
    assert bench.several(2) == [("stop", A), ("start", B)]
    bench.step(2)
    assert bench.several(2) == [("done", B), ("start", A)]


def test_an_analysis_that_is_just_begun_is_not_missed(bench: Bench) -> None:
    """It is queued or it runs, whoever asks while it goes from the one to the other."""
    found: list[bool] = []
    threads = [
        Thread(target=lambda: found.append(bench.queue.is_pending(A))),
        Thread(target=lambda: found.append(bench.queue.is_busy)),
    ]

    class Slow(dict[Path, None]):
        def popitem(self) -> tuple[Path, None]:
            item = super().popitem()
            for each in threads:
                each.start()
                each.join(0.02)
            return item

    bench.queue._urgent = Slow()
    bench.queue.ask([A])
    assert bench.next() == ("start", A)
    for each in threads:
        each.join(SECONDS)
    assert found == [True, True]


def test_it_stops_at_the_next_stage(bench: Bench) -> None:
    bench.queue.ask([A])
    assert bench.next() == ("start", A)
    bench.queue.ask([B])
    bench.queue.stop()
    bench.step()
    assert bench.next() == ("stop", A)
    assert bench.happened.empty()


def test_requests_go_before_a_stage_that_nobody_waits_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float | None] = []
    wait: Callable[[float | None], bool] = bench.idle.wait

    def counting(timeout: float | None = None) -> bool:
        waited.append(timeout)
        return wait(0)

    monkeypatch.setattr(bench.idle, "wait", counting)
    bench.idle.clear()
    bench.queue.ask([A])
    bench.step(2)
    assert bench.several(2) == [("start", A), ("done", A)]
    assert waited == [0.05], "before VALIDATE; LOAD parses what requests wait for"

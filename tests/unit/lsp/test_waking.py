"""When what has waited is looked at again: as soon as any of it may have waited long enough."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from typist import KEY_SECONDS, Typist

import corpus
from floe_lsp.lsp.state.patience import ENTRY_SECONDS, WORD_SECONDS
from floe_lsp.lsp.work.waking import Waker

pytestmark = pytest.mark.requirement("quiet typing")

PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
transforms:
  - name: stg_orders
    tier: bronze
"""


class Timer:
    def __init__(self, when: float, call: Callable[[], None]) -> None:
        self._when, self.call = when, call
        self.is_cancelled = False

    def when(self) -> float:
        return self._when

    def cancel(self) -> None:
        self.is_cancelled = True


class Loop:
    """An event loop of timers alone, by the clock of a person who types."""

    def __init__(self, typist: Typist) -> None:
        self._typist = typist
        self._timers: list[Timer] = []

    def time(self) -> float:
        return self._typist.now

    def call_at(self, when: float, call: Callable[[], None]) -> Timer:
        self._timers.append(Timer(when, call))
        return self._timers[-1]

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        return self.call_at(self.time() + seconds, call)

    @property
    def due(self) -> list[float]:
        self._timers = [each for each in self._timers if not each.is_cancelled]
        return [each.when() for each in self._timers]

    def run_until(self, when: float) -> None:
        while (due := self.due) and min(due) <= when:
            timer = self._timers.pop(due.index(min(due)))
            self._typist.now = max(self._typist.now, timer.when())
            timer.call()
        self._typist.now = when


@pytest.fixture
def typist(tmp_path: Path) -> Typist:
    manifest = corpus.DEFAULT_FILES["manifest.yaml"]
    (tmp_path / "manifest.yaml").write_text(manifest, encoding="utf-8")
    return Typist(tmp_path / "floe.yaml", PRODUCT)


@pytest.fixture
def loop(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> Loop:
    made = Loop(typist)
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


def waker_of(typist: Typist) -> Waker:
    def look(_: set[Path]) -> None:
        typist.wait(0)

    return Waker(typist.session.patience, look)


def codes(typist: Typist) -> list[str]:
    return [each.code for each in typist.shown]


def test_what_is_due_sooner_is_shown_sooner(typist: Typist, loop: Loop) -> None:
    _ = waker_of(typist)
    typist.write("  - tier: gold")
    last = typist.now
    loop.run_until(last + WORD_SECONDS)
    assert (codes(typist), loop.due) == ([], [pytest.approx(last + ENTRY_SECONDS)])
    loop.run_until(last + 0.7 - KEY_SECONDS)
    typist.write("x")
    assert loop.due == [pytest.approx(last + 0.7 + WORD_SECONDS)]
    loop.run_until(last + 0.7 + WORD_SECONDS + 0.01)
    assert codes(typist) == ["E111"]
    loop.run_until(last + 0.7 + ENTRY_SECONDS + 0.01)
    assert codes(typist) == ["E103", "E111"]
    assert loop.due == []


def test_a_timer_that_is_due_first_stays(typist: Typist, loop: Loop) -> None:
    """Each key puts off what waits; the look that finds that plans the next one."""
    _ = waker_of(typist)
    typist.write("  - tier: gold")
    due = loop.due
    typist.write("x")
    assert loop.due == due


def test_nothing_is_planned_after_the_end(typist: Typist, loop: Loop) -> None:
    waker = waker_of(typist)
    typist.write("  - tier: gold")
    assert loop.due != []
    waker.stop()
    assert loop.due == []
    typist.write("x")
    waker.stop()
    assert loop.due == []

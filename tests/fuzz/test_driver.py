"""The fuzzer itself: what breaks is found, made small, written down, and told once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from fuzzing.driver import Bounds, Driver
from fuzzing.failures import broken_by
from fuzzing.mutations import shorter
from fuzzing.target import Broken, Ran

pytestmark = pytest.mark.requirement("robustness")


class Letters:
    """Texts of letters, in which some things must not be."""

    name = "letters"
    thorough_each = 10
    warm_after = 50

    def __init__(self) -> None:
        self.kept = 0
        self.leaks = False

    def seeds(self) -> list[str]:
        return ["begin"]

    def mutated(self, given: str, other: str, chance: Random) -> str:
        return given[: chance.randint(0, len(given))] + chance.choice("abcxyz") + other[-3:]

    def run(self, given: str, *, thorough: bool) -> Ran:
        self.kept += self.leaks
        if "xy" in given:
            raise Broken("no x before y", given)
        if thorough and "z" in given:
            raise ValueError(given)
        return Ran(len(given), frozenset(given))

    def smaller(self, given: str) -> Iterator[str]:
        yield from shorter(given)

    def dumped(self, given: str) -> str:
        return given

    def loaded(self, text: str) -> str:
        return text

    def size_in_memory(self) -> int:
        return 100 + self.kept


def driver(target: Letters, folder: Path, said: list[str]) -> Driver[str]:
    return Driver(target, Random(1), folder, say=said.append)  # noqa: S311 - the same each time


def test_what_breaks_is_told_once_and_small(tmp_path: Path) -> None:
    target, said = Letters(), list[str]()
    figures = driver(target, tmp_path, said).run(Bounds(executions=2_000))
    assert figures.executions == 2_000
    texts = sorted(path.read_text(encoding="utf-8") for path in figures.failures)
    assert texts == ["xy", "z"]
    assert len(said) == 2
    assert all(str(path) in "".join(said) for path in figures.failures)
    for path in figures.failures:
        again = broken_by(target, target.loaded(path.read_text(encoding="utf-8")))
        assert again is not None
        assert path.with_suffix(".txt").read_text(encoding="utf-8").startswith(again.signature)


def test_what_shows_something_new_is_kept_for_the_next_run(tmp_path: Path) -> None:
    first = driver(Letters(), tmp_path, []).run(Bounds(executions=500))
    assert 0 < first.kept <= len("acxyz")
    again = driver(Letters(), tmp_path, []).run(Bounds(executions=500))
    assert again.kept == 0


@pytest.mark.parametrize("leaks", [False, True])
def test_memory_that_grows_is_a_failure(leaks: bool, tmp_path: Path) -> None:
    target, said = Letters(), list[str]()
    target.leaks = leaks
    driver(target, tmp_path, said).run(Bounds(executions=400))
    assert any(each.startswith("memory is flat") for each in said) is leaks


def test_a_run_ends_when_its_time_is_over(tmp_path: Path) -> None:
    figures = driver(Letters(), tmp_path, []).run(Bounds(seconds=0.05))
    assert figures.executions > 0

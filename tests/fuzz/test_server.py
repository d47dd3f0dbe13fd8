"""An editor that does anything, for a moment; ``make fuzz`` goes on for minutes."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from fuzzing.driver import Bounds, Driver
from fuzzing.failures import broken_by
from fuzzing.server import ServerDoor

pytestmark = pytest.mark.requirement("robustness")

FOUND = sorted(Path(__file__).parent.glob("found/server-*.json"))


def test_conversations(tmp_path: Path) -> None:
    chance = Random(20261129)  # noqa: S311 - the same conversations in every run
    figures = Driver(ServerDoor(), chance, tmp_path).run(Bounds(operations=900))
    assert figures.failures == []
    assert figures.operations >= 900
    assert figures.thorough > 5


@pytest.mark.parametrize("path", FOUND, ids=[path.stem for path in FOUND])
def test_what_was_found_once(path: Path) -> None:
    target = ServerDoor()
    found = broken_by(target, target.loaded(path.read_text(encoding="utf-8")))
    assert found is None, found.trace

"""Changed documents for a moment; ``make fuzz`` goes on for minutes."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from fuzzing.documents import Documents
from fuzzing.driver import Bounds, Driver
from fuzzing.failures import broken_by

pytestmark = pytest.mark.requirement("robustness")

FOUND = sorted(Path(__file__).parent.glob("found/documents-*.json"))


def test_changed_documents(tmp_path: Path) -> None:
    chance = Random(20261129)  # noqa: S311 - the same changes in every run
    figures = Driver(Documents(), chance, tmp_path).run(Bounds(executions=2_500))
    assert figures.failures == []
    assert figures.executions == 2_500
    assert figures.thorough > 20
    assert figures.kept > 0


@pytest.mark.parametrize("path", FOUND, ids=[path.stem for path in FOUND])
def test_what_was_found_once(path: Path) -> None:
    target = Documents()
    found = broken_by(target, target.loaded(path.read_text(encoding="utf-8")))
    assert found is None, found.trace

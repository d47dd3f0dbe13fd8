"""Every annotated document of the editor's features, run."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
import editor

DOCUMENTS = sorted((Path(__file__).parent / "editor").rglob("*.md"))
CASES = [
    pytest.param(case, id=case.id, marks=[pytest.mark.requirement(case.path.parent.name)])
    for path in DOCUMENTS
    for case in corpus.read(path)
]


@pytest.mark.parametrize("case", CASES)
def test_case(case: corpus.Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    actual = editor.run(case, tmp_path)
    if request.config.getoption("--update-corpus"):
        corpus.update(case, actual)
        return
    assert actual == {info: case.files[info].body for info in actual}
    assert actual

"""The search for secrets finds none in projects that hold none: ours, and those that dbt ships."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import other_python

from floe_lsp.compilation.enforce.scanning.searched_files import LANGUAGES
from floe_lsp.schemas.types.secrets.hard_coded import find_hard_coded

pytestmark = pytest.mark.requirement("secret scanning")

EXAMPLES = Path(__file__).parents[2] / "examples"


def found_below(folder: Path) -> tuple[list[tuple[str, str]], int]:
    """Return what is found in the searched files of a folder, and how many they are."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in LANGUAGES]
    found = [
        (path.relative_to(folder).as_posix(), each.kind.value)
        for path in files
        for each in find_hard_coded(path.read_text(encoding="utf-8"), LANGUAGES[path.suffix])
    ]
    return found, len(files)


def test_none_in_the_examples() -> None:
    found, count = found_below(EXAMPLES)
    assert count > 40
    assert found == []


def test_none_in_the_projects_that_dbt_ships() -> None:
    python = Path(other_python("FLOE_TEST_DBT_PYTHON"))
    (shipped,) = python.parents[1].glob("lib/python*/site-packages/dbt/include")
    found, count = found_below(shipped)
    assert count > 300
    assert found == []

"""docs/architecture.md names every room of the package, and no file that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.requirement("docs/architecture.md")

PACKAGE = Path(__file__).parents[3] / "server" / "floe_lsp"
PAGE = PACKAGE.parents[1] / "docs" / "architecture.md"
FLOORS = PAGE.read_text(encoding="utf-8").partition("## The floors\n")[2].partition("\n### ")[0]


def rooms() -> list[Path]:
    return [path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE]


@pytest.mark.parametrize("room", [room.relative_to(PACKAGE).as_posix() for room in rooms()])
def test_every_room_is_named(room: str) -> None:
    name = room.rpartition("/")[2]
    assert re.search(rf"`[ /\w]*\b{name}/`", FLOORS) is not None


def test_no_room_of_a_floor_has_two_lines() -> None:
    lines = re.findall(r"^\| `(\w+/)` \|", FLOORS, re.MULTILINE)
    assert len(lines) > 10
    assert len(lines) == len(set(lines))


def test_no_file_is_named_that_is_not_there() -> None:
    named = set(re.findall(r"`\s?((?:\w+/)*\w+\.py)`", FLOORS))
    assert len(named) > 25
    there = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
    gone = {each for each in named if not any(f"/{path}".endswith(f"/{each}") for path in there)}
    assert gone == set()

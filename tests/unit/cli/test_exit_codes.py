"""The table of exit codes in the documentation names all that can come, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import floe_lsp
from floe_lsp.cli import exit_codes
from floe_lsp.compilation import Stage

ROOT = Path(floe_lsp.__file__).parents[2]
PAGE = ROOT / "docs" / "troubleshooting.md"
ENTRY = ROOT / "client-vscode" / "scripts" / "server_entry.py"

pytestmark = pytest.mark.requirement("robustness")


def documented() -> set[int]:
    section = PAGE.read_text(encoding="utf-8").partition("## Exit codes\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([\d, ]+) \|", section, re.MULTILINE)
    return {int(number) for row in rows for number in row.split(",")}


def in_program() -> Iterator[int]:
    yield 0
    yield from (stage.exit_code for stage in Stage)
    yield from (value for value in vars(exit_codes).values() if isinstance(value, int))
    entry = ENTRY.read_text(encoding="utf-8")
    yield from map(int, re.findall(r"^EXIT_\w+ = (\d+)", entry, re.MULTILINE))


def test_the_table_names_every_code() -> None:
    assert documented() == set(in_program()) == {0, 1, 2, 3, 70, 130, 141}

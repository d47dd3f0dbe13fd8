"""What is true of a code stands in the catalogue, and nobody else lists codes by their facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import floe_lsp
from floe_lsp.compilation.codes import CODES, Trait, no_such_code

_ASKED_BY_CODE = re.compile(
    r"""(?:[=!]=|\bin [({]|\bin \[|set\([({\[])\s*["'](?:FLOE-)?E\d{3}["']""", re.MULTILINE
)
"""``code == "E117"``, ``code in ("E001", ...)``, ``frozenset({"E116", ...})``."""


@pytest.mark.requirement("codes")
def test_no_file_keeps_a_list_of_codes() -> None:
    root = Path(floe_lsp.__file__).parent
    asking = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if _ASKED_BY_CODE.search(path.read_text(encoding="utf-8"))
    }
    assert asking == set()


@pytest.mark.requirement("codes")
def test_each_trait_is_that_of_a_code() -> None:
    used = {trait for info in CODES.values() for trait in info.traits}
    assert used == set(Trait)


@pytest.mark.requirement("codes")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("e11O", "there is no code 'e11O'; did you mean E110?"),
        ("nonsense", "there is no code 'nonsense'; floe explain lists every code"),
        ("\x1b[2J", "there is no code '\\x1b[2J'; floe explain lists every code"),
    ],
)
def test_a_code_that_is_none(code: str, said: str) -> None:
    assert no_such_code(code, otherwise="; floe explain lists every code") == said

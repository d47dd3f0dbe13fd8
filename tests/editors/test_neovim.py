"""Neovim without a screen, an old and a current one, each set up as docs/editors.md says."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from editor_setups import LINE_OF_CRON, Check, set_up

CHECK = Path(__file__).with_name("check.lua")
VARIABLE = "FLOE_TEST_NEOVIM"


def _command(program: str, init: Path) -> tuple[str, ...]:
    return (program, "--headless", "-u", str(init), "-i", "NONE", "-n", "-c", f"luafile {CHECK}")


def test_the_neovim_of_the_distribution(check: Check, tmp_path: Path) -> None:
    program = shutil.which("nvim")
    assert program, "`make env-editors` installs it"
    init = tmp_path / "init.lua"
    init.write_text(set_up("Neovim 0.7 to 0.10", "lua"), encoding="utf-8")
    _shows_what_is_typed(check(_command(program, init)))


def test_a_current_neovim(check: Check, tmp_path: Path) -> None:
    program = os.environ.get(VARIABLE)
    if not program:
        pytest.fail(f"{VARIABLE} is not set; `make test` installs that Neovim and sets it")
    init = tmp_path / "init.lua"
    init.write_text(set_up("Neovim 0.11 and newer", "lua"), encoding="utf-8")
    _shows_what_is_typed(check(_command(program, init)))


def _shows_what_is_typed(answer: Mapping[str, Any]) -> None:
    """A mistake shows after a pause; Neovim asks in the middle of the work, and by number."""
    (typed,) = answer["typed"]
    assert (typed["code"], typed["line"]) == ("E120", LINE_OF_CRON)
    assert answer["questions"] == 0
    (said,) = answer["said"]
    assert said.startswith("floe: orders compiled: ")

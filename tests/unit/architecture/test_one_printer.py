"""Commands print lines through ``cli/printing.py``, which escapes what a terminal obeys."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import floe_lsp.cli


@pytest.mark.requirement("security")
def test_no_command_prints_past_it() -> None:
    folder = Path(floe_lsp.cli.__path__[0])
    printing = {
        path.name
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    }
    assert printing == {"printing.py"}

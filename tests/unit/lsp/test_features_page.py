"""docs/features.md says of every message of the specification whether it is served."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from lsprotocol import types

from floe_lsp.ide.commands import EditorCommand
from floe_lsp.lsp.handlers.commands import COMMANDS
from floe_lsp.lsp.handlers.diagnostics import Pull
from floe_lsp.lsp.handlers.notifications import NOTIFICATIONS, caret
from floe_lsp.lsp.handlers.requests import REQUESTS
from floe_lsp.lsp.handlers.requests.completion import TRIGGER_SUGGEST
from floe_lsp.lsp.handlers.requests.lenses import SHOW_REFERENCES

CONVERSATION = {
    "$/cancelRequest",
    "$/progress",
    "$/setTrace",
    "exit",
    "initialize",
    "initialized",
    "shutdown",
    "textDocument/didChange",
    "textDocument/didClose",
    "textDocument/didOpen",
    "textDocument/didSave",
    "window/workDoneProgress/cancel",
}
"""What belongs to every conversation and so to no table of the page."""

SERVED = {
    *NOTIFICATIONS,
    *(each.method for each in REQUESTS),
    *object.__new__(Pull).requests(),
    types.WORKSPACE_EXECUTE_COMMAND,
}
"""What the tables of handlers serve; the last asks for what is in ``COMMANDS``."""

FROM_EDITORS = {
    method
    for method in types.METHOD_TO_TYPES
    if types.message_direction(method) in ("clientToServer", "both")
}


def section(page: str, heading: str) -> str:
    return re.split(rf"^## {heading}$", page, flags=re.MULTILINE)[1].partition("\n## ")[0]


def methods(text: str) -> list[str]:
    """Return the methods in the first column; ``range`` after ``a/b/full`` is ``a/b/range``."""
    found: list[str] = []
    for line in text.splitlines():
        if not line.startswith("| `"):
            continue
        prefix = ""
        for name in re.findall(r"`([^`]+)`", line.split("|")[1]):
            if "/" in name:
                prefix = name.rpartition("/")[0]
            found.append(name if "/" in name else f"{prefix}/{name}")
    return found


@pytest.fixture
def page(repository: Path) -> str:
    return (repository / "docs" / "features.md").read_text(encoding="utf-8")


def test_what_is_served(page: str) -> None:
    assert sorted(methods(section(page, "Served"))) == sorted(SERVED - CONVERSATION)


def test_what_is_not_served(page: str) -> None:
    patterns = methods(section(page, "Not served, and why"))
    refused = {
        method
        for method in FROM_EDITORS
        if any(fnmatchcase(method, pattern) for pattern in patterns)
    }
    served = SERVED | CONVERSATION
    assert served & refused == set()
    assert served | refused == {*FROM_EDITORS, caret.METHOD}
    unknown = [each for each in patterns if not any(fnmatchcase(it, each) for it in FROM_EDITORS)]
    assert unknown == [], "no such method"


def test_the_commands(page: str) -> None:
    table = section(page, "Commands")
    assert re.findall(r"^\| `(floe\.\w+)`", table, re.MULTILINE) == list(COMMANDS)


def test_the_commands_of_the_client(page: str) -> None:
    below_the_table = section(page, "Commands").rpartition("\n| ")[2].partition("\n")[2]
    named = re.findall(r"`(\w+(?:\.\w+)+)`", below_the_table)
    assert named == [SHOW_REFERENCES, EditorCommand.CHOOSE_MANIFEST, TRIGGER_SUGGEST]

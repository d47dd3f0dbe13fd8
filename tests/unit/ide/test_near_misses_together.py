"""Many guesses together are held to what one is: what they bring up on their lines counts."""

from __future__ import annotations

from pathlib import Path

import pytest

import editor
from corpus import DEFAULT_FILES
from floe_lsp.ide.code_actions import ActionKind, code_actions
from floe_lsp.syntax import Span

pytestmark = pytest.mark.requirement("code-actions")

TAGS = DEFAULT_FILES["floe.yaml"] + "    tags: &daily [daily]\n"
MISSPELT = "  - {name: %s, tier: %s, tags: *dialy}\n"


def offered(folder: Path, text: str) -> list[str]:
    for name, each in {**DEFAULT_FILES, "floe.yaml": text}.items():
        (folder / name).write_text(each, encoding="utf-8")
    snapshot = editor.snapshot_of(folder, "floe.yaml")
    whole = Span(0, len(snapshot.document.text))
    kinds = (ActionKind.QUICK_FIX.value, ActionKind.FIX_NEAR_MISSES.value)
    return [each.title for each in code_actions(snapshot, whole, kinds)]


def test_what_one_guess_is_refused_for_refuses_all_of_them(tmp_path: Path) -> None:
    one, two = (MISSPELT % (name, "copper") for name in ("a", "b"))
    assert offered(tmp_path, TAGS + one) == []
    assert "Fix all near misses" not in offered(tmp_path, TAGS + one + two)


def test_guesses_that_bring_nothing_up_are_offered_together(tmp_path: Path) -> None:
    one, two = (MISSPELT % (name, "gold") for name in ("a", "b"))
    assert offered(tmp_path, TAGS + one + two)[-1] == "Fix all near misses"

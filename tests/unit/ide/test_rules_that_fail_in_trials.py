"""A fix whose text breaks a rule of ours is refused alone: the others are offered all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import editor
from corpus import DEFAULT_FILES
from floe_lsp.compilation import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.validate import validator
from floe_lsp.ide.code_actions import code_actions
from floe_lsp.syntax import Span

TWO_MISTAKES = {
    "floe.yaml": DEFAULT_FILES["floe.yaml"] + "    tier: golf\n  - name: b\n    tier: silvr\n",
    "manifest.yaml": DEFAULT_FILES["manifest.yaml"]
    + "scope: enterprize\ngovernance:\n  pii_encryption: requird\n",
}
"""By file a text of which one fix is good, and another one breaks the rule below."""
GOOD = {"floe.yaml": "Replace with 'gold'", "manifest.yaml": "Replace with 'enterprise'"}
BREAKS = {"floe.yaml": "silver", "manifest.yaml": "required"}


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize("name", TWO_MISTAKES)
def test_the_other_fixes_are_offered(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(document: Document) -> Iterator[Diagnostic]:
        if f": {BREAKS[name]}\n" in document.text.text:
            raise ZeroDivisionError
        yield from ()

    monkeypatch.setattr(validator, "DOCUMENT_RULES", (*validator.DOCUMENT_RULES, fails))
    for each, text in {**DEFAULT_FILES, name: TWO_MISTAKES[name]}.items():
        (tmp_path / each).write_text(text, encoding="utf-8")
    snapshot = editor.snapshot_of(tmp_path, name)
    offered = code_actions(snapshot, Span(0, len(snapshot.document.text)), ("quickfix",))
    titles = [each.title for each in offered]
    assert GOOD[name] in titles
    assert f"Replace with '{BREAKS[name]}'" not in titles

"""Safe fixes that would change the same text are not applied together."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Diagnostic, Sources
from floe_lsp.compilation.diagnostics import Applicability
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.fixes.fix_all import together
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span, TextEdit

PATH = Path("/somewhere/floe.yaml")


def _snapshot() -> Snapshot:
    sources = Sources()
    sources.open(PATH, SourceText("apiVersion: floe.dev/v1\nkind: FloeSpec\n"))
    return Snapshot(sources.document(PATH), FileKind.PRODUCT)


def _found(snapshot: Snapshot, *edits: TextEdit, safe: bool = True) -> Diagnostic:
    document = snapshot.document
    how_sure = Applicability.SAFE if safe else Applicability.UNSAFE
    fix = document.fix("Fix it", *edits, applicability=how_sure)
    return document.diagnostic("E108", Span(0, 1), "wrong", fixes=(fix,))


@pytest.mark.requirement("code-actions")
@pytest.mark.parametrize(
    ("other", "applied"),
    [
        (Span(4, 6), ["x"]),  # overlaps
        (Span(3, 5), ["x"]),  # the same
        (Span(5, 7), ["x", "y"]),  # touches
        (Span(9, 9), ["x", "y"]),
    ],
)
def test_the_first_of_two_that_overlap(other: Span, applied: list[str]) -> None:
    snapshot = _snapshot()
    found = [
        _found(snapshot, TextEdit(Span(3, 5), "x")),
        _found(snapshot, TextEdit(other, "y")),
    ]
    assert [edit.text for edit in together(found, snapshot)] == applied


@pytest.mark.requirement("code-actions")
def test_all_edits_of_a_fix_or_none_and_only_safe_ones() -> None:
    snapshot = _snapshot()
    found = [
        _found(snapshot, TextEdit(Span(8, 9), "u"), safe=False),
        _found(snapshot, TextEdit(Span(3, 5), "x")),
        _found(snapshot, TextEdit(Span(0, 1), "y"), TextEdit(Span(4, 6), "z")),
    ]
    assert [edit.text for edit in together(found, snapshot)] == ["x"]

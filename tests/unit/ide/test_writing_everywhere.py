"""Code actions and formatting at every cursor of every document of the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

import corpus
import editor
from floe_lsp.compilation.diagnostics import Diagnostic, Edit, apply_edits
from floe_lsp.ide.code_actions import ActionKind, code_actions
from floe_lsp.ide.fixes.overlay import trials_of
from floe_lsp.ide.formatting import format_document, format_range
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span, parse

TESTS = Path(__file__).parents[2]
CASES = [
    pytest.param(case, id=case.id)
    for folder in ("corpus", "editor")
    for path in sorted((TESTS / folder).rglob("*.md"))
    for case in corpus.read(path)
    if any(name.endswith("floe.yaml") for name in case.files)
    and "encoding" not in case.options
    and not any(name.startswith(corpus.SITE) for name in case.files)
]
SOME = CASES[::5]
"""What analyses a text again for every action looks at fewer documents."""

_WORD = re.compile(r"[\w-]+")


def _snapshot(case: corpus.Case, folder: Path) -> Snapshot | None:
    case.write(folder)
    name = next(name for name in case.files if name.endswith("floe.yaml"))
    path = folder / name
    if not path.is_file() or path.is_symlink():
        return None
    text = path.read_text(encoding="utf-8").replace(editor.CURSOR, "")
    path.write_text(text, encoding="utf-8", newline="")
    return editor.snapshot_of(folder, name)


def _cursors(text: str) -> Iterator[int]:
    """Every seventh begin of a word, and both ends of the text."""
    words = [match.start() for match in _WORD.finditer(text)]
    yield from (0, *words[::7], len(text))


def _check(snapshot: Snapshot, edits: tuple[Edit, ...]) -> None:
    by_path: dict[Path, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.location.path, []).append(edit)
    for path, own in by_path.items():
        # What an action writes beside the file are property files of its dbt project.
        text = snapshot.document.text.text
        if path != snapshot.path:
            assert path.suffix == ".yml"
            text = path.read_text(encoding="utf-8")
        assert all(
            0 <= start <= end <= len(text) for edit in own for start, end in [edit.location.span]
        )
        spans = sorted(edit.location.span for edit in own)
        assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.requirement("code-actions")
@pytest.mark.parametrize("case", CASES[::2])
def test_every_cursor(case: corpus.Case, tmp_path: Path) -> None:
    snapshot = _snapshot(case, tmp_path)
    if snapshot is None:
        return
    text = snapshot.document.text.text
    for offset in _cursors(text):
        span = Span(offset, offset)
        for action in code_actions(snapshot, span, automatic=True):
            _check(snapshot, action.edits)
        format_range(snapshot, span)
    for action in code_actions(snapshot, Span(0, len(text)), ("source",)):
        _check(snapshot, action.edits)
    _check(snapshot, format_document(snapshot))


@pytest.mark.requirement("code-actions")
@pytest.mark.parametrize("case", SOME)
def test_comments_silence_what_they_are_for(case: corpus.Case, tmp_path: Path) -> None:
    snapshot = _snapshot(case, tmp_path)
    if snapshot is None:
        return
    text = snapshot.document.text.text
    actions = code_actions(snapshot, Span(0, len(text)), (ActionKind.QUICK_FIX.value,))
    for action in [each for each in actions if each.title.startswith("Ignore")][:4]:
        changed = apply_edits(text, action.edits)
        assert repr(_value(changed)) == repr(_value(text)), "a comment changed the value"
        after = [(each.code, each.message) for each in _after(snapshot, action.edits)]
        for silenced in action.diagnostics:
            before = [(each.code, each.message) for each in snapshot.diagnostics]
            found = (silenced.code, silenced.message)
            assert after.count(found) < before.count(found), action.title


@pytest.mark.requirement("code-actions")
@pytest.mark.parametrize("case", SOME)
def test_fix_all_leaves_nothing_that_it_would_fix(case: corpus.Case, tmp_path: Path) -> None:
    snapshot = _snapshot(case, tmp_path)
    if snapshot is None:
        return
    for action in code_actions(snapshot, Span(0, 0), (ActionKind.FIX_ALL.value,)):
        text = apply_edits(snapshot.document.text.text, action.edits)
        snapshot.path.write_text(text, encoding="utf-8", newline="")
        again = editor.snapshot_of(tmp_path, snapshot.path.relative_to(tmp_path).as_posix())
        # One that only uncovers other mistakes is left to a person, and so it stays.
        assert not code_actions(again, Span(0, 0), (ActionKind.FIX_ALL.value,))


def _after(snapshot: Snapshot, edits: Sequence[Edit]) -> list[Diagnostic]:
    """What is found in a file after some edits."""
    found = trials_of(snapshot).after(edits)
    return [each for each in found if each.location.path == snapshot.path]


def _value(text: str) -> object:
    root = parse(SourceText(text)).root
    return None if root is None else root.value

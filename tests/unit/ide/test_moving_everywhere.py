"""Definition, references and rename at the words of every test document, and in odd texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
import editor
from floe_lsp.compilation import Document, Sources
from floe_lsp.compilation.diagnostics import Edit, Location, apply_edits
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.ide.goto_definition import declaration, definition, implementation
from floe_lsp.ide.references import references
from floe_lsp.ide.rename import RenameResult, RenameTarget, prepare_rename, rename
from floe_lsp.ide.rename.files import will_rename_files
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span

pytestmark = pytest.mark.requirement("moving everywhere")

TESTS = Path(__file__).parents[2]
DOCUMENTS = sorted([*(TESTS / "corpus").rglob("*.md"), *(TESTS / "editor").rglob("*.md")])
_WORD = re.compile(r"[*&]?[\w-]+")
_FILE = re.compile(r"[\w./-]+\.ya?ml")


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the YAML files of a test document by name."""
    for case in corpus.read(path):
        for name, fence in case.files.items():
            if _FILE.fullmatch(name):
                yield name, corpus.unmarked(fence.body).replace(editor.CURSOR, "")


def parsed(text: str, path: Path) -> Document:
    sources = Sources()
    sources.open(path, SourceText(text))
    return sources.document(path)


def snapshot_of(text: str, path: Path, kind: FileKind) -> Snapshot:
    return Snapshot(parsed(text, path), kind, folders=(path.parent,), now=editor.NOW)


def cursors(text: str, most: int) -> list[int]:
    found = sorted({end for match in _WORD.finditer(text) for end in match.span()})
    return found[:: max(1, len(found) // most)]


def inside(text: SourceText, span: Span) -> bool:
    return 0 <= span.start <= span.end <= len(text)


def locations(snapshot: Snapshot, offset: int) -> Iterator[Location]:
    for feature in (definition, declaration, implementation):
        jump = feature(snapshot, offset)
        if jump is not None:
            assert inside(snapshot.document.text, jump.origin)
            assert jump.targets
            for target in jump.targets:
                assert inside(target.location.text, target.whole)
                yield target.location
    for reference in references(snapshot, offset):
        yield reference.location


def check(snapshot: Snapshot, offset: int) -> None:
    for location in locations(snapshot, offset):
        assert inside(location.text, location.span)
    prepared = prepare_rename(snapshot, offset)
    result = rename(snapshot, offset, "other_name", with_files=True)
    if isinstance(prepared, RenameTarget):
        assert inside(snapshot.document.text, prepared.span)
        assert prepared.placeholder
    if isinstance(result, RenameResult):
        assert isinstance(prepared, RenameTarget)
        edits = [*result.edits, *(asked.edit for asked in result.edits_to_confirm)]
        assert all(inside(edit.location.text, edit.location.span) for edit in edits)
        assert not overlapping(result.edits)
        if not snapshot.document.problems:
            check_meaning(snapshot, prepared, result)


def check_meaning(snapshot: Snapshot, prepared: RenameTarget, result: RenameResult) -> None:
    """A rename changes names and nothing else: what hung together still does."""
    document = snapshot.document
    after = parsed(apply_edits(document.text.text, result.edits), snapshot.path)
    assert not after.problems
    before, names = facts(document), [name for name, _ in facts(document)]
    if document.text.text[prepared.span.start - 1] in "&*":
        assert after.value == document.value
    elif names.count(prepared.placeholder) == 1:
        new = {prepared.placeholder: "other_name"}
        expected = [
            (new.get(name, name), [new.get(each, each) for each in depends_on])
            for name, depends_on in before
        ]
        is_product_name = document.value != after.value and facts(after) == before
        assert facts(after) == expected or is_product_name


def facts(document: Document) -> list[tuple[str, list[str]]]:
    return [
        (transform.name or "", [reference.name for reference in transform.dependencies])
        for transform in ProductOutline(document).transforms
    ]


def overlapping(edits: Iterable[Edit]) -> bool:
    spans = sorted(edit.location.span for edit in edits)
    return any(left.end > right.start for left, right in pairwise(spans))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_word_of_the_test_documents(path: Path, tmp_path: Path) -> None:
    for name, text in texts(path):
        kind = FileKind.MANIFEST if "manifest" in name else FileKind.PRODUCT
        snapshot = snapshot_of(text, tmp_path / name, kind)
        for offset in cursors(text, 25):
            check(snapshot, offset)


PIECES = st.sampled_from(
    [
        *("transforms:\n", "  - name: a\n", "  - {name: b, dependsOn: [a]}\n", "dependsOn: [a, b]"),
        *(
            "    dependsOn: *x\n",
            "&x ",
            "*x",
            "<<: *x\n",
            "x-a: &x [a]\n",
            "- ",
            "a",
            '"',
            "'",
            "[",
        ),
        *(
            "{",
            "}",
            "]",
            ":",
            "\r\n",
            "\n",
            "\t",
            "🚲",
            "\u2028",
            "\x85",
            "# a\n",
            "name: >-\n  a\n",
        ),
        *("metadata: {name: a}\n", "platform: {manifest: a}\n", "compute: a\n", "\x00", "  "),
    ]
)


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from(list(FileKind)))
def test_odd_texts(text: str, kind: FileKind) -> None:
    snapshot = snapshot_of(text, Path("/nowhere/floe.yaml"), kind)
    for offset in range(-1, len(text) + 2):
        check(snapshot, offset)
    will_rename_files(snapshot, [(Path("/nowhere/models/a.sql"), Path("/nowhere/models/b.sql"))])


PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0, description: "🚲🚲"} # 🚲 a
transforms:
  - {name: "a", tags: ["🚲", a]}
  - name: b
    dependsOn: [ 'a' ]
"""


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_line_breaks_and_wide_characters_keep_their_place(line_break: str, tmp_path: Path) -> None:
    text = PRODUCT.replace("\n", line_break)
    snapshot = snapshot_of(text, tmp_path / "floe.yaml", FileKind.PRODUCT)
    offset = text.index("'a'") + 1
    jump = definition(snapshot, offset)
    assert jump is not None
    (target,) = jump.targets
    assert target.location.span.start == text.index('"a"') + 1
    result = rename(snapshot, offset, "new")
    assert isinstance(result, RenameResult)
    expected = text.replace('"a"', '"new"').replace("'a'", "'new'")
    assert apply_edits(text, result.edits) == expected


def test_a_product_that_was_renamed_reads_the_same(tmp_path: Path) -> None:
    before = snapshot_of(PRODUCT, tmp_path / "floe.yaml", FileKind.PRODUCT)
    result = rename(before, PRODUCT.index("name: b") + 6, "no")
    assert isinstance(result, RenameResult)
    text = apply_edits(PRODUCT, result.edits)
    after = replace(before, document=parsed(text, before.path))
    names = [transform.name for transform in after.outline.transforms]
    assert names == ["a", "no"]
    assert 'name: "no"' in text

"""A word means one thing: the features agree on it at every word of every test document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus
import editor
from floe_lsp.compilation import Analysis, Sources, analyze
from floe_lsp.compilation.load.file_kind import FileKind, kind_of
from floe_lsp.files.names import SPEC_NAMES
from floe_lsp.ide.definitions import Definition, definition_at
from floe_lsp.ide.goto_definition import Jump, declaration, definition, implementation
from floe_lsp.ide.highlight import highlights
from floe_lsp.ide.hover import hover
from floe_lsp.ide.places import WordKind
from floe_lsp.ide.references import references
from floe_lsp.ide.rename import RenameTarget, prepare_rename
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("one meaning of a word")

ROOT = Path(__file__).parents[3]
DOCUMENTS = sorted(
    [*(ROOT / "tests" / "corpus").rglob("*.md"), *(ROOT / "tests" / "editor").rglob("*.md")]
)
EXAMPLES = sorted((ROOT / "examples").rglob("*.yaml"))
REGISTRY = PluginRegistry()
_FILE = re.compile(r"[\w./-]+\.ya?ml")
_WORD = re.compile(r"<<|[*&]?[\w./-]+")
_LONGEST = 6_000
"""Characters of a document that is looked at; the few longer ones say the same over and over."""


def check_word(snapshot: Snapshot, offset: int) -> bool:
    """Check the word at an offset; return whether any feature leads elsewhere from it."""
    meant = definition_at(snapshot, offset)
    found = hover(snapshot, offset)
    jump = definition(snapshot, offset)
    leads = jump or declaration(snapshot, offset) or implementation(snapshot, offset)
    places = references(snapshot, offset)
    target = prepare_rename(snapshot, offset)
    if meant is None:
        assert found is None
        assert leads is None
        assert not places
        assert not isinstance(target, RenameTarget)
        return False
    if leads is not None:
        assert leads.origin == meant.origin
        assert found is not None, f"no hover on {meant}"
        assert found.span == meant.span
        assert any(name in found.plain for name in names(meant, leads)), (meant, found.plain)
    if leads is not None or places or isinstance(target, RenameTarget):
        text = snapshot.document.text
        here = {each.location.span for each in places if each.location.text is text}
        assert meant.origin in here, meant
        assert meant.origin in {each.span for each in highlights(snapshot, offset)}, meant
    if isinstance(target, RenameTarget):
        assert target.placeholder == meant.name
    return leads is not None


def names(meant: Definition, jump: Jump) -> tuple[str, ...]:
    """What a hover may call the thing, on one line: an address by the manifest that it leads to."""
    if meant.kind is not WordKind.MANIFEST or meant.is_declaration:
        return (" ".join(meant.name.split()),)
    location = jump.targets[0].location
    return (location.text.slice(location.span) or location.path.name,)


def check_files(files: dict[str, str], folder: Path) -> int:
    """Check every word of some files that lie in one folder; return how many lead elsewhere."""
    sources = Sources()
    taken = {Path(name).name for name in files}
    defaults = {name: text for name, text in corpus.DEFAULT_FILES.items() if name not in taken}
    for name, text in {**defaults, **files}.items():
        sources.open(folder / name, SourceText(text))
    products: dict[Path, Analysis] = {
        folder / name: analyze(folder / name, sources=sources, registry=REGISTRY)
        for name in files
        if Path(name).name in SPEC_NAMES
    }
    found = 0
    for name, text in files.items():
        document = sources.document(folder / name)
        kind = kind_of(document.path, document)
        kind = kind or (FileKind.MANIFEST if "manifest" in name else FileKind.PRODUCT)
        snapshot = Snapshot(document, kind, products, sources, REGISTRY, (folder,), now=editor.NOW)
        for word in _WORD.finditer(text, 0, _LONGEST):
            found += check_word(snapshot, (word.start() + word.end()) // 2)
    return found


def cases(path: Path) -> Iterator[dict[str, str]]:
    for case in corpus.read(path):
        yield {
            name: corpus.unmarked(fence.body).replace(editor.CURSOR, "")
            for name, fence in case.files.items()
            if _FILE.fullmatch(name)
        }


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_words_of_the_test_documents(path: Path, tmp_path: Path) -> None:
    for files in cases(path):
        check_files(files, tmp_path)


def test_words_of_the_examples() -> None:
    found = check_files(
        {
            path.relative_to(ROOT / "examples").as_posix(): path.read_text(encoding="utf-8")
            for path in EXAMPLES
        },
        ROOT / "examples",
    )
    assert found > 40

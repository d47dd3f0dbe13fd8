"""Every reading feature at the words of every test document: no exception, ranges inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import corpus
import editor
from floe_lsp.compilation import Sources, analyze
from floe_lsp.compilation.load.file_kind import FileKind, kind_of
from floe_lsp.ide.call_hierarchy import incoming_calls, outgoing_calls, prepare_call_hierarchy
from floe_lsp.ide.code_lenses import code_lenses
from floe_lsp.ide.document_links import document_links
from floe_lsp.ide.folding import folding_ranges
from floe_lsp.ide.graph import transform_graph
from floe_lsp.ide.highlight import highlights
from floe_lsp.ide.hover import hover
from floe_lsp.ide.inlay_hints import inlay_hints
from floe_lsp.ide.selection import selection_range
from floe_lsp.ide.semantic_tokens import semantic_tokens
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.symbols.document import DocumentSymbol, document_symbols
from floe_lsp.ide.symbols.workspace import workspace_symbols
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import SourceText, Span

TESTS = Path(__file__).parents[2]
DOCUMENTS = [*sorted((TESTS / "corpus").rglob("*.md")), *sorted((TESTS / "editor").rglob("*.md"))]
STEP = 3
"""Every third word's beginning and end: the features run some thousand times."""


@pytest.mark.requirement("FR-005")
def test_reading_features_answer_everywhere(tmp_path: Path) -> None:
    sources, registry, seen = Sources(), PluginRegistry(), 0
    folder = tmp_path / "p"
    path = folder / "floe.yaml"
    folder.mkdir()
    (folder / "manifest.yaml").write_text(corpus.DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    for text in texts():
        sources.open(path, SourceText(text))
        document = sources.document(path)
        kind = kind_of(path, document) or FileKind.PRODUCT
        products = {path: analyze(path, sources=sources, registry=registry)}
        snapshot = Snapshot(document, kind, products, sources, registry, (folder,), now=editor.NOW)
        check_file(snapshot)
        for offset in cursors(text):
            check_cursor(snapshot, offset)
            seen += 1
    assert seen > 1000


def texts() -> Iterator[str]:
    for path in DOCUMENTS:
        for case in corpus.read(path):
            for name, fence in case.files.items():
                if name.split()[0].endswith((".yaml", ".yml")):
                    yield corpus.unmarked(fence.body).replace(editor.CURSOR, "")


def cursors(text: str) -> Iterator[int]:
    for word in list(re.finditer(r"[^\s]+", text))[::STEP]:
        yield from word.span()
    yield len(text)


def inside(snapshot: Snapshot, span: Span) -> None:
    assert 0 <= span.start <= span.end <= len(snapshot.document.text)


def check_cursor(snapshot: Snapshot, offset: int) -> None:
    found = hover(snapshot, offset)
    if found is not None:
        inside(snapshot, found.span)
        assert found.span.start <= offset <= found.span.end
        assert found.markdown.strip()
        assert found.plain.strip()
    ranges = selection_range(snapshot, offset)
    assert ranges[-1] == (0, len(snapshot.document.text))
    assert all(o.start <= i.start and i.end <= o.end and i != o for i, o in pairwise(ranges))
    for highlight in highlights(snapshot, offset):
        inside(snapshot, highlight.span)
    item = prepare_call_hierarchy(snapshot, offset)
    if item is not None:
        assert item.span.start <= item.selection.start <= item.selection.end <= item.span.end
        for call in (*incoming_calls(snapshot, item.name), *outgoing_calls(snapshot, item.name)):
            inside(snapshot, call.item.span)
            assert call.spans


def check_file(snapshot: Snapshot) -> None:
    text = snapshot.document.text
    check_symbols(document_symbols(snapshot), Span(0, len(text)))
    workspace_symbols(snapshot.products.values(), "o")
    for fold in folding_ranges(snapshot):
        assert 0 <= fold.start < fold.end < text.line_count
    for link in document_links(snapshot):
        inside(snapshot, link.span)
    done = 0
    for token in semantic_tokens(snapshot):
        inside(snapshot, token.span)
        assert token.span.start >= done
        assert text.position(token.span.start).line == text.position(token.span.end).line
        done = token.span.end
    for hint in inlay_hints(snapshot):
        assert 0 <= hint.offset <= len(text)
    for lens in code_lenses(snapshot):
        inside(snapshot, lens.span)
    graph = transform_graph(snapshot)
    names = {node.name for node in graph.nodes}
    assert all({edge.source, edge.target} <= names for edge in graph.edges)
    for node in graph.nodes:
        inside(snapshot, node.span)


def check_symbols(symbols: tuple[DocumentSymbol, ...], parent: Span) -> None:
    for symbol in symbols:
        assert symbol.name.strip()
        assert parent.start <= symbol.span.start <= symbol.span.end <= parent.end
        assert symbol.span.start <= symbol.selection.start
        assert symbol.selection.end <= symbol.span.end
        check_symbols(symbol.children, symbol.span)

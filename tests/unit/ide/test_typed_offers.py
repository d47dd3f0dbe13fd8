"""What is offered while every correct document is typed: never what would change it at Enter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from edited_text import edited
from typed_documents import typed_documents
from visual_studio_code import asks, focused, listed

from floe_lsp.compilation import analyze
from floe_lsp.compilation.load.file_kind import kind_of
from floe_lsp.compilation.sources import Sources
from floe_lsp.ide.completion import CompletionItem, complete
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("Enter is Enter")

PATH = Path("/nowhere/floe.yaml")
OTHER = Path("/nowhere/other/floe.yaml")
REGISTRY = PluginRegistry()
_LONGEST = 1_500
_CHOICE = re.compile(r"\$\{\d+\|")
"""Of a snippet: an editor opens a list for it that has chosen already, and takes the next Enter."""


class _Offers:
    """A file that is typed, beside another product that has every word of it already."""

    def __init__(self, whole: str) -> None:
        self._sources = Sources()
        self._sources.open(OTHER, SourceText(whole))
        self._products = {OTHER: analyze(OTHER, sources=self._sources, registry=REGISTRY)}

    def at_the_end(self, text: str) -> tuple[CompletionItem, ...]:
        self._sources.open(PATH, SourceText(text))
        document = self._sources.document(PATH)
        kind = kind_of(PATH, document)
        if kind is None:
            return ()
        good = None if document.problems else document
        snapshot = Snapshot(document, kind, self._products, self._sources, REGISTRY, last_good=good)
        return complete(snapshot, len(text))


def _typed_so_far(text: str) -> list[str]:
    """The text at the end of each word and of each line: where an offer could be the same."""
    ends = [end for end in range(1, len(text)) if not text[end].isalnum() or text[end] == "\n"]
    return [text[:end] for end in ends if text[end - 1] != "\n"]


def test_no_enter_is_swallowed() -> None:
    enters = still_listed = 0
    for name, text in typed_documents("floe.yaml"):
        if len(text) > _LONGEST:
            continue
        offers = _Offers(text)
        items: tuple[CompletionItem, ...] = ()
        for typed in _typed_so_far(text):
            items = offers.at_the_end(typed) if asks(typed.rpartition("\n")[2]) else ()
            for item in items:
                assert edited(typed, item.edit) != typed, (name, typed, item.label)
                assert not _CHOICE.search(item.snippet or ""), (name, typed, item.label)
            if text[len(typed)] == "\n":
                left = listed(items, typed)
                assert focused(left) is None
                enters += 1
                still_listed += bool(left)
    assert enters > 1_000
    # An editor that chooses by itself would find something to put in the place of these.
    assert still_listed / enters < 0.01

"""Completion at many cursors of every document that the tests have."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

import corpus
from editor import CURSOR
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.load.file_kind import kind_of
from floe_lsp.compilation.sources import Sources
from floe_lsp.compilation.validate import cron
from floe_lsp.ide.completion import CompletionItem, complete, documentation_of
from floe_lsp.ide.completion.cron import PRESETS
from floe_lsp.ide.schedules import next_runs
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import SourceText

ROOT = Path(__file__).parents[2]
REGISTRY = PluginRegistry()
_EDGES = re.compile(r"\b|(?<=[:,\[{-])|(?<=[:,] )|(?<=- )|$", re.MULTILINE)
_CURSORS = 6
_ITEMS = 2


def _texts() -> list[str]:
    found: dict[str, None] = {}
    for folder in ("corpus", "editor"):
        for path in sorted((ROOT / folder).rglob("*.md")):
            for case in corpus.read(path):
                for name, fence in case.files.items():
                    if name.split()[0].endswith((".yaml", ".yml")):
                        found[corpus.unmarked(fence.body).replace(CURSOR, "")] = None
    return list(found)


TEXTS = _texts()


def _snapshot(text: str) -> Snapshot | None:
    sources = Sources()
    path = Path("/nowhere/floe.yaml")
    sources.open(path, SourceText(text))
    document = sources.document(path)
    kind = kind_of(path, document)
    return None if kind is None else Snapshot(document, kind, {}, sources, REGISTRY, (path.parent,))


def _chance(text: str) -> random.Random:
    """Return what chooses in a text: the same, whatever other documents there are."""
    return random.Random(f"2026 {text}")  # noqa: S311 - a sample


def _cursors(text: str, chance: random.Random) -> list[int]:
    edges = {match.start() for match in _EDGES.finditer(text)}
    edges = sorted(edge for edge in edges if text[edge - 1 : edge + 1] != "\r\n")
    return sorted(chance.sample(edges, min(_CURSORS, len(edges))))


def _problems(text: str) -> tuple[Document, int]:
    sources = Sources()
    path = Path("/nowhere/floe.yaml")
    sources.open(path, SourceText(text))
    document = sources.document(path)
    return document, len(document.problems)


def _check(snapshot: Snapshot, offset: int, chance: random.Random) -> None:
    text = snapshot.document.text.text
    items = complete(snapshot, offset)
    for item in items:
        start, end = item.edit.span
        assert 0 <= start <= offset <= end <= len(text)
        assert not re.search(r"[\r\n]", text[start:end]), "the edit is on one line"
        assert "\t" not in item.edit.text
    # A line that a no-break space made a part of the text above is a line again without it.
    if snapshot.document.problems or "\u00a0" in text:
        return
    for item in chance.sample(items, min(_ITEMS, len(items))):
        accepted = text[: item.edit.span.start] + item.edit.text + text[item.edit.span.end :]
        document, count = _problems(accepted)
        assert not count, f"{item.label!r} at {offset} gives {document.problems}\n{accepted}"
        if item.data is not None:
            documentation_of(snapshot, item.data)


@pytest.mark.requirement("FR-001")
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_accepting_an_item_breaks_no_document(line_break: str) -> None:
    for text in TEXTS:
        chance = _chance(text)
        snapshot = _snapshot(text.replace("\n", line_break))
        if snapshot is not None:
            for offset in _cursors(snapshot.document.text.text, chance):
                _check(snapshot, offset, chance)


@pytest.mark.requirement("FR-001")
def test_a_file_that_is_cut_off_anywhere_is_completed() -> None:
    """What a person has typed so far is the beginning of a file."""
    for text in TEXTS:
        chance = _chance(text)
        for end in chance.sample(range(len(text) + 1), min(3, len(text) + 1)):
            snapshot = _snapshot(text[:end])
            if snapshot is not None:
                _check(snapshot, end, chance)


@pytest.mark.requirement("FR-001")
def test_every_place_of_one_product_in_full(repository: Path) -> None:
    """Every cursor and every item of a product that has every section."""
    text = (repository / "tests/contract/examples/floe/valid-full.yaml").read_text("utf-8")
    snapshot = _snapshot(text)
    assert snapshot is not None
    offered: set[str] = set()
    for offset in range(0, len(text), 3):
        items = complete(snapshot, offset)
        offered.update(item.label for item in items)
        for item in items[:: max(1, len(items) // 3)]:
            assert _accepts(text, item), (offset, item)
    assert {"compute", "gold", "Europe/Paris", "duckdb", "0 6 * * *"} <= offered


def _accepts(text: str, item: CompletionItem) -> bool:
    accepted = text[: item.edit.span.start] + item.edit.text + text[item.edit.span.end :]
    return not _problems(accepted)[1]


def test_plain_clients_get_no_placeholders() -> None:
    snapshot = _snapshot("apiVersion: floe.dev/v1\n")
    assert snapshot is not None
    offset = len(snapshot.document.text)
    with_placeholders = complete(snapshot, offset)
    without = complete(snapshot, offset, snippets=False)
    assert any(item.snippet for item in with_placeholders)
    assert not any(item.snippet for item in without)
    assert [replace(item, snippet=None, triggers_suggest=False) for item in with_placeholders] == [
        replace(item, triggers_suggest=False) for item in without
    ]


@pytest.mark.requirement("FR-001")
@pytest.mark.parametrize("expression", PRESETS)
def test_every_preset_fires_when_it_says(expression: str) -> None:
    assert not cron.problems(expression)
    hour = re.search(r"\d\d:\d\d", PRESETS[expression])
    if hour is not None:
        start = datetime(2026, 3, 2, tzinfo=timezone.utc)
        runs = next_runs(expression, start, 3)
        assert {f"{run:%H:%M}" for run in runs} == {hour[0]}

"""The newest text of a file without a syntax error: only what comes in order counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.compilation import Document
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.results import Result
from floe_lsp.lsp.state.session import Session

pytestmark = pytest.mark.requirement("one way for a change of the world")
FIRST = DEFAULT_FILES["floe.yaml"]
SECOND = FIRST + "  - name: gold_orders\n"
BROKEN = SECOND + "  - name: ["


class Bench:
    """A session with one product, whose texts follow each other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.session = Session(ClientFeatures())
        self.version = 0

    def text(self, text: str, *, analysed: bool = True) -> Document:
        """Let the editor have a text, and its analysis end."""
        self.version += 1
        uri = self.path.as_uri()
        opened = self.session.store.open(uri, self.path, self.version, text, on_disk=True)
        self.session.files.open(opened)
        document = self.session.files.document(self.path)
        assert document is not None
        if analysed:
            self.session.take(Result(self.path, document, (), frozenset({self.path})))
        return document

    def close(self) -> None:
        self.session.store.close(self.path.as_uri())
        self.session.files.close(self.path)

    def last_good(self, document: Document) -> Document | None:
        """What a request about a text finds, on a thread of its own."""
        snapshot = self.session.snapshot(document)
        assert snapshot is not None
        return snapshot.last_good


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "floe.yaml")


def test_a_good_text_is_its_own(bench: Bench) -> None:
    bench.text(FIRST)
    second = bench.text(SECOND, analysed=False)
    assert bench.last_good(second) is second


def test_a_broken_text_has_the_one_before(bench: Bench) -> None:
    bench.text(FIRST)
    second = bench.text(SECOND)
    assert bench.last_good(bench.text(BROKEN)) is second


def test_a_request_that_is_late_brings_no_old_text_back(bench: Bench) -> None:
    first, second, broken = bench.text(FIRST), bench.text(SECOND), bench.text(BROKEN)
    bench.last_good(first)
    assert bench.last_good(broken) is second


def test_a_request_that_is_late_brings_no_closed_text_back(bench: Bench) -> None:
    first = bench.text(FIRST)
    bench.close()
    bench.last_good(first)
    assert bench.last_good(bench.text(BROKEN)) is None


def test_a_result_that_is_late_brings_no_old_text_back(bench: Bench) -> None:
    first, second, broken = bench.text(FIRST), bench.text(SECOND), bench.text(BROKEN)
    bench.session.take(Result(bench.path, first, (), frozenset({bench.path})))
    assert bench.last_good(broken) is second


def test_the_text_of_a_file_that_has_gone_is_forgotten(bench: Bench) -> None:
    first = bench.text(FIRST)
    assert bench.session.files.last_good(bench.path) is first
    bench.session.drop(bench.path)
    assert bench.session.files.last_good(bench.path) is None

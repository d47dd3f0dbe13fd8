"""What an analysis says of a file, and of which text it says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.work import analysis
from floe_lsp.lsp.work.analysis import Analyzer
from floe_lsp.lsp.work.crash_reporter import CrashReporter

pytestmark = pytest.mark.requirement("one way for a change of the world")
MANIFEST = DEFAULT_FILES["manifest.yaml"]
WRONG = MANIFEST.replace("duckdb", "duckbd")


class Bench:
    """A session with one open manifest."""

    def __init__(self, folder: Path) -> None:
        self.manifest = folder / "manifest.yaml"
        self.session = Session(ClientFeatures())
        self.analyzer = Analyzer(self.session, CrashReporter(), lambda _path, _rule: None)
        self.open(WRONG, 1)

    def open(self, text: str, version: int) -> None:
        uri = self.manifest.as_uri()
        document = self.session.store.open(uri, self.manifest, version, text, on_disk=True)
        self.session.files.open(document)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_manifest_that_is_edited_meanwhile(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    analyze_platform = analysis.analyze_platform

    def edited(*arguments: Any, **options: Any) -> Any:
        found = analyze_platform(*arguments, **options)
        bench.open(MANIFEST, 2)
        return found

    monkeypatch.setattr(analysis, "analyze_platform", edited)
    result = bench.analyzer.analyze(bench.manifest, lambda _: None)
    assert result is not None
    assert result.document is not None
    assert result.document.text.text == WRONG
    assert bench.session.take(result) == set(), "it is of an older text"
    assert bench.session.diagnostics(bench.manifest) == ()


def test_what_is_found_in_a_text_that_was_closed_meanwhile_is_not_kept(bench: Bench) -> None:
    result = bench.analyzer.analyze(bench.manifest, lambda _: None)
    bench.session.store.close(bench.manifest.as_uri())
    bench.session.files.close(bench.manifest)
    assert bench.session.take(result) == set(), "it is of a text that no file has"
    assert bench.session.diagnostics(bench.manifest) == ()


def test_the_files_that_take_part_in_a_manifest(bench: Bench) -> None:
    parent = bench.manifest.with_name("top.yaml")
    parent.write_text(MANIFEST + "scope: enterprise\n", encoding="utf-8")
    bench.open(MANIFEST + "scope: domain\nparent_manifest: top.yaml\n", 2)
    result = bench.analyzer.analyze(bench.manifest, lambda _: None)
    assert result is not None
    assert result.files == {bench.manifest, parent}
    assert result.diagnostics == ()


def test_no_parent_is_looked_for_around_a_manifest_that_is_not_a_file(bench: Bench) -> None:
    uri = "git:/somewhere/manifest.yaml"
    text = MANIFEST + "scope: domain\nparent_manifest: gone.yaml\n"
    path = bench.session.store.path_of_buffer(uri, ())
    bench.session.files.open(bench.session.store.open(uri, path, 1, text, on_disk=False))
    assert bench.analyzer.analyze(path, lambda _: None).diagnostics == ()

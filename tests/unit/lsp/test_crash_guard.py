"""A rule that keeps failing in a document is not run there any more."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from floe_lsp.compilation import Diagnostic, Document, Sources
from floe_lsp.lsp.work.crash_guard import CrashGuard
from floe_lsp.lsp.work.crash_reporter import CrashReporter
from floe_lsp.syntax import SourceText


def document(path: str) -> Document:
    sources = Sources()
    sources.open(Path(path), SourceText("a: 1\n"))
    return sources.document(Path(path))


def test_it_is_switched_off_after_three_failures(caplog: pytest.LogCaptureFixture) -> None:
    told: list[tuple[Path, str]] = []
    guard = CrashGuard(CrashReporter(), lambda path, rule: told.append((path, rule)))
    ran: list[str] = []
    found: list[Diagnostic] = []

    def fail() -> list[object]:
        ran.append("failing")
        raise ZeroDivisionError

    here, there = document("/a/floe.yaml"), document("/b/floe.yaml")
    finding = here.diagnostic("E110", here.start, "found")
    with caplog.at_level(logging.ERROR):
        for _ in range(5):
            found = guard.run("cycles", here, fail)  # pyright: ignore[reportArgumentType] - it never returns
            assert [each.code for each in found] == ["E503"]
    assert len(ran) == 3
    assert told == [(Path("/a/floe.yaml"), "cycles")]
    assert len(caplog.records) == 1, "one report, not one a keystroke"
    assert guard.run("cycles", here, lambda: [finding]) == found, "and not a pass"
    assert guard.run("cron", here, lambda: [finding]) == [finding]
    assert guard.run("cycles", there, lambda: [finding]) == [finding]

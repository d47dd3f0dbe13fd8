"""A rule that keeps failing in a document is not run there any more."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from floe_lsp import __version__
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
    assert guard._failures.keys() == {(here.path, "cycles")}, "nothing is kept of what works"


class Odd(Exception):
    """A failure that is not one of Python's."""


def raised(error: Exception, cause: Exception | None = None, *, alone: bool = False) -> Exception:
    """Return an error as it is caught: with its trace, and with what it came from."""
    try:
        try:
            if cause is not None:
                raise cause
        finally:
            if alone:
                raise error from None
            raise error
    except type(error) as caught:
        return caught


def test_a_failure_is_told_of_once_with_its_place_and_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    reporter = CrashReporter()
    assert reporter.report("hover", raised(ValueError("of a" + "-file")))
    assert not reporter.report("hover", raised(ValueError("other words")))
    # Elsewhere, of another kind, or of another feature it is another one.
    assert reporter.report("hover", raised(KeyError("of a" + "-file")))
    assert reporter.report("rename", raised(ValueError("of a" + "-file")))
    assert reporter.report("hover", ValueError("of a" + "-file"))
    assert len(caplog.messages) == 4
    assert all(each.startswith(("hover failed; ", "rename failed; ")) for each in caplog.messages)
    assert "of a-file" not in caplog.text
    whole, *_, bare = (each.splitlines() for each in caplog.messages)
    assert whole[1].startswith(f"floe-lsp {__version__}, Python ")
    assert whole[2] == "Traceback (most recent call last):"
    assert any(", in raised" in line for line in whole)
    assert whole[-1] == "ValueError"
    assert bare[2:] == ["ValueError"]


def test_what_a_failure_came_from_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    reporter = CrashReporter()
    reporter.report("a", raised(Odd("x"), KeyError("y")))
    (message,) = caplog.messages
    assert message.count("Traceback (most recent call last):") == 2
    first, last = message.split("before which there was:\n")
    assert first.rstrip().endswith(f"{__name__}.Odd")
    assert last.rstrip().endswith("KeyError")
    caplog.clear()
    reporter.report("b", raised(Odd("x"), KeyError("y"), alone=True))
    assert "before which there was" not in caplog.text


def test_failures_that_came_from_each_other_end(caplog: pytest.LogCaptureFixture) -> None:
    one, other = ValueError("x"), KeyError("y")
    one.__cause__, other.__cause__ = other, one
    assert CrashReporter().report("a", one)
    assert caplog.text.count("before which there was:") == 1

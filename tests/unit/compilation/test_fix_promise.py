"""How a fix turns out, told by the findings of the files as they are and as they would be."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

import corpus
from floe_lsp.compilation import Diagnostic, Document, Sources, analyze, fix_trials
from floe_lsp.compilation.diagnostics import Edit
from floe_lsp.compilation.fix_promise import Outcome, changes_of
from floe_lsp.compilation.fix_trials import Allowance, Trials
from floe_lsp.syntax import SourceText, Span, TextEdit

pytestmark = pytest.mark.requirement("code-actions")

FOLDER = Path("/floe-trying")
PATH = FOLDER / "floe.yaml"
HEAD = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
"""


class Trial:
    """A product, and edits of it that are tried as a fix of its first finding."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sources = Sources()
        self.sources.open(PATH, SourceText(text))
        manifest = corpus.DEFAULT_FILES["manifest.yaml"]
        self.sources.open(FOLDER / "manifest.yaml", SourceText(manifest))
        self.trials = Trials(self.sources, self.found)

    def found(self, sources: Sources) -> Iterable[Diagnostic]:
        return analyze(PATH, sources=sources).diagnostics

    @property
    def document(self) -> Document:
        return self.sources.document(PATH)

    def __call__(self, old: str, new: str, *, sure: bool = False) -> Outcome:
        """Replace the last occurrence of a text."""
        return self.trials.outcome(self.trials.found[:1], self.edits(old, new), sure=sure)

    def edits(self, old: str, new: str) -> tuple[Edit, ...]:
        """Replace the last occurrence of a text."""
        at = self.text.rindex(old)
        return self.document.fix("Fix it", TextEdit(Span(at, at + len(old)), new)).edits


ONE = f"{HEAD}transforms:\n  - name: a\n    tier: golf\n"
TWO = f"{HEAD}transforms:\n  - name: a\n    tier:golf\n    tags: [1]\n"


def test_fewer_findings_and_none_that_is_new() -> None:
    assert Trial(ONE)("golf", "gold") is Outcome.KEPT


@pytest.mark.parametrize("new", ["golf ", "gulf", "[gold]", '"golf'])
def test_the_mistake_stays_or_another_takes_its_place(new: str) -> None:
    assert Trial(ONE)("golf", new) is Outcome.BROKEN


def test_a_new_mistake_beside_a_mended_one_counts() -> None:
    assert Trial(ONE)("a\n    tier: golf", "a\n    tier: gold\n    teir: gold") is Outcome.BROKEN


@pytest.mark.parametrize("count", [500, 501, 1_200])
def test_what_was_only_counted_is_not_new(count: int) -> None:
    items = "".join(f"  - name: m{number}\n    tier: golf\n" for number in range(count))
    trial = Trial(f"{HEAD}transforms:\n{items}")
    assert trial("m0\n    tier: golf", "m0\n    tier: gold") is Outcome.KEPT
    assert trial("m0\n    tier: golf", "m0\n    tier: gulf") is Outcome.BROKEN
    assert trial("m0\n    tier: golf", "m0\n    teir: gold") is Outcome.BROKEN
    assert trial("m0\n    tier: golf", "m0\n    tier: gold\n    tags: 1") is Outcome.BROKEN


@pytest.mark.parametrize("count", [200, 201, 600])
def test_neither_is_a_syntax_error_that_was_only_counted(count: int) -> None:
    items = "".join(f"  - name: m{number}\n    name: m\n" for number in range(count))
    trial = Trial(f"{HEAD}transforms:\n{items}")
    assert trial("  - name: m0\n    name: m\n", "  - name: m0\n") <= Outcome.UNCOVERS


def test_what_could_not_be_looked_at_is_uncovered() -> None:
    trial = Trial(f"{HEAD}transforms:\n  - name: a\n    tier:gold\n    tags: [1]\n")
    assert trial("tier:gold", "tier: gold") is Outcome.UNCOVERS


def test_what_a_guess_writes_is_its_own_work() -> None:
    assert Trial(TWO)("tier:golf", "tier: golf") is Outcome.BROKEN
    assert Trial(TWO)("tier:golf", "tier: golf", sure=True) is Outcome.BROKEN


def test_what_stands_beside_what_is_sure_is_not() -> None:
    trial = Trial(f"{HEAD}transforms:\n  - name: a\n\t  tier: golf\n")
    assert trial("\t  ", "    ") is Outcome.BROKEN
    assert trial("\t  ", "    ", sure=True) is Outcome.UNCOVERS


def test_a_placeholder_fills_what_is_missing() -> None:
    trial = Trial(f"{HEAD}transforms:\n  - tier: gold\n")
    assert trial("gold", 'gold\n    name: "<name>"') is Outcome.FILLS
    assert trial("gold", "gold\n    name: a-b") is Outcome.BROKEN
    assert trial("gold", "gold\n    name: a") is Outcome.KEPT


def test_a_line_that_says_something_else_stays() -> None:
    twice = f"{HEAD}transforms:\n  - name: a\n  - name: a\n"
    assert Trial(twice)("  - name: a\n", "") is Outcome.KEPT
    more = f"{HEAD}transforms:\n  - name: a\n  - name: a\n    tags: [x]\n"
    assert Trial(more)("  - name: a\n    tags: [x]\n", "") is Outcome.BROKEN
    same = "  - name: a\n    tags: [x]\n"
    assert Trial(f"{HEAD}transforms:\n{same}{same}")(same, "") is Outcome.KEPT


BESIDE = f"{HEAD}transforms:\n  - name: a\n    tags: [daily, weekly]\n    tier:gold\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("daily, weekly]\n    tier:gold", "]\n    tier: gold"),
        ("daily, weekly]\n    tier:gold", "hourly]\n    tier: gold"),
    ],
)
def test_a_line_beside_the_mistake_does_not_lose_half(old: str, new: str) -> None:
    assert Trial(BESIDE)(old, new) is Outcome.BROKEN


def test_the_end_of_a_line_beside_the_mistake_is_not_joined_to_another() -> None:
    text = HEAD + "      owner: orders\n~: long value\ntransforms:\n  - name: a\n"
    trial = Trial(text)
    (key,) = (each for each in trial.trials.found if each.code == "E015")
    change = changes_of(trial.edits("s\n~: long va", ""))[PATH]
    assert change.loses_a_line([key])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[daily, weekly]\n    tier:gold", "[daily]\n    tier: gold"),
        ("[daily, weekly]\n    tier:gold", '["daily", "weekly"]\n    tier: gold'),
        ("weekly]\n    tier:gold", "weekly, tier:gold]"),
        ("\n    tier:gold", "\n    tier: gold"),
    ],
)
def test_a_line_that_says_the_same_in_other_words_is_not_lost(old: str, new: str) -> None:
    assert Trial(BESIDE)(old, new) is not Outcome.BROKEN


def test_a_comment_that_silences_nothing_is_new() -> None:
    twice = ONE.replace("tier: golf", "dependsOn: [b, b]") + "  - name: b\n"
    line = "    dependsOn: [b, b]"
    assert Trial(twice)(line, f"{line}  # floe: ignore[E116]") is Outcome.KEPT
    assert Trial(twice)(line, f"{line}  # floe: ignore[E118]") is Outcome.BROKEN


def test_nothing_is_tried_beyond_the_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fix_trials, "MOST_TRIED", len(ONE) + 600)
    trial = Trial(ONE)
    assert trial("golf", "gold") is Outcome.KEPT
    assert trial("golf", "gold") is Outcome.UNTRIED
    assert trial.trials.kept(trial.trials.found[0]).fixes == ()


def test_few_fixes_are_tried_of_a_short_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fix_trials, "MOST_FIXES", 1)
    trial = Trial(ONE)
    assert trial("golf", "gold") is Outcome.KEPT
    assert trial("golf", "gold") is Outcome.UNTRIED


def test_what_is_analysed_beside_a_file_counts() -> None:
    trial = Trial(ONE)
    trial.trials = Trials(trial.sources, trial.found, beside=fix_trials.MOST_TRIED)
    assert trial("golf", "gold") is Outcome.UNTRIED


def test_nothing_is_tried_for_an_answer_that_nobody_waits_for() -> None:
    trial = Trial(ONE)
    trial.trials = Trials(trial.sources, trial.found, Allowance(cancelled=lambda: True))
    assert trial("golf", "gold") is Outcome.UNTRIED


def test_nothing_more_is_tried_where_an_analysis_gave_up_after_a_time() -> None:
    trial = Trial(ONE)
    slow = trial.document.diagnostic("E307", trial.document.start, "this takes too long")
    trial.trials = Trials(trial.sources, lambda sources: [*trial.found(sources), slow])
    assert trial("golf", "gold") is not Outcome.UNTRIED
    assert trial("golf", "gold") is Outcome.UNTRIED


def test_a_report_has_the_fixes_that_help() -> None:
    items = "  - name: stg_orders\n  - name: b\n    dependsOn: [stg_orders, stg_order]\n"
    trial = Trial(f"{HEAD}transforms:\n{items}")
    (found,) = trial.trials.found
    near, *others = [fix.title for fix in found.fixes]
    assert near == "Replace with 'stg_orders'"
    assert [fix.title for fix in trial.trials.kept(found).fixes] == others

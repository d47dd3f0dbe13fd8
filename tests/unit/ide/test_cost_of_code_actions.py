"""What a request for code actions may cost: little while a caret moves, bounded in any case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.compilation import Analysis, Sources, analyze
from floe_lsp.compilation.fix_trials import Trials
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.code_actions import ActionKind, code_actions
from floe_lsp.ide.fixes import overlay
from floe_lsp.ide.limits import MOST_FINDINGS
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span

pytestmark = pytest.mark.requirement("code-actions")

FOLDER = Path("/floe-costs")
HEAD = DEFAULT_FILES["floe.yaml"].partition("transforms:")[0]
FILLING = f"    # {'word ' * 22}\n"


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each trial."""
    found: list[int] = []
    after = cast("Callable[..., object]", Trials.after)

    def counted(*given: object) -> object:
        found.append(1)
        return after(*given)

    monkeypatch.setattr(Trials, "after", counted)
    return found


@pytest.fixture
def analyses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each analysis of a product."""
    found: list[int] = []

    def counted(*given: Any, **options: Any) -> Analysis:
        found.append(1)
        return analyze(*given, **options)

    monkeypatch.setattr(overlay, "analyze", counted)
    return found


def snapshot(
    items: str, products: int = 1, manifest: str = DEFAULT_FILES["manifest.yaml"]
) -> Snapshot:
    sources = Sources()
    sources.open(FOLDER / "manifest.yaml", SourceText(manifest))
    paths = [FOLDER / f"p{number}" / "floe.yaml" for number in range(products)]
    for path in paths:
        sources.open(path, SourceText(f"{HEAD}transforms:\n{items}"))
    known = {path: analyze(path, sources=sources) for path in paths}
    is_product = manifest == DEFAULT_FILES["manifest.yaml"]
    path = paths[0] if is_product else FOLDER / "manifest.yaml"
    kind = FileKind.PRODUCT if is_product else FileKind.MANIFEST
    return Snapshot(sources.document(path), kind, known, sources, folders=(FOLDER,))


def wrong(count: int, right: int = 0) -> Snapshot:
    tiers = ["golf"] * count + ["gold"] * right
    items = (f"  - name: m{n}\n    tier: {tier}\n{FILLING}" for n, tier in enumerate(tiers))
    return snapshot("".join(items))


def whole(found: Snapshot) -> Span:
    return Span(0, len(found.document.text))


def caret(found: Snapshot) -> Span:
    at = found.document.text.text.index("golf")
    return Span(at, at)


def test_a_short_file_is_tried_in_full_at_each_move(trials: list[int]) -> None:
    found = wrong(3)
    actions = code_actions(found, caret(found), automatic=True)
    assert [each.title for each in actions] == [
        "Replace with 'gold'",
        "Replace with 'bronze'",
        "Replace with 'silver'",
    ]
    assert len(trials) == len(actions)


def test_a_move_of_the_caret_tries_little_of_a_long_file(trials: list[int]) -> None:
    found = wrong(1, 499)
    actions = code_actions(found, caret(found), automatic=True)
    assert len(trials) == 1
    assert actions[0].title == "Replace with 'gold'"
    code_actions(found, caret(found), ("quickfix",))
    assert len(trials) == 1 + len(actions), "all of them when somebody asks"


def test_products_that_are_analysed_again_count(trials: list[int]) -> None:
    items = "".join(f"  - name: m{n}\n{FILLING}" for n in range(100))
    manifest = DEFAULT_FILES["manifest.yaml"].replace("owner:", "ownr:")
    found = snapshot(items, 20, manifest)
    code_actions(found, whole(found), ("quickfix",))
    assert len(trials) == 1, "20 products of 15,000 characters each"


def test_of_many_findings_the_first_ones_have_actions(trials: list[int]) -> None:
    found = wrong(500)
    actions = code_actions(found, whole(found), (ActionKind.QUICK_FIX.value,))
    findings = {each.diagnostics[0].sort_key() for each in actions if len(each.diagnostics) == 1}
    assert len(findings) == MOST_FINDINGS
    assert len(trials) == 2
    trials.clear()
    code_actions(found, whole(found), automatic=True)
    assert trials == [], "each finding has to be described again"


def test_nothing_is_tried_for_a_cancelled_request(trials: list[int]) -> None:
    found = wrong(3)
    for kind in (None, *((each.value,) for each in ActionKind)):
        code_actions(found, whole(found), kind, cancelled=lambda: True)
    assert trials == []


@pytest.mark.parametrize(("count", "most"), [(50, 1), (500, 1), (1_200, 2)])
def test_what_all_fixes_make_is_analysed_once_a_round(
    analyses: list[int], count: int, most: int
) -> None:
    found = wrong(count)
    for only in (ActionKind.FIX_ALL, ActionKind.FIX_NEAR_MISSES):
        code_actions(found, whole(found), (only.value,))
    assert len(analyses) == most


def test_what_fixes_of_two_kinds_make_alike_is_analysed_once(analyses: list[int]) -> None:
    found = snapshot("".join(f"  - name: {name}\n    TIER: gold\n" for name in "ab"))
    kinds = (ActionKind.FIX_ALL, ActionKind.FIX_NEAR_MISSES)
    assert len(code_actions(found, whole(found), tuple(each.value for each in kinds))) == 2
    assert len(analyses) == 1


def test_all_fixes_are_tried_however_long_the_file_is() -> None:
    items = "".join(f"  - name: m{n}\n{FILLING}" for n in range(4_100))
    found = snapshot(f"{items}  - name: last\n    Tier: gold\n    dependson: []\n")
    assert len(found.document.text) > 500_000
    titles = [each.title for each in code_actions(found, whole(found))]
    assert "Apply all safe fixes" in titles

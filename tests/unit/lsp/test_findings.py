"""What is found in a file, kept result by result, is what all owners say of it together."""

from __future__ import annotations

import heapq
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from floe_lsp.compilation import Diagnostic
from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Location, in_order
from floe_lsp.lsp.state import findings as kept
from floe_lsp.lsp.state.findings import Findings
from floe_lsp.syntax import SourceText, Span

pytestmark = pytest.mark.requirement("one way for a change of the world")

TEXT = SourceText("apiVersion: floe.dev/v1\n")
MANIFEST = Path("/manifest.yaml")
OWNERS = [Path(f"/{name}/floe.yaml") for name in "abcd"]
FILES = [MANIFEST, Path("/parent.yaml"), *OWNERS]


def finding(path: Path, start: int = 0, message: str = "wrong", hint: str = "") -> Diagnostic:
    place = Location(path, Span(start, start + 1), TEXT)
    return Diagnostic("E110", message, place, Severity.ERROR, hint)


SHARED = [finding(path, start) for path in FILES for start in (0, 5)]
"""What several owners say as one object, as of a manifest that was looked at once."""
FINDING = st.sampled_from(SHARED) | st.builds(
    finding,
    st.sampled_from(FILES),
    st.integers(0, 3),
    st.sampled_from(["wrong", "also wrong"]),
    st.sampled_from(["", "of one", "of another"]),
)
STEP = st.tuples(st.sampled_from(OWNERS), st.lists(FINDING, max_size=6).map(in_order))


def recomputed(said: dict[Path, tuple[Diagnostic, ...]], path: Path) -> tuple[Diagnostic, ...]:
    return in_order(
        each for owner in sorted(said) for each in said[owner] if each.location.path == path
    )


@settings(max_examples=300)
@given(st.lists(STEP, max_size=25))
def test_kept_incrementally_is_recomputed(steps: list[tuple[Path, tuple[Diagnostic, ...]]]) -> None:
    findings = Findings()
    said: dict[Path, tuple[Diagnostic, ...]] = {}
    for owner, found in steps:
        before = {path: findings.of(path) for path in FILES}
        changed = findings.set(owner, found) if found else findings.drop(owner)
        said[owner] = found
        for path in FILES:
            now = findings.of(path)
            assert [*map(id, now)] == [*map(id, recomputed(said, path))]
            same = [*map(id, now)] == [*map(id, before[path])]
            assert (path in changed) is not same
            assert (now is before[path]) or not same, "the same until something else is found"
    for owner in OWNERS:
        findings.drop(owner)
    assert all(findings.of(path) == () for path in FILES)
    assert not findings._files
    assert not findings._owners


def test_what_a_thousand_say_alike_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sorted_anew: list[int] = []

    def heapify(owners: list[Path]) -> None:
        sorted_anew.append(len(owners))
        heapq.heapify(owners)

    monkeypatch.setattr(kept, "heapify", heapify)
    findings, shared = Findings(), finding(MANIFEST)
    products = [Path(f"/{number}/floe.yaml") for number in range(1000)]
    assert findings.set(products[0], [shared]) == {MANIFEST}
    assert [findings.set(each, [shared]) for each in products[1:]] == [set()] * 999
    assert findings.of(MANIFEST) == (shared,)
    assert [findings.drop(each) for each in products[1:]] == [set()] * 999
    assert findings.drop(products[0]) == {MANIFEST}
    assert sum(sorted_anew) < 1000, "less work than to look at all of them once"


def test_who_says_it_comes_and_goes_a_thousand_times() -> None:
    findings, shared = Findings(), finding(MANIFEST)
    findings.set(OWNERS[0], [shared])
    for _ in range(1000):
        findings.set(OWNERS[1], [shared])
        findings.drop(OWNERS[1])
    (claim,) = findings._files[MANIFEST]._claims.values()
    assert len(claim._owners) < 5, "nothing is left of what was said"

"""One page for people: it needs no network, and reads on a screen in the dark and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined

from floe_lsp.reporting.enforcement import EnforcementReport
from floe_lsp.schemas.artifact.enforcement import (
    EnforcementResult,
    PolicySummary,
    PolicyViolation,
)
from floe_lsp.wording.counting import counted

_TEMPLATE = Path(__file__).with_name("report.html.j2")
_WIDTH = 400
"""Units of both drawings."""
_LONGEST_BAR = 200
_MOST_BARS = 12


def render(report: EnforcementReport) -> str:
    """Return the page."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    result = report.result
    rows = [_row(each) for each in result.summary or ()]
    return (
        environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
            report=report,
            result=result,
            verdict=_verdict(result),
            rows=rows,
            outcomes=list(_outcomes(rows)),
            bars=list(_bars(result)),
            by_policy=_grouped(result.violations or (), lambda each: each.policy or each.code),
            by_model=_grouped(
                result.violations or (), lambda each: each.model or "the product itself"
            ),
        )
        + "\n"
    )


class _Verdict(NamedTuple):
    words: str
    tone: str
    details: str


def _verdict(result: EnforcementResult) -> _Verdict:
    found = f"{counted(result.error_count, 'error')} and {counted(result.warning_count, 'warning')}"
    models = counted(result.models_validated, "model")
    if result.error_count:
        return _Verdict("Not compliant", "fail", f"{found}, {models}")
    if result.not_checked:
        fields = counted(len(result.not_checked), "demand")
        return _Verdict("Not proven", "unknown", f"nobody could look at {fields}; {found}")
    if result.warning_count:
        return _Verdict("Passed with warnings", "warn", f"{found}, {models}")
    return _Verdict("Passed", "pass", f"nothing breaks a policy, {models}")


class _Row(NamedTuple):
    title: str
    word: str
    tone: str
    models: int
    failed: int
    reason: str | None
    is_checked: bool


_WORDS = {
    "declared": ("declared", "idle"),
    "off": ("off", "idle"),
    "not_checkable": ("not checked", "unknown"),
}


def _row(summary: PolicySummary) -> _Row:
    if summary.outcome in _WORDS:
        word, tone = _WORDS[summary.outcome]
    elif summary.policy is None:
        word, tone = "used", "idle"
    elif summary.errors:
        word, tone = "failed", "fail"
    elif summary.failed or summary.is_broken_by_product:
        word, tone = "warned", "warn"
    else:
        word, tone = "passed", "pass"
    is_checked = summary.outcome == "checked"
    counts = (summary.models, summary.failed)
    return _Row(summary.title, word, tone, *counts, summary.reason, is_checked)


class _Outcome(NamedTuple):
    label: str
    tone: str
    start: float
    width: float


def _outcomes(rows: Iterable[_Row]) -> Iterator[_Outcome]:
    """Yield the parts of the bar over all demands, in the order in which they matter."""
    counts: dict[tuple[str, str], int] = {}
    order = ["fail", "unknown", "warn", "pass", "idle"]
    for row in sorted(rows, key=lambda each: (order.index(each.tone), each.word)):
        counts[row.word, row.tone] = counts.get((row.word, row.tone), 0) + 1
    total = sum(counts.values())
    start = 0.0
    for (word, tone), count in counts.items():
        width = _WIDTH * count / total
        yield _Outcome(f"{word}: {count}", tone, round(start, 1), round(width, 1))
        start += width


class _Bar(NamedTuple):
    name: str
    errors: float
    warnings: float
    total: int
    label: str


def _bars(result: EnforcementResult) -> Iterator[_Bar]:
    """Yield a bar for each policy that is broken, the longest first."""
    groups = _grouped(result.violations or (), lambda each: each.policy or each.code)
    largest = max((len(violations) for _, violations in groups), default=1)
    for name, violations in groups[:_MOST_BARS]:
        errors = sum(each.severity == "error" for each in violations)
        warnings = len(violations) - errors
        unit = _LONGEST_BAR / largest
        label = f"{name}: {counted(errors, 'error')}, {counted(warnings, 'warning')}"
        yield _Bar(name, round(errors * unit, 1), round(warnings * unit, 1), len(violations), label)


def _grouped(
    violations: Iterable[PolicyViolation], by: Callable[[PolicyViolation], str]
) -> list[tuple[str, list[PolicyViolation]]]:
    """Return violations in groups, the largest first."""
    groups: dict[str, list[PolicyViolation]] = {}
    for each in violations:
        groups.setdefault(by(each), []).append(each)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))

"""How the governance of the platforms ended, one line a policy, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from floe_lsp.compilation.enforce.enforcer import EnforcementOutcome
from floe_lsp.compilation.enforce.ledger import Outcome, Verdict
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import short

_MOST_LINES = 40
"""Policies that have a line; nobody reads more."""

_NOTHING = "Governance: nothing is enforced, for the manifest sets none"


def governance_lines(outcomes: Sequence[EnforcementOutcome]) -> list[str]:
    """Return a line for each policy of the products that reached ENFORCE; none without any."""
    if not outcomes:
        return []
    by_title: dict[str, list[Verdict]] = {}
    for outcome in outcomes:
        for verdict in outcome.verdicts:
            by_title.setdefault(short(verdict.title), []).append(verdict)
    _ = by_title.pop("level", None)
    if not by_title:
        return [_NOTHING]
    rows = [*_rows(by_title)]
    shown = rows[:_MOST_LINES]
    levels = ", ".join(sorted({each.result.enforcement_level for each in outcomes}))
    titles = max(len(title) for title, _, _ in shown)
    words = max(len(word) for _, word, _ in shown)
    lines = [f"  {title:{titles}}  {word:{words}}  {rest}".rstrip() for title, word, rest in shown]
    if len(rows) > len(shown):
        lines.append(f"  and {len(rows) - len(shown):,} more")
    return [f"Governance ({levels}):", *lines]


def _rows(by_title: dict[str, list[Verdict]]) -> Iterator[tuple[str, str, str]]:
    together: dict[tuple[str, str], list[str]] = {}
    for title, verdicts in by_title.items():
        worst = min(verdicts, key=lambda verdict: verdict.outcome.order)
        if worst.outcome in (Outcome.DECLARED, Outcome.OFF):
            is_declared = worst.outcome is Outcome.DECLARED
            note = "kept at run time" if is_declared else short(worst.note)
            together.setdefault((_WORDS[worst.outcome], note), []).append(title)
        elif worst.outcome is Outcome.NOT_CHECKABLE:
            yield title, _WORDS[worst.outcome], short(worst.note)
        elif title.startswith("override "):
            yield title, "USED", f"{_models(verdicts)} softened"
        else:
            yield title, _passed(verdicts), _counts(verdicts)
    for (word, note), titles in together.items():
        yield ", ".join(titles), word, note


_WORDS = {
    Outcome.NOT_CHECKABLE: "NOT CHECKED",
    Outcome.DECLARED: "DECLARED",
    Outcome.OFF: "OFF",
}


def _passed(verdicts: Iterable[Verdict]) -> str:
    if any(verdict.errors for verdict in verdicts):
        return "FAIL"
    return "WARN" if any(verdict.failed for verdict in verdicts) else "PASS"


def _models(verdicts: Iterable[Verdict]) -> str:
    return counted(sum(verdict.models for verdict in verdicts), "model")


def _counts(verdicts: Sequence[Verdict]) -> str:
    failed = sum(verdict.failed for verdict in verdicts)
    return f"{failed:,} of {_models(verdicts)}" if failed else _models(verdicts)

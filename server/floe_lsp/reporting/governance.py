"""How the governance of the platforms ended, one line a policy, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from floe_lsp.compilation.enforce.enforcer import EnforcementOutcome
from floe_lsp.compilation.enforce.ledger import Outcome, Verdict, counted_broken, counted_models
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import short

_MOST_LINES = 40
"""Policies that have a line; nobody reads more."""

_NOTHING = "Governance: nothing is enforced, for the manifest sets none"


def governance_lines(outcomes: Sequence[EnforcementOutcome]) -> list[str]:
    """Return a line for each policy of the products that reached ENFORCE; none without any."""
    if not outcomes:
        return []
    by_title: dict[str, dict[int, list[Verdict]]] = {}
    for product, outcome in enumerate(outcomes):
        for verdict in outcome.verdicts:
            products = by_title.setdefault(short(verdict.title), {})
            products.setdefault(product, []).append(verdict)
    _ = by_title.pop("level", None)
    if not by_title:
        return [_NOTHING]
    rows = [*_rows({title: [*products.values()] for title, products in by_title.items()})]
    shown = rows[:_MOST_LINES]
    levels = ", ".join(sorted({each.result.enforcement_level for each in outcomes}))
    titles = max(len(title) for title, _, _ in shown)
    words = max(len(word) for _, word, _ in shown)
    lines = [f"  {title:{titles}}  {word:{words}}  {rest}".rstrip() for title, word, rest in shown]
    if len(rows) > len(shown):
        lines.append(f"  and {len(rows) - len(shown):,} more")
    return [f"Governance ({levels}):", *lines]


def model_lines(outcomes: Sequence[EnforcementOutcome]) -> list[str]:
    """Return a line for each product and model that breaks a policy, and how many break none."""
    looked_at = failed = 0
    broken: dict[str, list[str]] = {}
    themselves: dict[str, list[str]] = {}
    for outcome in outcomes:
        of_product: dict[str, list[str]] = {}
        for verdict in outcome.verdicts:
            if verdict.is_broken_by_product:
                themselves.setdefault(outcome.product, []).append(short(verdict.title))
            for model in verdict.broken_by:
                of_product.setdefault(model, []).append(short(verdict.title))
        looked_at += counted_models([outcome.verdicts])[0]
        failed += len(of_product)
        for model, titles in of_product.items():
            broken.setdefault(model, []).extend(titles)
    if not looked_at and not themselves:
        return []
    named = [(f"product {short(name)}", titles) for name, titles in sorted(themselves.items())]
    most_first = sorted(broken.items(), key=lambda each: (-len(each[1]), each[0]))
    named += [(short(model), titles) for model, titles in most_first]
    shown = named[:_MOST_LINES]
    width = max((len(name) for name, _ in shown), default=0)
    lines = [f"  {name:{width}}  {', '.join(titles)}" for name, titles in shown]
    if len(named) > len(shown):
        lines.append(f"  and {len(named) - len(shown):,} more")
    lines.append(f"  {counted(looked_at - failed, 'model')} without a violation")
    return ["Governance by model:", *lines]


def _rows(by_title: Mapping[str, Sequence[Sequence[Verdict]]]) -> Iterator[tuple[str, str, str]]:
    """Yield title, word and details; of a title the verdicts are given product by product."""
    together: dict[tuple[str, str], list[str]] = {}
    for title, products in by_title.items():
        verdicts = [verdict for each in products for verdict in each]
        worst = min(verdicts, key=lambda verdict: verdict.outcome.order)
        models, _ = counted_models(products)
        is_whole = worst.outcome is not Outcome.NOT_CHECKABLE
        broken = counted_broken(products, is_whole=is_whole)
        if worst.outcome in (Outcome.DECLARED, Outcome.OFF):
            is_declared = worst.outcome is Outcome.DECLARED
            note = "kept at run time" if is_declared else short(worst.note)
            together.setdefault((_WORDS[worst.outcome], note), []).append(title)
        elif worst.outcome is Outcome.NOT_CHECKABLE:
            # What is broken where somebody did look stops a compilation all the same.
            but = f"; {_passed(verdicts)} {broken}" if broken else ""
            yield title, _WORDS[worst.outcome], f"{short(worst.note)}{but}"
        elif title.startswith("override "):
            yield title, "USED" if models else "UNUSED", f"{counted(models, 'model')} softened"
        elif title.startswith("allowed secret "):
            allowed = sum(verdict.files or 0 for verdict in verdicts)
            yield title, "USED" if allowed else "UNUSED", counted(allowed, "finding")
        elif any(verdict.principal is not None for verdict in verdicts):
            yield title, _passed(verdicts), short(worst.note)
        elif any(verdict.files is not None for verdict in verdicts):
            files = sum(verdict.files or 0 for verdict in verdicts)
            errors = sum(verdict.errors for verdict in verdicts)
            found = f"{counted(errors, 'error')}; " if errors else ""
            yield title, _passed(verdicts), f"{found}{counted(files, 'file')} searched"
        else:
            checked = (each for each in verdicts if each.outcome is Outcome.CHECKED)
            left_out = next((f"; {short(each.note)}" for each in checked if each.note), "")
            yield title, _passed(verdicts), f"{broken or counted(models, 'model')}{left_out}"
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
    is_broken = any(each.broken_by or each.is_broken_by_product for each in verdicts)
    return "WARN" if is_broken else "PASS"

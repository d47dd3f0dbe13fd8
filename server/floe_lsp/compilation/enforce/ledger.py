"""The ledger of governance: how each field that a manifest sets ended for a product.

Nothing passes in silence. A field that no verdict covers counts as not checkable, so a new one that
nobody thought of shows instead of passing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.artifact.enforcement import GovernedField
from floe_lsp.schemas.manifest.governance_policies import PolicyType
from floe_lsp.syntax import Path
from floe_lsp.wording.counting import counted

from .asked import AskedField, asked_fields


class Outcome(str, Enum):
    """How a field ended; where several answer one, the first of these counts."""

    NOT_CHECKABLE = "not_checkable"
    """Nobody looked, and the note says why."""
    CHECKED = "checked"
    """floe looked at every model that it is about."""
    DECLARED = "declared"
    """It is kept at run time; there is nothing to look at in files."""
    OFF = "off"
    """The manifests do not ask for it, or of no model of the product."""

    @property
    def order(self) -> int:
        """Position among the outcomes, from 0 for what counts before all others."""
        return _ORDER[self]


@dataclass(frozen=True)
class Verdict:
    """How one demand ended for one product."""

    policy: PolicyType | None
    """What the artifact calls the policy, if it has a name there."""
    title: str
    fields: tuple[Path, ...]
    """The fields that ask for it, by their paths in the merged ``governance``."""
    outcome: Outcome
    note: str = ""
    """Why it was not checked, or what keeps it."""
    looked_at: frozenset[str] = frozenset()
    """The models that were looked at."""
    broken_by: frozenset[str] = frozenset()
    """Those of them that break it, as errors or as warnings."""
    is_broken_by_product: bool = False
    """Whether the product itself breaks it, which is the fault of no model."""
    errors: int = 0
    """How many findings of it are errors."""
    files: int | None = None
    """How many files were looked through, where it is about files."""
    principal: str | None = None
    """Who compiled, where it is about that."""

    def covers(self, path: Path) -> bool:
        """Whether it answers the field at a path, a field below it or the section around it."""
        return any(path[: len(each)] == each or each[: len(path)] == path for each in self.fields)


@dataclass(frozen=True)
class LedgerEntry:
    """A field that a manifest sets, and how it ended."""

    field: AskedField
    verdict: Verdict

    @property
    def in_artifact(self) -> GovernedField:
        """What the artifact says of it."""
        verdict = self.verdict
        was_checked = verdict.outcome is Outcome.CHECKED
        return GovernedField(
            field=self.field.name,
            outcome=verdict.outcome.value,
            policy=verdict.policy,
            reason=verdict.note or None,
            models=len(verdict.looked_at) if was_checked else None,
            failed=len(verdict.broken_by) if was_checked else None,
            is_broken_by_product=(was_checked and verdict.is_broken_by_product) or None,
        )


def ledger_of(platform: Platform, verdicts: Iterable[Verdict]) -> Iterator[LedgerEntry]:
    """Yield each governance field that the platform's manifests set, with its verdict."""
    known = sorted(verdicts, key=lambda verdict: verdict.outcome.order)
    for field in asked_fields(platform):
        answers = [each for each in known if each.covers(field.path)]
        yield LedgerEntry(field, _joined(answers) if answers else _nobody_answers(field))


def _joined(answers: Sequence[Verdict]) -> Verdict:
    """Return the first of some verdicts on a field, with what those say that ended as it did."""
    first = answers[0]
    same = [
        each for each in answers if (each.outcome, each.policy) == (first.outcome, first.policy)
    ]
    if len(same) == 1:
        return first
    return replace(
        first,
        looked_at=frozenset[str]().union(*(each.looked_at for each in same)),
        broken_by=frozenset[str]().union(*(each.broken_by for each in same)),
        is_broken_by_product=any(each.is_broken_by_product for each in same),
        errors=sum(each.errors for each in same),
    )


def counted_models(products: Iterable[Sequence[Verdict]]) -> tuple[int, int]:
    """Return how many models were looked at for something, and how many of them break it.

    Args:
        products: Its verdicts, product by product. Those of a product may be on the same models,
            which count once.
    """
    models = failed = 0
    for verdicts in products:
        models += len(frozenset[str]().union(*(each.looked_at for each in verdicts)))
        failed += len(frozenset[str]().union(*(each.broken_by for each in verdicts)))
    return models, failed


def counted_broken(products: Sequence[Sequence[Verdict]], *, is_whole: bool = True) -> str:
    """Return what breaks a demand, ``1 product and 2 of 4 models``; nothing where all keep it.

    Args:
        products: Its verdicts, product by product.
        is_whole: Whether all of the models were looked at, so that their number is told.
    """
    models, failed = counted_models(products)
    themselves = sum(any(each.is_broken_by_product for each in one) for one in products)
    parts = [counted(themselves, "product")] if themselves else []
    if failed:
        of_them = f"{failed:,} of {counted(models, 'model')}"
        parts.append(of_them if is_whole else counted(failed, "model"))
    return " and ".join(parts)


_ORDER = {outcome: index for index, outcome in enumerate(Outcome)}


def _nobody_answers(field: AskedField) -> Verdict:
    note = "no check of floe knows this field"
    return Verdict(None, field.name, (field.path,), Outcome.NOT_CHECKABLE, note)

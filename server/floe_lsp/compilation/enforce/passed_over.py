"""Models that a demand cannot look at: what is said of all of them, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from floe_lsp.compilation.diagnostics import Severity
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import listed, quote

from .policy import NotCheckable

_WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True)
class PassedOver:
    """The models that a demand could not look at, and the worst reason of them."""

    severity: Severity
    first: NotCheckable
    """The first of the worst, which stands for those with the same reason."""
    models: tuple[str, ...]
    """Those with its reason; none where it is one of the demand or of the product."""
    others: int
    """How many cannot be looked at for other reasons."""
    about: int
    """How many models the demand is about."""

    @classmethod
    def of(cls, found: Mapping[Severity, Sequence[NotCheckable]], about: int) -> PassedOver:
        """Sum up what a check could not look at.

        Args:
            found: What it said, at least once, by how much that matters.
            about: How many models it is about.
        """
        severity = min(found, key=_WORST_FIRST.index)
        first = found[severity][0]
        every = [each for of_severity in found.values() for each in of_severity]
        same = [each.model for each in every if each.reason == first.reason]
        named = tuple(each for each in same if each is not None)
        others = len(every) - len(same)
        is_all = first.model is None or (len(named) == about and not first.is_of_model)
        return cls(severity, first, () if is_all else named, others, about)

    @property
    def words(self) -> str:
        """The rest of a sentence that says that something is not checked."""
        if not self.models:
            return f": {self.first.reason}"
        more = f", nor for {counted(self.others, 'other model')}" if self.others else ""
        return f" for {listed([*map(quote, self.models)])}{more}: {self.first.reason}"

    @property
    def note(self) -> str:
        """Why it is not checked, for a summary."""
        if not self.models:
            return self.first.reason
        missed = len(self.models) + self.others
        return f"{missed} of {counted(self.about, 'model')}: {self.first.reason}"

"""How a rule is run: as it is, or so that a rule that fails stops nothing but itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .diagnostics import Diagnostic
from .documents import Document

Find = Callable[[], Iterable[Diagnostic]]


class Guard:
    """Runs rules and lets their exceptions through; an editor's guard keeps them from the rest."""

    def run(self, rule: str, document: Document, find: Find) -> list[Diagnostic]:
        """Return what a rule finds in a document.

        Args:
            rule: Name of the rule, that of its file.
            document: What it looks at.
            find: Runs it.
        """
        del rule, document
        return list(find())


UNGUARDED = Guard()


def name_of(rule: Callable[..., object]) -> str:
    """Return the name of a rule: that of the file in which it stands."""
    return rule.__module__.rpartition(".")[2]

"""Findings of which a file holds more than are shown: those past the limit are not described."""

from __future__ import annotations

from collections import Counter

from .diagnostics import MAX_OF_A_CODE
from .documents import Document
from .suppressions import suppressions


class ManyFindings:
    """Tells, for the findings of one document in order, which are only counted.

    To find words and fixes for tens of thousands would take seconds.
    """

    def __init__(self, document: Document) -> None:
        # A comment may silence any of those before, and then one that follows is shown.
        self._describes_all = bool(suppressions(document).comments)
        self._number: Counter[str] = Counter()

    def only_counts(self, code: str) -> bool:
        """Return whether the next finding of a code is shown to nobody."""
        self._number[code] += 1
        return self._number[code] > MAX_OF_A_CODE and not self._describes_all

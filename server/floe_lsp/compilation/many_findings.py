"""Findings of which a file holds more than are shown: those past the limit are not described."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from floe_lsp.syntax import Node, Span

from .codes import Severity
from .diagnostics import MAX_OF_A_CODE, Diagnostic
from .documents import Document
from .suppressions import suppressions


class ManyFindings:
    """Tells, for the findings of one document in order, which are only counted.

    To find words and fixes for tens of thousands would take seconds.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        # A comment may silence any of those before, and then one that follows is shown.
        self._describes_all = bool(suppressions(document).comments)
        self._places: defaultdict[str, set[int]] = defaultdict(set)

    def finding(
        self,
        code: str,
        place: Node | Span,
        described: Callable[[], Diagnostic],
        severity: Severity | None = None,
    ) -> Iterator[Diagnostic]:
        """Yield the next finding of a code, described or only counted; a place has one.

        What aliases repeat was written once, and would else be counted as often as it is read.

        Args:
            code: The code.
            place: Where the finding is.
            described: Makes it.
            severity: How much it matters, if not as much as the code says.
        """
        places = self._places[code]
        if place.start in places:
            return
        places.add(place.start)
        if len(places) > MAX_OF_A_CODE and not self._describes_all:
            yield self._document.counted(code, place, severity)
        else:
            yield described()

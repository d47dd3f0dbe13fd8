"""Patterns of a platform on names and lines of a product, within a time that anybody waits for."""

from __future__ import annotations

from collections.abc import Sequence
from time import thread_time

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.schemas.types.patterns import compiled
from floe_lsp.syntax import Path
from floe_lsp.wording.quoting import quote

MATCH_SECONDS = 0.05
"""How long one pattern may take for one name; a sound pattern takes microseconds."""

SECONDS_FOR_ALL = 0.5
"""How long all patterns may take for all names; for 2,000 transforms milliseconds will do."""


class PatternTooSlow(Exception):
    """A pattern took longer than ``MATCH_SECONDS`` on one text."""

    def __init__(self, index: int, text: str) -> None:
        """Say which pattern it is.

        Args:
            index: Its place in the list.
            text: What it was tried on, in words: ``the name 'a'``.
        """
        super().__init__(text)
        self.index = index
        self._text = text

    def finding(self, document: Document, path: Path) -> Diagnostic:
        """Return what is reported at the pattern, by its path below ``governance`` (E307)."""
        return document.diagnostic(
            "E307",
            document.node("governance", *path) or document.start,
            f"this pattern takes too long on {self._text}",
            "let each letter match in one way only; in (a+)+ and (a|aa)+ it can in many",
        )


class PatternsTooSlow(Exception):
    """The patterns took longer than ``SECONDS_FOR_ALL`` together."""

    def finding(self, document: Document, path: Path, product: ProductOutline) -> Diagnostic:
        """Return what is reported at the patterns, by their path below ``governance`` (E307)."""
        names = len(product.transforms)
        return document.diagnostic(
            "E307",
            document.node("governance", *path) or document.start,
            f"these patterns take more than {SECONDS_FOR_ALL:g} s on the {names:,} names of "
            f"{product.document.path.name}",
            "let each letter match in one way only, and use fewer patterns",
        )


class TimedPatterns:
    """The patterns of one policy for all names of a product; a name fits one that begins it."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(patterns)
        self._begun = thread_time()

    def fit(self, name: str) -> bool:
        """Return whether a name fits one of the patterns.

        Raises:
            PatternTooSlow: One of them takes too long on this name.
            PatternsTooSlow: All of them have taken too long on the names by now.
        """
        if thread_time() - self._begun > SECONDS_FOR_ALL:
            raise PatternsTooSlow
        return any(self._fits(index, each, name) for index, each in enumerate(self._patterns))

    def _fits(self, index: int, pattern: str, name: str) -> bool:
        try:
            return compiled(pattern).match(name, timeout=MATCH_SECONDS) is not None
        except TimeoutError:
            raise PatternTooSlow(index, f"the name {quote(name)}") from None

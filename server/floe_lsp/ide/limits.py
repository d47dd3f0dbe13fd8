"""How much one answer holds: an editor shows no more, and every entry costs both sides time.

Each number is several times what a product of 2,000 transforms needs. What is left out is what
comes last in the text; editors themselves draw no more than some thousands of each.
"""

from __future__ import annotations

MOST_ENTRIES = 10_000
"""Symbols, lenses, hints, links, ranges to fold or to select, places of a name."""

MOST_TOKENS = 50_000
"""Words with a colour of their own."""

MOST_FINDINGS = 50
"""Findings for which one request gets fixes: those that come first in the range. Their menu is some
hundred lines long already."""

MOST_TO_FORMAT = 500_000
"""Characters of a text that is formatted, which takes it apart three times to be sure."""

MOST_ARROWS = 50_000
"""Dependencies that are drawn between them: the first ones."""

LONGEST_DRAWN = 500
"""Characters of one text of a graph: a name, an engine, a description."""

MOST_DRAWN = 5_000
"""Transforms of a graph; nobody finds a way through more."""

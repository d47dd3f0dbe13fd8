"""How large a document may be, so that hostile input costs no more than ordinary input.

Depth, nodes and expanded aliases are counted while the events arrive, not in a scan before the
parser. Events are read one by one, and neither parser looks further ahead than one possible key
(1,024 characters of one line, YAML 1.2.2 section 7.4.2), so counting stops both before their cost
grows: two million ``[`` take 8 ms, where libyaml alone, which is quadratic in depth, would take
hours. A scan beforehand would have to tokenise YAML itself to know which brackets are text, and
would cost every valid document the time of a second parse.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on one document. Each has a problem of its own when it is passed."""

    characters: int = 2_000_000
    """Length of the text in code points."""
    nodes: int = 60_000
    """Values and keys in the text as it is written."""
    depth: int = 100
    """Mappings and sequences inside one another."""
    expanded_nodes: int = 120_000
    """Values and keys when every alias is written out (the "billion laughs" bound)."""


DEFAULT_LIMITS = Limits()

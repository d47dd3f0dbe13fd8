"""Private keys in a text, as RFC 7468 and OpenPGP write them: whole, or cut off before their end.

A key may stand in a block, in one line with escapes, in a comment or in the lines of a difference.
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Final

_KIND: Final = r"(?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
_BEGIN: Final = re.compile(rf"-----BEGIN {_KIND}")
_END: Final = re.compile(rf"-----END {_KIND}")

_BETWEEN: Final = re.compile(r"(?:\\[nrt]|[\s>|#+-])*")
"""What may stand between two lines of a key: also the signs of a quotation or a difference."""

_HEADER: Final = re.compile(
    r"(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|MessageID): [^\r\n\\\"']*"
)
_LINE: Final = re.compile(r"[A-Za-z0-9+/=]+(?=[\s\\\"',]|\Z)")
_SHORTEST_LINE: Final = 16
"""All lines but the last have 64 characters or more; words have fewer than this."""

_LONGEST: Final = 20_000
"""Characters within which a key ends; the longest in use have half of them."""


_MOST: Final = 1_000
"""Keys that are told apart in a text; all behind them is one."""


def find_private_keys(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each private key begins and ends."""
    begins = [begin.span() for begin in islice(_BEGIN.finditer(text), _MOST + 1)]
    rest = len(text)
    if len(begins) > _MOST:
        rest, _ = begins.pop()
        yield rest, len(text)
    for (start, body), (following, _) in pairwise([*begins, (rest, 0)]):
        limit = min(body + _LONGEST, following)
        end = _END.search(text, body, limit)
        yield start, _end_of_lines(text, body, limit) if end is None else end.end()


def _end_of_lines(text: str, start: int, limit: int) -> int:
    """Return how far what stands behind a beginning looks like the lines of a key."""
    end = start
    while True:
        between = _BETWEEN.match(text, end, limit)
        at = end if between is None else between.end()
        line = _HEADER.match(text, at, limit) or _LINE.match(text, at, limit)
        if line is None:
            return end
        is_short = len(line[0]) < _SHORTEST_LINE
        if is_short and end == start and ":" not in line[0]:
            return end
        end = line.end()
        if is_short and ":" not in line[0]:
            return end

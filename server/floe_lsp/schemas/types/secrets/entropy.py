"""Texts of so many different signs that a machine made them: keys, mostly.

Identifiers, hashes and numbers are made by machines too. So a text counts only where it is
assigned to something, holds both cases and digits in a mix that no name has, and is neither called
a hash nor hexadecimal.
"""

import re
from collections import Counter
from collections.abc import Iterator
from math import log2
from typing import Final

_ASSIGNED: Final = re.compile(
    r"""(?<![\w$@.-])(?P<name>[^\W\d][\w.-]{0,79})["']?\]?[ \t]{0,9}(?:(?<![=!<>~])=(?![=>])|:=|:)
        [ \t]{0,9}(?P<quote>["']?)(?P<value>[A-Za-z0-9+/_=-]{24,200})(?P=quote)(?![\w+/=.-])""",
    re.VERBOSE,
)
_LEAST: Final = 4.25
"""Bits a sign. Of 32 random letters and digits hardly one in a hundred texts has fewer, and 32
hexadecimal digits cannot have more than 4."""

_OTHERWISE: Final = re.compile(
    r"(?i:hash|digest|checksum|sha\d*|md5|etag|integrity|fingerprint|signature|public|uuid|guid"
    r"|commit|revision|version|path|url|uri|file|name|title|format|pattern|regex)|(?i:ids?)\Z"
)
"""What the name says of a text that is meant to be read by others."""

_WORD: Final = re.compile(r"[A-Z]?[a-z]{5,}|[A-Z]{6,}")
"""Letters in a row of one case: a word, which a random text has seldom."""

_CHANGES: Final = re.compile(r"(?<=[a-z])[A-Z]|(?<=[A-Za-z])[0-9]|(?<=[0-9])[A-Za-z]")
_FEWEST_CHANGES: Final = 6


def find_random(text: str) -> Iterator[tuple[int, int]]:
    """Yield where texts of high entropy stand that are assigned to something, in order."""
    for match in _ASSIGNED.finditer(text):
        if _OTHERWISE.search(match["name"]) is None and is_random(match["value"]):
            yield match.span("value")


def is_random(value: str) -> bool:
    """Return whether a text of 24 signs or more is random, as keys are that a machine made."""
    has_all = (
        any(map(str.islower, value))
        and any(map(str.isupper, value))
        and any(map(str.isdigit, value))
    )
    return (
        has_all
        and _WORD.search(value) is None
        and len(_CHANGES.findall(value)) >= _FEWEST_CHANGES
        and entropy(value) >= _LEAST
    )


def entropy(value: str) -> float:
    """Return how many bits each sign of a text tells (Shannon), 0 for an empty one."""
    length = len(value)
    return sum(count / length * log2(length / count) for count in Counter(value).values())

"""Whether a word is like a password, or is one of a sentence, a column or a format."""

import re
from typing import Final

EDGES: Final = "\"'`().,;:!?[]"
"""Quotes and punctuation around a word of a text."""

EDGES_AND_SIGN: Final = EDGES + "#"
"""The same around a word that may stand in a comment."""

_PLAIN: Final = re.compile(
    r"[A-Za-z]+(?:[_/.-][A-Za-z]+)*(?:[_-][0-9])?|[0-9]{1,3}%?"
    r"|[A-Za-z_]+[(](?:[A-Za-z_.*]*[)]?)?"
    r"|(?:aes|base|char|hs|int|md|oauth|rs|rsa|sha|utf|uuid|v|varchar)-?[(]?[0-9.]+[)]?",
    re.IGNORECASE | re.ASCII,
)
"""Words of a sentence, names of columns, calls and formats, which are no passwords."""

_PATH: Final = re.compile(r"(?:~|\.{1,2})?(?:/[\w.-]+){2,}/?|~/[\w.-]+/?")
_SLUG: Final = re.compile(r"[A-Za-z]+(?:-(?:[A-Za-z]+|[0-9]+))+")

_SHORTEST_ODD: Final = 4


def is_odd(word: str) -> bool:
    """Return whether a text is no word of a sentence, nor the name of a column or a format."""
    return len(word) >= _SHORTEST_ODD and _PLAIN.fullmatch(word) is None


def is_path(word: str) -> bool:
    """Return whether a text is the path of a file or folder, of more than one name."""
    return _PATH.fullmatch(word) is not None


def is_slug(word: str) -> bool:
    """Return whether a text is words and numbers with hyphens between: ``product-id-12345``."""
    return _SLUG.fullmatch(word) is not None


def looks_made_up(word: str) -> bool:
    """Return whether a text is odd and holds a digit: what nobody writes but as a credential."""
    return is_odd(word) and any(map(str.isdigit, word))


_SIGNS: Final = frozenset("!$%&*+#@?^~")
_INNER_DIGIT: Final = re.compile(r"[0-9][A-Za-z]")
_FORMAL: Final = re.compile(r"[$<{*]|\w+[(]|[A-Za-z]+://|v?[0-9]+[.]")
"""What stands for a value, a type, an address or a version."""

_PARTS: Final = re.compile(r"[,;]+")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
_LONGEST_STRONG: Final = 200
_SHORTEST_STRONG: Final = 8


def is_strong(word: str) -> bool:
    """Return whether a word is a password by itself: letters, digits and a sign, or mixed at will.

    Names with a number, versions and dates are none, whatever they stand beside.
    """
    if not _SHORTEST_STRONG <= len(word) <= _LONGEST_STRONG or _FORMAL.match(word) is not None:
        return False
    if not any(map(str.isdigit, word)) or not any(map(str.isalpha, word)):
        return False
    if not _SIGNS.isdisjoint(word):
        return True
    return is_mixed(word)


def is_mixed(word: str) -> bool:
    """Return whether a word has small and capital letters, and a digit before a letter."""
    is_both = any(map(str.islower, word)) and any(map(str.isupper, word))
    return is_both and _INNER_DIGIT.search(word) is not None


def is_made_up_list(word: str) -> bool:
    """Return whether a text with a comma or semicolon in it is one password: ``Summer,2024!``.

    A list of words is none, and words with a number, formats and dates are words: ``vault,aws2``.
    """
    parts = _PARTS.split(word.strip(",;"))
    if len(parts) == 1 or " " in word:
        return False
    odd = [each for each in parts if is_odd(each) and _DATE.fullmatch(each) is None]
    if not odd or not any(map(str.isdigit, word)) or not any(map(str.isalpha, word)):
        return False
    is_both = any(map(str.islower, word)) and any(map(str.isupper, word))
    return is_both or not _SIGNS.isdisjoint(word)

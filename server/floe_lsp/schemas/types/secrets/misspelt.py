"""Words that are nearly one for a credential, since the value beside ``pasword`` is the password.

Two words that agree once as many letters are taken out of each as a slip changes are near: one
letter, two of a long word. Names of two words are near by one.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from .name_words import COLLAPSED, CREDENTIAL_ENDINGS, NEAR_WORDS, ORDINARY

_SHORTEST: Final = 5
_LONG: Final = 8


def is_near_password(word: str) -> bool:
    """Say whether a long word is ``pasword``, or ends in it: ``sslpasword``."""
    if "pass" not in word and not word.endswith(("word", "wort")):
        return False
    return any(_NEAR_PASSWORD.holds(word[-length:]) for length in (7, 8, 9))


def is_near(word: str, *, compound: bool = False) -> bool:
    """Say whether a word is a credential's but for a letter or two too many, too few or wrong.

    Two words that agree once as many letters are taken out of each as a slip changes are near:
    one letter, two of a long word. Names of two words are near by one.
    """
    if len(word) < (_LONG if compound else _SHORTEST - 1) or word in ORDINARY:
        return False
    if not compound and (_NEAR_LONG.holds(word) or is_near_password(word)):
        return True
    return (_NEAR_COMPOUND if compound or len(word) >= _LONG else _NEAR_SHORT).holds(word)


def is_near_last(word: str) -> bool:
    """Say whether a word is, but for a slip, the last one of a name of several: ``access kye``."""
    return _NEAR_LAST.holds(word)


def _shortened(word: str, letters: int) -> Iterator[str]:
    """Yield a word without up to so many of its letters."""
    for kept in range(len(word) - letters, len(word) + 1):
        yield from map("".join, combinations(word, kept))


class _Near:
    """All words that are as close to one of some words as so many letters."""

    def __init__(self, words: Iterator[str], letters: int) -> None:
        known = tuple(words)
        self._letters = letters
        self._longest = max(map(len, known)) + letters
        self._shortened = frozenset(short for word in known for short in _shortened(word, letters))

    def holds(self, word: str) -> bool:
        """Whether a word is among them; one that is too long costs nothing, however long it is."""
        if len(word) > self._longest:
            return False
        return not self._shortened.isdisjoint(_shortened(word, self._letters))


_NEAR_SHORT: Final = _Near((word for word in NEAR_WORDS if _SHORTEST <= len(word) < _LONG), 1)
_NEAR_LONG: Final = _Near((word for word in NEAR_WORDS if len(word) >= _LONG), 2)
_NEAR_COMPOUND: Final = _Near((word for word in COLLAPSED if len(word) >= _LONG), 1)
_NEAR_PASSWORD: Final = _Near(iter(("password",)), 1)
_NEAR_LAST: Final = _Near((ending[-1] for ending in CREDENTIAL_ENDINGS if len(ending[-1]) > 2), 1)

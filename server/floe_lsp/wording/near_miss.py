"""Did you mean: the known word that a mistyped one most likely stands for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

_PART = re.compile(r"[A-Z]?[^A-Z_-]+|[A-Z]+(?![^A-Z_-])")

_MOST_LOOKUPS = 200
_MOST_COMPARISONS = 500_000
"""A hundred unknown names may be a typing error each; ten thousand are another mistake."""


class NearMisses:
    """Looks up one wrong word after another among the same candidates, while that is cheap."""

    def __init__(self, candidates: Iterable[str]) -> None:
        self._candidates = tuple(candidates)
        self._left = min(_MOST_LOOKUPS, 1 + _MOST_COMPARISONS // max(1, len(self._candidates)))

    def of(self, word: str, *, besides: str | None = None) -> str | None:
        """Return what ``near_miss`` does, and ``None`` for the words after too many."""
        if self._left == 0:
            return None
        self._left -= 1
        return near_miss(word, self._candidates, besides=besides)


def near_miss(word: str, candidates: Iterable[str], *, besides: str | None = None) -> str | None:
    """Return the nearest of the candidates, or ``None`` when none is near.

    A candidate is near when only case and separators differ, when it alone has the whole word as
    one of its parts (``s3`` in ``aws-s3``, ``checks`` in ``qualityChecks``) or begins with it
    (``warn`` for ``warning``), or when at most a third of the letters have to change (inserted,
    left out, replaced, or swapped with a neighbour). ``besides`` is one that cannot be meant; to
    leave it out of the candidates would cost more when many words are looked up.
    """
    known = _folded_words(tuple(candidates))
    folded = fold(word)
    for same in known.by_folded.get(folded, ()):
        if same != besides:
            return same
    holders = [each for each in known.by_part.get(word.casefold(), ()) if each != besides]
    if len(holders) == 1:
        return holders[0]
    longer = [each for each in known.beginning_with(folded) if each != besides]
    if len(longer) == 1:
        return longer[0]
    from rapidfuzz import process  # noqa: PLC0415 - 20 ms, and most files have no mistake
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - as above

    cutoff = len(word) // 3
    nearest = process.extract(
        folded, known.folded, scorer=OSA.distance, score_cutoff=cutoff, limit=2
    )
    found = (known.words[index] for _, _, index in nearest)
    return next((each for each in found if each != besides), None)


def clear_near_miss(word: str, candidates: Iterable[str]) -> str | None:
    """Return what ``near_miss`` does, but ``None`` where another candidate is as near as that."""
    known = tuple(candidates)
    near = near_miss(word, known)
    if near is None:
        return None
    other = near_miss(word, known, besides=near)
    if other is None:
        return near
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - as above

    distances = [OSA.distance(word, each) for each in (near, other)]
    return near if distances[0] < distances[1] else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Return ``; did you mean X?`` for the end of a sentence, nothing when no candidate is near."""
    near = near_miss(word, candidates)
    return "" if near is None else f"; did you mean {near}?"


class _FoldedWords:
    """The candidates, prepared for being asked for one wrong word after another."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.folded = [fold(word) for word in words]
        self.by_folded: dict[str, list[str]] = {}
        self.by_part: dict[str, list[str]] = {}
        for word, folded in zip(words, self.folded, strict=True):
            self.by_folded.setdefault(folded, []).append(word)
            for part in set(_parts(word)):
                self.by_part.setdefault(part, []).append(word)
        self._sorted = sorted(zip(self.folded, words, strict=True))

    def beginning_with(self, shorter: str) -> list[str]:
        """Return the first three words of which ``shorter`` is a shortened form.

        Three letters begin too many words.
        """
        start = bisect_left(self._sorted, (shorter,))
        found = self._sorted[start : start + 3] if len(shorter) > 3 else []
        return [word for folded, word in found if folded.startswith(shorter)]


_folded_words = lru_cache(maxsize=16)(_FoldedWords)


def _parts(word: str) -> list[str]:
    return [part.casefold() for part in _PART.findall(word)]


def fold(word: str) -> str:
    """Drop case and separators, so that ``depends_on`` and ``DependsOn`` meet."""
    return word.casefold().replace("_", "").replace("-", "")

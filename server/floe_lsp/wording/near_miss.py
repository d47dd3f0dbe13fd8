"""Did you mean: the known word that a mistyped one most likely stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PART = re.compile(r"[A-Z]?[^A-Z_-]+|[A-Z]+(?![^A-Z_-])")


def near_miss(word: str, candidates: Iterable[str]) -> str | None:
    """Return the nearest of the candidates, or ``None`` when none is near.

    A candidate is near when only case and separators differ, when it alone has the whole word as
    one of its parts (``s3`` in ``aws-s3``, ``checks`` in ``qualityChecks``) or begins with it
    (``warn`` for ``warning``), or when at most a third of the letters have to change (inserted,
    left out, replaced, or swapped with a neighbour).
    """
    words = list(candidates)
    folded = fold(word)
    for candidate in words:
        if fold(candidate) == folded:
            return candidate
    holders = [candidate for candidate in words if word.casefold() in _parts(candidate)]
    if len(holders) == 1:
        return holders[0]
    longer = [candidate for candidate in words if _begins(fold(candidate), folded)]
    if len(longer) == 1:
        return longer[0]
    from rapidfuzz import process  # noqa: PLC0415 - 20 ms, and most files have no mistake
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - as above

    found = process.extractOne(
        folded,
        words,
        scorer=OSA.distance,
        processor=fold,
        score_cutoff=len(word) // 3,
    )
    return None if found is None else found[0]


def _begins(longer: str, shorter: str) -> bool:
    """Whether a word is a shortened form of another; three letters begin too many words."""
    return len(shorter) > 3 and longer.startswith(shorter)


def _parts(word: str) -> list[str]:
    return [part.casefold() for part in _PART.findall(word)]


def fold(word: str) -> str:
    """Drop case and separators, so that ``depends_on`` and ``DependsOn`` meet."""
    return word.casefold().replace("_", "").replace("-", "")

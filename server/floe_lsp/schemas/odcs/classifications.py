"""How sensitive the values of a column are, and which of two words for that is the weaker one."""

from __future__ import annotations

from typing import Final, get_args

from floe_lsp.schemas.manifest.governance_policies import Classification

CLASSIFICATIONS: Final[tuple[str, ...]] = get_args(Classification)
"""Every word for it that a manifest may use, too."""

_RANKS: Final = {
    "public": (0, 0),
    "internal": (1, 1),
    "confidential": (2, 2),
    "restricted": (3, 3),
    "pii": (4, 4),
    # The released packages do not rank these; they are no weaker than confidential.
    "sensitive": (2, 4),
    "phi": (2, 4),
}
"""The lowest and the highest place of each among the others."""


def is_weaker(one: str, other: str) -> bool | None:
    """Return whether values protected as ``one`` are protected less; ``None`` if nobody can tell.

    Nobody can of words that floe does not know, and of two that may be in either order.
    """
    if one == other:
        return False
    if one not in _RANKS or other not in _RANKS:
        return None
    (lowest, highest), (their_lowest, their_highest) = _RANKS[one], _RANKS[other]
    if highest < their_lowest:
        return True
    return False if lowest >= their_highest else None


def stronger(one: str, other: str) -> str:
    """Return the one of two words that protects more; the second where nobody can tell."""
    return one if is_weaker(other, one) else other

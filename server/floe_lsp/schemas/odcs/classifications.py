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


def is_weaker(one: str, other: str) -> bool:
    """Return whether values protected as ``one`` are protected less than as ``other``, for sure."""
    return one in _RANKS and other in _RANKS and _RANKS[one][1] < _RANKS[other][0]


def stronger(one: str, other: str) -> str:
    """Return the one of two words that protects more; the second where nobody can tell."""
    return one if is_weaker(other, one) else other

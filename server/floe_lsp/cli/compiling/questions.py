"""Manifests of registries in several processes: one asks, and all are handed the same answer.

Were each to ask, a tag that moves meanwhile would stand for two contents in one run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from floe_lsp.registries.reference import Reference

if TYPE_CHECKING:
    from floe_lsp.registries.cache import Copy
    from floe_lsp.registries.manifests import CachedManifests


@dataclass(frozen=True)
class Question:
    """What another process wants to know of a manifest."""

    reference: Reference
    is_of_signature: bool = False
    """Whether it is about the signature alone, of which the answer is an error or nothing."""


def answered(question: Question, manifests: CachedManifests) -> Copy | Exception | None:
    """Return what another process is told: a copy, what was raised, or nothing."""
    try:
        copy = manifests.get(question.reference)
        if not question.is_of_signature:
            return copy
        manifests.check_signature(copy)
    except Exception as error:  # noqa: BLE001 - raised again where it was asked for
        return error
    return None

"""How a transform is checked, in numbers."""

from __future__ import annotations

from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.syntax import items_of


def checks_of(transform: TransformOutline) -> int:
    """Return how many quality checks a transform lists."""
    entry = transform.quality_checks
    return 0 if entry is None else len(items_of(entry.value))

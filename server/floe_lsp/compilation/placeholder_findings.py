"""Findings that say of a placeholder that what belongs there is still to be written."""

from __future__ import annotations

from floe_lsp.wording.placeholders import PLACEHOLDER

from .diagnostics import Diagnostic

STILL_TO_BE_WRITTEN = "E103"
"""Their code in floe's own files: what a placeholder stands for is missing."""

_IN_PROPERTY_FILES = "FLOE-E222"
"""Their code where the placeholder stands in a property file, and they at the model."""


def is_about_a_placeholder(found: Diagnostic) -> bool:
    """Whether a finding says of a placeholder that it is still one."""
    if found.code == _IN_PROPERTY_FILES:
        return True
    start, end = found.location.span
    written = found.location.text.text[start:end].strip("'\"")
    return found.code == STILL_TO_BE_WRITTEN and PLACEHOLDER.fullmatch(written) is not None

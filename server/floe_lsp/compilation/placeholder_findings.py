"""Findings that say of a placeholder that what belongs there is still to be written."""

from __future__ import annotations

from floe_lsp.wording.placeholders import PLACEHOLDER

from .diagnostics import Diagnostic

STILL_TO_BE_WRITTEN = "E103"
"""Their code: what a placeholder stands for is missing."""


def is_about_a_placeholder(found: Diagnostic) -> bool:
    """Whether a finding says of a placeholder that it is still one."""
    start, end = found.location.span
    written = found.location.text.text[start:end].strip("'\"")
    return found.code == STILL_TO_BE_WRITTEN and PLACEHOLDER.fullmatch(written) is not None

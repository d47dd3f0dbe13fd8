"""What the commands exit with; docs/troubleshooting.md has the table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from floe_lsp.compilation import Diagnostic

USAGE = 2
INTERNAL = 70
"""A fault of ours (EX_SOFTWARE of sysexits.h); neither a mistake in a file nor wrong usage."""
INTERRUPTED = 130
"""What a shell reports for a command that Ctrl-C ended."""
BROKEN_PIPE = 141
"""What a shell reports for a command whose reader has gone."""


def of(found: Iterable[Diagnostic]) -> int:
    """Return 0 when nothing is wrong, 70 after a failure of ours, else that of the first stage."""
    from floe_lsp.compilation.codes import Trait  # noqa: PLC0415 - help and usage need neither
    from floe_lsp.compilation.results import exit_code  # noqa: PLC0415

    known = tuple(found)
    is_ours = any(Trait.INTERNAL in each.info.traits for each in known)
    return INTERNAL if is_ours else exit_code(known)


def of_a_preview(found: Iterable[Diagnostic]) -> int:
    """Return the exit code of a dry run, which platform teams look at new policies with."""
    return of(each for each in found if not each.is_strict)

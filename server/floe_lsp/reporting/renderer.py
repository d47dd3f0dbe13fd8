"""What a form of a report is: a function of the findings and of how they are to be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from floe_lsp.compilation.diagnostics import Diagnostic

    from .styled import Canvas


@dataclass(frozen=True)
class ReportInput:
    """What a report is made of; a form takes from it what it can show."""

    findings: Sequence[Diagnostic]
    """In order, without repetitions."""
    base: Path
    """The working folder, absolute; files inside it are named relative to it."""
    canvas: Canvas | None = None
    """Width and encoding to lay text out for: 80 cells and UTF-8 unless given."""
    summary: bool = True
    """Whether text ends with the count of findings."""
    checked: int | None = None
    """How many files were looked at, for forms that programs read; ``None`` where nobody counts."""


Renderer = Callable[[ReportInput], str]
"""Returns a report without colours, with a line break at its end."""

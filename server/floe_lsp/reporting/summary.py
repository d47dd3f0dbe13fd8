"""How many findings a report holds, as numbers and as a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from typing_extensions import NotRequired

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.wording.counting import counted


class SummaryData(TypedDict):
    """A summary as it stands in JSON."""

    errors: int
    warnings: int
    infos: int
    hints: int
    files: int
    """Those with findings."""
    checked: NotRequired[int]
    """Those that were looked at."""


@dataclass(frozen=True)
class Summary:
    """Findings by severity; ``files`` counts the files that have any."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0
    hints: int = 0
    files: int = 0

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic]) -> Summary:
        """Count diagnostics."""
        counts = dict.fromkeys(Severity, 0)
        files: set[object] = set()
        for diagnostic in diagnostics:
            counts[diagnostic.severity] += 1
            files.add(diagnostic.location.path)
        return cls(
            counts[Severity.ERROR],
            counts[Severity.WARNING],
            counts[Severity.INFO],
            counts[Severity.HINT],
            len(files),
        )

    def to_dict(self) -> SummaryData:
        """Return the counts as plain data."""
        return {
            "errors": self.errors,
            "warnings": self.warnings,
            "infos": self.infos,
            "hints": self.hints,
            "files": self.files,
        }

    def words(self) -> list[tuple[str, Severity | None]]:
        """Return the sentence in pieces, those that count a severity with that severity."""
        counts = {
            Severity.ERROR: self.errors,
            Severity.WARNING: self.warnings,
            Severity.INFO: self.infos,
            Severity.HINT: self.hints,
        }
        found = [(severity, count) for severity, count in counts.items() if count]
        if not found:
            return [("no problems found", None)]
        pieces: list[tuple[str, Severity | None]] = []
        for index, (severity, count) in enumerate(found):
            if index:
                pieces.append((" and " if index == len(found) - 1 else ", ", None))
            pieces.append((counted(count, severity.value), severity))
        return [*pieces, (f" in {counted(self.files, 'file')}", None)]

    def __str__(self) -> str:
        """Return a sentence such as ``2 errors and 1 warning in 1 file``."""
        return "".join(text for text, _ in self.words())

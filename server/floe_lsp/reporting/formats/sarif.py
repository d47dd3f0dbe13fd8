"""Diagnostics as SARIF 2.1.0 (OASIS), for code scanning services and editors.

Columns count code points (``columnKind``), ends are exclusive as SARIF has them. Files inside the
working folder are named relative to ``SRCROOT``. No source text is quoted: a log is uploaded and
kept, and the lines of a finding may hold a secret.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from sarif_pydantic import sarif

from floe_lsp import __version__
from floe_lsp.compilation.codes import CODES, CodeInfo, Severity
from floe_lsp.compilation.diagnostics import Diagnostic, Edit, Fix, Location
from floe_lsp.compilation.pages import hosted_url, page_path
from floe_lsp.reporting.paths import display_path, folder_uri, relative_uri
from floe_lsp.reporting.record import ErrorRange
from floe_lsp.reporting.renderer import ReportInput
from floe_lsp.syntax import SourceText, Span

from .json import dump

SCHEMA_URI = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT_ID = "SRCROOT"
"""The name of the working folder in the log (SARIF 2.1.0, 3.4.4)."""
FINGERPRINT = "floe/v1"
"""Name and version of our fingerprint (SARIF 2.1.0, 3.27.17)."""

_LEVELS = {
    Severity.ERROR: sarif.Level.ERROR,
    Severity.WARNING: sarif.Level.WARNING,
    Severity.INFO: sarif.Level.NOTE,
    Severity.HINT: sarif.Level.NOTE,
}


class _Run(sarif.Run):
    """A run with the property that the library lacks (SARIF 2.1.0, 3.14.17)."""

    column_kind: str = "unicodeCodePoints"


def render(given: ReportInput) -> str:
    """Return a SARIF log with one run, as JSON with a line break at its end.

    The working folder becomes ``SRCROOT``.
    """
    used = {diagnostic.code for diagnostic in given.findings}
    rules = [info for code, info in CODES.items() if code in used]
    indexes = {info.code: index for index, info in enumerate(rules)}
    writer = _ResultWriter(given.base, indexes)
    run = _Run(
        tool=sarif.Tool(
            driver=sarif.ToolDriver(
                name="floe",
                version=__version__,
                semantic_version=__version__,
                rules=[_rule(info) for info in rules],
            )
        ),
        original_uri_base_ids={ROOT_ID: sarif.ArtifactLocation(uri=folder_uri(given.base))},
        results=[writer.result(diagnostic) for diagnostic in given.findings],
    )
    log = sarif.Sarif.model_validate({"$schema": SCHEMA_URI, "runs": [run]})
    return dump(
        log.model_dump(mode="json", by_alias=True, exclude_none=True, serialize_as_any=True)
    )


def _rule(info: CodeInfo) -> sarif.ReportingDescriptor:
    page = page_path(info.code)
    text = None if page is None else page.read_text(encoding="utf-8")
    return sarif.ReportingDescriptor(
        id=info.code,
        short_description=_message(info.title),
        help_uri=hosted_url(info.code),
        help=None if text is None else sarif.Message(text=text, markdown=text),
        default_configuration=sarif.ReportingConfiguration(level=_LEVELS[info.severity].value),
        properties={"tags": [info.stage.value.lower()]},
    )


def _message(text: str) -> sarif.Message:
    return sarif.Message(text=text)


class _ResultWriter:
    """Writes results; it knows the folder and how often a fingerprint was used."""

    def __init__(self, base: Path, indexes: dict[str, int]) -> None:
        self._base = base
        self._indexes = indexes
        self._seen: Counter[str] = Counter()

    def result(self, diagnostic: Diagnostic) -> sarif.Result:
        """Return the result of a diagnostic."""
        text = diagnostic.message
        if diagnostic.suggestion:
            text += f"\nhelp: {diagnostic.suggestion}"
        return sarif.Result(
            rule_id=diagnostic.code,
            rule_index=self._indexes[diagnostic.code],
            level=_LEVELS[diagnostic.severity],
            message=_message(text),
            locations=[self._location(diagnostic.location)],
            related_locations=[
                self._location(related.location, related.message) for related in diagnostic.related
            ]
            or None,
            fixes=[self._fix(fix) for fix in diagnostic.fixes if not fix.moves_a_secret] or None,
            partial_fingerprints={FINGERPRINT: self._fingerprint(diagnostic)},
        )

    def _location(self, location: Location, message: str = "") -> sarif.Location:
        return sarif.Location(
            physical_location=sarif.PhysicalLocation(
                artifact_location=self._artifact(location.path),
                region=_region(location.text, location.span),
            ),
            message=_message(message) if message else None,
        )

    def _artifact(self, path: Path) -> sarif.ArtifactLocation:
        file = display_path(path, self._base)
        if Path(file).is_absolute():
            return sarif.ArtifactLocation(uri=Path(file).as_uri())
        return sarif.ArtifactLocation(uri=relative_uri(file), uri_base_id=ROOT_ID)

    def _fix(self, fix: Fix) -> sarif.Fix:
        by_path: dict[Path, list[Edit]] = {}
        for edit in fix.edits:
            by_path.setdefault(edit.location.path, []).append(edit)
        return sarif.Fix(
            description=_message(fix.title),
            artifact_changes=[
                sarif.ArtifactChange(
                    artifact_location=self._artifact(path),
                    replacements=[
                        sarif.Replacement(
                            deleted_region=_region(edit.location.text, edit.location.span),
                            inserted_content=sarif.ArtifactContent(text=edit.text),
                        )
                        for edit in edits
                    ],
                )
                for path, edits in by_path.items()
            ],
            properties={"applicability": fix.applicability.value},
        )

    def _fingerprint(self, diagnostic: Diagnostic) -> str:
        """Return what stays the same when lines move: code, file, and the text at the place.

        The message is left out, since it may name other lines. Equal findings are numbered.
        """
        text, span = diagnostic.location.shown, diagnostic.location.span
        line = text.line(text.position(span.start).line).strip()
        parts = (
            diagnostic.code,
            display_path(diagnostic.location.path, self._base),
            line,
            text.slice(span),
        )
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self._seen[digest] += 1
        return f"{digest}:{self._seen[digest]}"


def _region(text: SourceText, span: Span) -> sarif.Region:
    place = ErrorRange.of(text, span)
    return sarif.Region(
        start_line=place.line,
        start_column=place.column,
        end_line=place.end_line,
        end_column=place.end_column,
    )

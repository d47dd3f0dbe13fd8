"""The modules that hold a promise: what they do wrong does harm that nobody sees at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from .trees import REPOSITORY, SERVER

PROMISES: Final[Mapping[str, tuple[str, ...]]] = {
    "what is read": (
        "compilation/documents.py",
        "compilation/folders.py",
        "compilation/sources.py",
        "dbt/files.py",
        "files/opening.py",
        "files/reading.py",
        "files/status.py",
        "git/*.py",
        "syntax/decoding.py",
    ),
    "what is written": (
        "compilation/generate/*.py",
        "files/atomic.py",
        "files/locks.py",
        "files/streams.py",
        "files/targets.py",
        "files/temporary.py",
        "schemas/artifact/doubtful.py",
        "schemas/artifact/product_options.py",
        "schemas/artifact/secret_guard.py",
    ),
    "what is hidden": (
        "compilation/masking.py",
        "compilation/secrecy.py",
        "compilation/secret_comments.py",
        "compilation/secret_spans.py",
        "compilation/span_sets.py",
        "compilation/unescaped.py",
        "compilation/values_by_lines.py",
        "lsp/work/hiding.py",
        "plugins/literal_credentials.py",
        "reporting/frame.py",
        "schemas/types/secrets/*.py",
    ),
    "what is silenced": (
        "compilation/diagnostics.py",
        "compilation/suppression_complaints.py",
        "compilation/suppressions.py",
    ),
    "the session": (
        "lsp/state/documents.py",
        "lsp/state/files.py",
        "lsp/state/findings.py",
        "lsp/state/folders.py",
        "lsp/state/results.py",
        "lsp/state/session.py",
        "lsp/work/did_modify.py",
    ),
    "what is published": (
        "lsp/handlers/diagnostics/*.py",
        "lsp/state/convert.py",
        "lsp/work/analysis_queue.py",
        "lsp/work/analysis_scheduler.py",
    ),
    "what is answered": (
        "lsp/wire/*.py",
        "lsp/work/crash_*.py",
        "lsp/work/request_runner.py",
    ),
    "formatting": (
        "ide/formatting/*.py",
        "lsp/handlers/requests/formatting.py",
    ),
    "text positions": (
        "syntax/edits.py",
        "syntax/lines.py",
        "syntax/text.py",
    ),
}
"""Each promise with the files that hold it, as patterns below the package."""


def promised_files() -> Iterator[tuple[str, str]]:
    """Yield each file, relative to the checkout, with its promise."""
    for promise, patterns in PROMISES.items():
        for pattern in patterns:
            for path in sorted((REPOSITORY / SERVER).glob(pattern)):
                yield path.relative_to(REPOSITORY).as_posix(), promise

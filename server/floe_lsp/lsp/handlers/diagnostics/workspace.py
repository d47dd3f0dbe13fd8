"""What ``workspace/diagnostic`` reports of each file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from lsprotocol import types

from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire import uris

from .reports import NOTHING, Reports


def workspace_reports(
    session: Session, reports: Reports, given: Sequence[types.PreviousResultId]
) -> list[types.WorkspaceDocumentDiagnosticReport]:
    """Return a report of every file; unchanged where the editor has the present one already."""
    known = {uris.normalise(each.uri): each.value for each in given}
    return [*_all(session, reports, known), *_gone(session, given)]


def _gone(
    session: Session, given: Iterable[types.PreviousResultId]
) -> Iterator[types.WorkspaceDocumentDiagnosticReport]:
    """Say of closed buffers that were no files that they show nothing any more."""
    for each in given:
        if uris.to_path(each.uri) is not None or session.store.get(each.uri) is not None:
            continue
        if each.value == NOTHING:
            yield types.WorkspaceUnchangedDocumentDiagnosticReport(each.uri, NOTHING)
        else:
            yield types.WorkspaceFullDocumentDiagnosticReport(each.uri, [], result_id=NOTHING)


def _all(
    session: Session, reports: Reports, known: Mapping[str, str]
) -> Iterator[types.WorkspaceDocumentDiagnosticReport]:
    """Report every file that takes part in an analysis, or that the editor knows."""
    keys = {path: _key(session, path) for path in session.results.files()}
    others = known.keys() - keys.values()
    for path in (uris.to_path(key) for key in others):
        if path is not None:
            keys[path] = _key(session, path)
    for path in sorted(filter(session.is_analysed, keys), key=str):
        document = session.store.at(path)
        version = None if document is None else document.version
        result, before = reports.name(path), known.get(keys[path])
        uri = session.convert.uri(path)
        if before == result:
            yield types.WorkspaceUnchangedDocumentDiagnosticReport(uri, result, version)
        elif before is not None or result != NOTHING:
            yield types.WorkspaceFullDocumentDiagnosticReport(
                uri, reports.items(path), version, result_id=result
            )


def _key(session: Session, path: Path) -> str:
    return uris.normalise(session.convert.uri(path))

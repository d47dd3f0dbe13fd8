"""Brings findings to the editor: pushed, or pulled where it asks for them; never both.

LSP 3.17, "Publish Diagnostics" and "Pull Diagnostics".
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from lsprotocol import types

from floe_lsp.compilation import Diagnostic
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.wire.protocol import Protocol


class Push:
    """Sends the findings of a file whenever they may have changed."""

    def __init__(self, session: Session, protocol: Protocol) -> None:
        self._session = session
        self._protocol = protocol
        self._shown: dict[Path, str] = {}
        """The URI under which a file shows findings; the editor's own while the file is open."""

    def changed(self, files: Iterable[Path]) -> None:
        """Publish the findings of files; one that has none any more is cleared."""
        for path in sorted(files):
            items = _items(self._session, path)
            document = self._session.store.at(path)
            uri, before = self._session.convert.uri(path), self._shown.pop(path, None)
            if before is not None and before != uri:
                self._publish(before, [], None)
                before = None
            if not items and document is None and before is None:
                continue
            self._publish(uri, items, None if document is None else document.version)
            if items:
                self._shown[path] = uri

    def _publish(self, uri: str, items: list[types.Diagnostic], version: int | None) -> None:
        params = types.PublishDiagnosticsParams(uri, items, version)
        self._protocol.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)


class Pull:
    """Answers the editor's questions and tells it when to ask again."""

    def __init__(self, session: Session, protocol: Protocol) -> None:
        self._session = session
        self._protocol = protocol
        self._changed = asyncio.Event()
        self._told: dict[Path, tuple[int, str]] = {}
        """By open file: the version for which it was asked last, and the result's id."""

    def changed(self, files: Iterable[Path]) -> None:
        """Wake the questions that wait; ask the editor to look at files that it did not edit."""
        self._changed.set()
        self._changed = asyncio.Event()
        stale = [path for path in files if self._is_stale(path)]
        if stale and self._session.client.diagnostic_refresh:
            self._protocol.send_request(types.WORKSPACE_DIAGNOSTIC_REFRESH)

    def _is_stale(self, path: Path) -> bool:
        """Whether the editor shows what no longer holds and does not ask by itself.

        It asks after each edit of its own.
        """
        document, told = self._session.store.at(path), self._told.pop(path, None)
        if document is None or told is None or told[0] != document.version:
            return False
        result = _result_id(self._session.diagnostics(path), _items(self._session, path))
        self._told[path] = (document.version, result)
        return result != told[1]

    def document(
        self, path: Path, previous: str | None
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        """Return the findings of one file, or that they are those of ``previous``."""
        items = _items(self._session, path)
        result = _result_id(self._session.diagnostics(path), items)
        document = self._session.store.at(path)
        if document is not None:
            self._told[path] = (document.version, result)
        if result == previous:
            return types.RelatedUnchangedDocumentDiagnosticReport(result)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=result)

    async def workspace(
        self, previous: Iterable[types.PreviousResultId]
    ) -> types.WorkspaceDiagnosticReport:
        """Return what has changed in all files; wait while nothing has.

        The editor asks anew as soon as it is answered.
        """
        given = list(previous)
        known = {uris.normalise(each.uri): each.value for each in given}
        while True:
            waiting = self._changed
            reports = [*self._reports(known), *self._gone(given)]
            news = any(
                isinstance(each, types.WorkspaceFullDocumentDiagnosticReport) for each in reports
            )
            if news or not known:
                return types.WorkspaceDiagnosticReport(reports)
            await waiting.wait()

    def _gone(
        self, given: Iterable[types.PreviousResultId]
    ) -> Iterator[types.WorkspaceDocumentDiagnosticReport]:
        """Say of closed buffers that were no files that they show nothing any more."""
        nothing = _result_id((), ())
        for each in given:
            if uris.to_path(each.uri) is not None or self._session.store.get(each.uri) is not None:
                continue
            if each.value == nothing:
                yield types.WorkspaceUnchangedDocumentDiagnosticReport(each.uri, nothing)
            else:
                yield types.WorkspaceFullDocumentDiagnosticReport(each.uri, [], result_id=nothing)

    def _reports(self, known: dict[str, str]) -> list[types.WorkspaceDocumentDiagnosticReport]:
        session = self._session
        reports: list[types.WorkspaceDocumentDiagnosticReport] = []
        paths = {*session.known_files(), *_paths(known)}
        for path in sorted(paths):
            uri = session.convert.uri(path)
            document = session.store.at(path)
            version = None if document is None else document.version
            items = _items(session, path)
            result = _result_id(session.diagnostics(path), items)
            if known.get(uris.normalise(uri)) == result:
                reports.append(
                    types.WorkspaceUnchangedDocumentDiagnosticReport(uri, result, version)
                )
            elif items or uris.normalise(uri) in known:
                reports.append(
                    types.WorkspaceFullDocumentDiagnosticReport(
                        uri, items, version, result_id=result
                    )
                )
        return reports


def _paths(known: Iterable[str]) -> set[Path]:
    return {path for uri in known if (path := uris.to_path(uri)) is not None}


def _items(session: Session, path: Path) -> list[types.Diagnostic]:
    settings = session.settings_of(path)
    return [session.convert.diagnostic(each, settings) for each in session.diagnostics(path)]


def _result_id(found: Iterable[Diagnostic], items: Iterable[types.Diagnostic]) -> str:
    """A short name for exactly these findings at exactly these places."""
    digest = hashlib.sha256()
    for each, item in zip(found, items, strict=True):
        digest.update(repr((each.sort_key(), each.suggestion, item.range, item.severity)).encode())
    return digest.hexdigest()[:16]

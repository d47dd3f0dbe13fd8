"""``textDocument/diagnostic``, ``workspace/diagnostic`` and ``workspace/diagnostic/refresh``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

from lsprotocol import types

from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.wire.protocol import Protocol

from .reports import NOTHING, Reports

_BETWEEN_SECONDS = 0.5
"""From one report of the workspace to the next; each names every file, and results come by hundreds
after an edit of a manifest."""


class Pull:
    """Answers the editor's questions and tells it when to ask again."""

    def __init__(self, session: Session, protocol: Protocol) -> None:
        self._session = session
        self._protocol = protocol
        self._reports = Reports(session)
        self._changed = asyncio.Event()
        self._reported = 0.0
        """When the workspace was answered last, by the event loop's clock."""
        self._told: dict[Path, tuple[int, str]] = {}
        """By open file: the version for which it was asked last, and the result's id."""

    def changed(self, files: Iterable[Path]) -> None:
        """Wake the questions that wait; ask the editor to look at files that it did not edit."""
        given = list(files)
        if not given:
            return
        self._changed.set()
        self._changed = asyncio.Event()
        stale = [path for path in given if self._is_stale(path)]
        if stale and self._session.client.diagnostic_refresh:
            self._protocol.send_request(types.WORKSPACE_DIAGNOSTIC_REFRESH)

    def _is_stale(self, path: Path) -> bool:
        """Whether the editor shows what no longer holds and does not ask by itself.

        It asks after each edit of its own.
        """
        document, told = self._session.store.at(path), self._told.pop(path, None)
        if document is None or told is None or told[0] != document.version:
            return False
        result = self._reports.name(path)
        self._told[path] = (document.version, result)
        return result != told[1]

    def document(
        self, path: Path, previous: str | None
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        """Return the findings of one file, or that they are those of ``previous``."""
        result = self._reports.name(path)
        document = self._session.store.at(path)
        if document is not None:
            self._told[path] = (document.version, result)
        if result == previous:
            return types.RelatedUnchangedDocumentDiagnosticReport(result)
        return types.RelatedFullDocumentDiagnosticReport(
            self._reports.items(path), result_id=result
        )

    async def workspace(
        self, previous: Iterable[types.PreviousResultId]
    ) -> types.WorkspaceDiagnosticReport:
        """Return what has changed in all files; wait while nothing has.

        The editor asks again as soon as it is answered.
        """
        given = list(previous)
        known = {uris.normalise(each.uri): each.value for each in given}
        loop = asyncio.get_running_loop()
        while True:
            waiting = self._changed
            reports = [*self._all(known), *self._gone(given)]
            news = any(
                isinstance(each, types.WorkspaceFullDocumentDiagnosticReport) for each in reports
            )
            if news or not known:
                self._reported = loop.time()
                return types.WorkspaceDiagnosticReport(reports)
            await waiting.wait()
            await asyncio.sleep(self._reported + _BETWEEN_SECONDS - loop.time())

    def _gone(
        self, given: Iterable[types.PreviousResultId]
    ) -> Iterator[types.WorkspaceDocumentDiagnosticReport]:
        """Say of closed buffers that were no files that they show nothing any more."""
        for each in given:
            if uris.scheme(each.uri) == "file" or self._session.store.get(each.uri) is not None:
                continue
            if each.value == NOTHING:
                yield types.WorkspaceUnchangedDocumentDiagnosticReport(each.uri, NOTHING)
            else:
                yield types.WorkspaceFullDocumentDiagnosticReport(each.uri, [], result_id=NOTHING)

    def _all(self, known: dict[str, str]) -> Iterator[types.WorkspaceDocumentDiagnosticReport]:
        """Report every file that takes part in an analysis, or that the editor knows."""
        session = self._session
        keys = {path: self._key(path) for path in session.results.files()}
        others = known.keys() - keys.values()
        for path in (uris.to_path(key) for key in others):
            if path is not None:
                keys[path] = self._key(path)
        for path in sorted(keys, key=str):
            document = session.store.at(path)
            version = None if document is None else document.version
            result, before = self._reports.name(path), known.get(keys[path])
            uri = session.convert.uri(path)
            if before == result:
                yield types.WorkspaceUnchangedDocumentDiagnosticReport(uri, result, version)
            elif before is not None or result != NOTHING:
                yield types.WorkspaceFullDocumentDiagnosticReport(
                    uri, self._reports.items(path), version, result_id=result
                )

    def _key(self, path: Path) -> str:
        return uris.normalise(self._session.convert.uri(path))

"""``textDocument/diagnostic``, ``workspace/diagnostic`` and ``workspace/diagnostic/refresh``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types

from floe_lsp.lsp.state.convert import SOURCE
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.work.conversation import Requests
from floe_lsp.lsp.work.refreshing import Refreshes
from floe_lsp.lsp.work.request_runner import Fresh

from .reports import Reports
from .workspace import workspace_reports

_BETWEEN_SECONDS = 0.5
"""From one report of the workspace to the next; each names every file, and results come by hundreds
after an edit of a manifest."""


class Pull:
    """Answers the editor's questions and tells it when to ask again."""

    def __init__(self, session: Session, refreshes: Refreshes, fresh: Fresh) -> None:
        """Keep what is answered from; ``fresh`` waits until a path's analysis is of its text."""
        self._session = session
        self._refreshes = refreshes
        self._fresh = fresh
        self._reports = Reports(session)
        self._changed = asyncio.Event()
        self._reported = 0.0
        """When the workspace was answered last, by the event loop's clock."""
        self._told: dict[Path, tuple[int, str]] = {}
        """By open file: the version for which it was asked last, and the result's id."""

    def requests(self) -> Requests:
        """Return the handlers of the questions, each with what is announced of it."""
        options = types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=True, identifier=SOURCE
        )
        return {
            types.TEXT_DOCUMENT_DIAGNOSTIC: (self._asked_of_document, options),
            types.WORKSPACE_DIAGNOSTIC: (self._asked_of_workspace, None),
        }

    async def _asked_of_document(
        self, params: types.DocumentDiagnosticParams
    ) -> types.DocumentDiagnosticReport:
        """``textDocument/diagnostic``: of the text as it is now."""
        document = self._session.store.get(params.text_document.uri)
        path = uris.to_path(params.text_document.uri) if document is None else document.path
        if path is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        await self._fresh(path)
        return self.document(path, params.previous_result_id)

    async def _asked_of_workspace(
        self, params: types.WorkspaceDiagnosticParams
    ) -> types.WorkspaceDiagnosticReport:
        """``workspace/diagnostic``: held until there is something to say."""
        return await self.workspace(params.previous_result_ids)

    def changed(self, files: Iterable[Path]) -> None:
        """Wake the questions that wait; ask the editor to look at files that it did not edit."""
        given = list(files)
        if not given:
            return
        self._changed.set()
        self._changed = asyncio.Event()
        stale = [path for path in given if self._is_stale(path)]
        if stale and self._session.client.diagnostic_refresh:
            self._refreshes.ask(types.WORKSPACE_DIAGNOSTIC_REFRESH)

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

    def document(self, path: Path, previous: str | None) -> types.DocumentDiagnosticReport:
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
        loop = asyncio.get_running_loop()
        while True:
            waiting = self._changed
            reports = workspace_reports(self._session, self._reports, given)
            news = any(
                isinstance(each, types.WorkspaceFullDocumentDiagnosticReport) for each in reports
            )
            if news or not given:
                self._reported = loop.time()
                return types.WorkspaceDiagnosticReport(reports)
            await waiting.wait()
            await asyncio.sleep(self._reported + _BETWEEN_SECONDS - loop.time())

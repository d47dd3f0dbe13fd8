"""``textDocument/publishDiagnostics``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire.protocol import Protocol
from floe_lsp.lsp.work.conversation import Requests

from .reports import NOTHING, Reports


@dataclass(frozen=True)
class _Shown:
    """What the editor was told of a file last."""

    uri: str
    """The editor's own while the file is open."""
    version: int | None
    name: str

    @property
    def is_empty(self) -> bool:
        return self.name == NOTHING


class Push:
    """Sends the findings of a file when the editor shows others."""

    def __init__(self, session: Session, protocol: Protocol) -> None:
        self._session = session
        self._protocol = protocol
        self._reports = Reports(session)
        self._shown: dict[Path, _Shown] = {}

    def requests(self) -> Requests:
        """Nothing is asked where findings are sent unasked."""
        return {}

    def changed(self, files: Iterable[Path]) -> None:
        """Publish the findings of files; one that has none any more is cleared."""
        for path in sorted(files):
            if not self._session.is_analysed(path):
                continue  # The editor moves what it shows, until its present text is analysed.
            document, before = self._session.store.at(path), self._shown.get(path)
            version = None if document is None else document.version
            now = _Shown(self._session.convert.uri(path), version, self._reports.name(path))
            if before is not None and before.uri != now.uri:
                self._clear(path, before)
                before = None
            if document is None and now.is_empty:
                self._clear(path, before)
            elif now != before:
                self._shown[path] = now
                self._publish(now, self._reports.items(path))

    def _clear(self, path: Path, shown: _Shown | None) -> None:
        self._shown.pop(path, None)
        if shown is not None and not shown.is_empty:
            self._publish(_Shown(shown.uri, None, NOTHING), [])

    def _publish(self, shown: _Shown, items: list[types.Diagnostic]) -> None:
        params = types.PublishDiagnosticsParams(shown.uri, items, shown.version)
        self._protocol.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

"""The settings of the editor: asked for where it can be asked, taken as sent where it cannot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.lsp.state.session import Folder, Session
from floe_lsp.lsp.state.settings import SECTION, read_settings
from floe_lsp.lsp.wire.protocol import Protocol

_log = logging.getLogger(__name__)
_SECONDS = 5.0
"""How long an editor may take to answer before its last settings stay."""


class Configuration:
    """Keeps the session's settings those of the editor."""

    def __init__(self, session: Session, protocol: Protocol) -> None:
        self._session = session
        self._protocol = protocol

    async def fetch(self) -> None:
        """Ask for the settings of the workspace and of each folder.

        LSP 3.17, ``workspace/configuration``.
        """
        session = self._session
        if not session.client.configuration:
            return
        folders = session.folders
        items = [
            types.ConfigurationItem(scope_uri=session.convert.uri(folder.path), section=SECTION)
            for folder in folders
        ]
        items.append(types.ConfigurationItem(section=SECTION))
        request = self._protocol.send_request_async(
            types.WORKSPACE_CONFIGURATION, types.ConfigurationParams(items)
        )
        try:
            # Shielded: pygls cannot bear a late answer to a request that was cancelled.
            answers = await asyncio.wait_for(asyncio.shield(request), _SECONDS)
        except (JsonRpcException, asyncio.TimeoutError) as error:
            _log.warning("the editor did not send its settings: %s", error)
            return
        given = list(cast("Sequence[object]", answers or ()))
        if len(given) != len(items):
            return
        read = [read_settings(answer) for answer in given]
        self._complain(problem for _, problems in read for problem in problems)
        session.settings = read[-1][0]
        if [each.path for each in folders] == [each.path for each in session.folders]:
            session.folders = tuple(
                Folder(folder.path, settings)
                for folder, (settings, _) in zip(folders, read, strict=False)
            )

    def take(self, sent: object) -> None:
        """Take settings that the editor sent by itself, with or without the section's name."""
        if isinstance(sent, dict):
            sent = cast("dict[str, object]", sent).get(SECTION, cast("object", sent))
        settings, problems = read_settings(sent)
        self._complain(problems)
        session = self._session
        session.settings = settings
        session.folders = tuple(Folder(folder.path, settings) for folder in session.folders)

    def _complain(self, problems: Iterable[str]) -> None:
        """Name each wrong value once, however many folders have it."""
        for problem in dict.fromkeys(problems):
            _log.warning("%s", problem)
            self._protocol.notify(
                types.WINDOW_LOG_MESSAGE,
                types.LogMessageParams(types.MessageType.Warning, f"floe: {problem}"),
            )

"""``workspace/didChangeConfiguration``: settings are asked for where the editor can be asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.state.settings import SECTION
from floe_lsp.lsp.wire import messages
from floe_lsp.lsp.wire.protocol import Protocol
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.did_modify import Cause, Change, did_modify

_log = logging.getLogger(__name__)
_MOST_NAMED = 20
"""Wrong settings that the log tells of; no person has as many."""
_SECONDS = 5.0
"""How long an editor may take to answer before its last settings stay."""


def did_change(conversation: Conversation, params: types.DidChangeConfigurationParams) -> None:
    """Let other settings hold, when the editor has said which."""
    if conversation.session.client.configuration:
        conversation.tasks.start(_ask(conversation))
        return
    take(conversation.session, conversation.protocol, params.settings)
    did_modify(conversation, [Change(Cause.SETTINGS)])


async def _ask(conversation: Conversation) -> None:
    await fetch(conversation.session, conversation.protocol)
    did_modify(conversation, [Change(Cause.SETTINGS)])


async def fetch(session: Session, protocol: Protocol) -> None:
    """Ask for the settings of the workspace and of each folder.

    LSP 3.17, ``workspace/configuration``.
    """
    if not session.client.configuration:
        return
    paths = session.folders.paths
    items = [
        types.ConfigurationItem(scope_uri=session.convert.uri(path), section=SECTION)
        for path in paths
    ]
    items.append(types.ConfigurationItem(section=SECTION))
    request = protocol.send_request_async(
        types.WORKSPACE_CONFIGURATION, types.ConfigurationParams(items)
    )
    try:
        answers = await asyncio.wait_for(request, _SECONDS)
    except (JsonRpcException, asyncio.TimeoutError) as error:
        _log.warning("the editor did not send its settings: %s", error)
        return
    given = list(cast("Sequence[object]", answers or ()))
    if len(given) == len(items):
        _complain(protocol, session.folders.take_each(paths, given))


def take(session: Session, protocol: Protocol, sent: object) -> None:
    """Take settings that the editor sent by itself, with or without the section's name."""
    _complain(protocol, session.folders.take(sent))


def _complain(protocol: Protocol, problems: Iterable[str]) -> None:
    """Name each wrong value once, however many folders have it."""
    named = list(dict.fromkeys(problems))
    if (more := len(named) - _MOST_NAMED) > 0:
        named[_MOST_NAMED:] = [f"{more:,} more settings are wrong"]
    for problem in named:
        _log.warning("%s", problem)
        messages.log(protocol, types.MessageType.Warning, problem)

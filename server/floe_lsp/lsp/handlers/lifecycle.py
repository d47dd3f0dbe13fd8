"""``initialize`` and ``initialized``: reads what the editor is, and begins when it has begun."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.folders import WorkspaceFolder
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.state.settings import InitializationOptions
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.wire.protocol import Protocol
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.did_modify import Cause, Change, did_modify
from floe_lsp.syntax import PositionEncoding

from .notifications import configuration, watched_files

_ENCODINGS: dict[str, PositionEncoding] = {
    types.PositionEncodingKind.Utf8: "utf-8",
    types.PositionEncodingKind.Utf16: "utf-16",
    types.PositionEncodingKind.Utf32: "utf-32",
}


def initialize(protocol: Protocol, params: types.InitializeParams) -> Session:
    """Return the state with which a conversation begins."""
    options = InitializationOptions.of(params.initialization_options)
    session = Session(
        ClientFeatures.of(params.capabilities), trusted=not options.untrusted_workspace
    )
    session.wants_status = options.status_notification
    session.has_message_buttons = options.message_buttons
    session.client_commands = frozenset(options.client_commands)
    encoding = protocol.workspace.position_encoding
    session.store.encoding = _ENCODINGS.get(encoding or "", "utf-16")
    session.folders.set(_folders(params))
    if options.settings is not None:
        configuration.take(session, protocol, options.settings)
    return session


def initialized(conversation: Conversation, _: types.InitializedParams) -> None:
    """Ask to be told of files, and look at the workspace when its settings are known."""
    watched_files.watch(conversation.session, conversation.protocol)
    conversation.tasks.start(_begin(conversation))


async def _begin(conversation: Conversation) -> None:
    await configuration.fetch(conversation.session, conversation.protocol)
    did_modify(conversation, [Change(Cause.FOLDERS_OPENED)])


def _folders(params: types.InitializeParams) -> list[WorkspaceFolder]:
    """Return the workspace folders, or the one that older editors name."""
    given = [folder.uri for folder in params.workspace_folders or ()]
    found = uris.to_paths(given, "a workspace folder")
    if not found and params.root_uri:
        found = uris.to_paths([params.root_uri], "the root folder")
    return [WorkspaceFolder(path) for path in found]

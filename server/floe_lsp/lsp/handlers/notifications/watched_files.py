"""``workspace/didChangeWatchedFiles``, and the request to be told of changes on disk."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.settings import SECTION
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.wire.protocol import Protocol
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.did_modify import Cause, Change, did_modify

_WATCHERS = [
    types.FileSystemWatcher("**/*.{yaml,yml}"),
    types.FileSystemWatcher("**/*.{sql,py,csv,md}"),
    types.FileSystemWatcher("**/.git{ignore,attributes}"),
    types.FileSystemWatcher("**/*.{YAML,YML,SQL,PY,CSV,MD}"),
    types.FileSystemWatcher("**/target/{manifest,catalog}.json"),
    types.FileSystemWatcher("**/*", types.WatchKind.Create | types.WatchKind.Delete),
]
"""Products, manifests with their parents, dbt projects, what git ignores of them: what an analysis
or a compilation reads. dbt reads files in capital letters too.
Of a folder that comes or goes some editors, such as Visual Studio Code, name it alone.
"""


def did_change(conversation: Conversation, params: types.DidChangeWatchedFilesParams) -> None:
    """Say which files on disk are others now."""
    deleted = types.FileChangeType.Deleted
    changes = [
        Change(Cause.DELETED if event.type is deleted else Cause.WRITTEN, path)
        for event in params.changes
        for path in uris.to_paths([event.uri], "a changed file")
    ]
    did_modify(conversation, changes)


def watch(client: ClientFeatures, protocol: Protocol) -> None:
    """Register the watchers, where the editor lets a server do so."""
    registrations: list[types.Registration] = []
    if client.watched_files:
        options = types.DidChangeWatchedFilesRegistrationOptions(_WATCHERS)
        registrations.append(
            types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        )
    if client.configuration_changes:
        registrations.append(
            types.Registration(
                "configuration",
                types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                types.DidChangeConfigurationRegistrationOptions(SECTION),
            )
        )
    if registrations:
        protocol.send_request(
            types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(registrations)
        )

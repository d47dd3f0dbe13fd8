"""``workspace/didChangeWatchedFiles``, and the request to be told of changes on disk."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import Any

from lsprotocol import types

from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.state.settings import SECTION
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.wire.protocol import Protocol
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.did_modify import Cause, Change, did_modify

_WATCHERS = [
    types.FileSystemWatcher("**/*.{yaml,yml}"),
    types.FileSystemWatcher("**/*.{sql,py,csv,md}"),
    types.FileSystemWatcher("**/.{gitignore,gitattributes,dbtignore}"),
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


def watch(session: Session, protocol: Protocol) -> None:
    """Register the watchers, where the editor lets a server do so."""
    client, registrations = session.client, list[types.Registration]()
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
        answer = protocol.send_request(
            types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(registrations)
        )
        answer.add_done_callback(partial(_registered, session))


def _registered(session: Session, answer: Future[Any]) -> None:
    """Note whether the editor watches files from now on."""
    is_agreed = not answer.cancelled() and answer.exception() is None
    session.hears_of_files = is_agreed and session.client.watched_files

"""Asks the editor to tell of changes on disk (LSP 3.17, "DidChangeWatchedFiles")."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.wire.protocol import Protocol

_PATTERNS = (
    "**/*.{yaml,yml}",
    "**/models/**/*.sql",
    "**/target/manifest.json",
)
"""Products, manifests and their parents, dbt projects and property files, models, dbt's result."""


def watch_files(client: ClientFeatures, protocol: Protocol) -> None:
    """Register the watchers, where the editor lets a server do so."""
    registrations: list[types.Registration] = []
    if client.watched_files:
        watchers = [types.FileSystemWatcher(pattern) for pattern in _PATTERNS]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        registrations.append(
            types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        )
    if client.configuration_changes:
        registrations.append(
            types.Registration(
                "configuration",
                types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                types.DidChangeConfigurationRegistrationOptions("floe"),
            )
        )
    if registrations:
        protocol.send_request(
            types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(registrations)
        )

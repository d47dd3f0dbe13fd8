"""Asks the editor for the files of the dbt projects beside products: "client/registerCapability".

What is announced at the start holds for floe's own files, in which the server does everything. In
the files of dbt only some of it is of use, and which files these are is known when products are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types

from floe_lsp.compilation import Analysis
from floe_lsp.files.names import CODE_SUFFIXES, PROJECT_FILE, YAML_SUFFIXES
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire.protocol import Protocol

from .file_patterns import files_below

_DELAY = 0.3
"""Seconds in which results are gathered: each time all files are asked for again."""
_MOST_FOLDERS = 100
"""Projects of which the files are asked for; an editor looks at each for every file it opens."""
_YAML_LANGUAGES = ("yaml", "jinja-yaml")
"""What editors call property files. Floe's own files have a language of their own there."""

_METHODS: Mapping[str, Callable[[ClientFeatures], bool]] = {
    types.TEXT_DOCUMENT_DEFINITION: lambda client: client.registers_definition,
    types.TEXT_DOCUMENT_DECLARATION: lambda client: client.registers_declaration,
    types.TEXT_DOCUMENT_IMPLEMENTATION: lambda client: client.registers_implementation,
    types.TEXT_DOCUMENT_REFERENCES: lambda client: client.registers_references,
    types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY: lambda client: client.registers_call_hierarchy,
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: lambda client: client.registers_highlights,
    types.TEXT_DOCUMENT_HOVER: lambda client: client.registers_hover,
    types.TEXT_DOCUMENT_CODE_LENS: lambda client: client.registers_code_lenses,
}
"""What is answered there and needs no options, and whether an editor lets it be registered."""


class _Seen(NamedTuple):
    analysis: Analysis
    has_project: bool


class DbtDocuments:
    """Keeps one editor sending the files of dbt projects, while there are products beside them."""

    def __init__(self, session: Session, protocol: Protocol) -> None:
        self._session = session
        self._protocol = protocol
        self._timer: asyncio.TimerHandle | None = None
        self._is_over = not session.client.registers_documents
        self._seen: dict[Path, _Seen] = {}
        self._folders: tuple[Path, ...] = ()
        self._registered: list[types.Registration] = []
        self._count = 0

    def changed(self) -> None:
        """Look soon whether other projects are there; called on the event loop's thread."""
        if not self._is_over and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_DELAY, self._ask)

    def stop(self) -> None:
        """Ask for nothing more."""
        self._is_over = True
        if self._timer is not None:
            self._timer.cancel()

    def _ask(self) -> None:
        self._timer = None
        folders = tuple(islice(self._wanted(), _MOST_FOLDERS))
        if folders == self._folders:
            return
        before, self._folders = self._registered, folders
        self._count += 1
        self._registered = list(_registrations(self._session, folders, self._count))
        if self._registered:
            # The new ones first, so that no file is closed and opened again in between.
            _ = self._protocol.send_request(
                types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(self._registered)
            )
        if before:
            gone = [types.Unregistration(each.id, each.method) for each in before]
            _ = self._protocol.send_request(
                types.CLIENT_UNREGISTER_CAPABILITY, types.UnregistrationParams(gone)
            )

    def _wanted(self) -> Iterator[Path]:
        """Yield the folders of the projects, each once, in order."""
        session = self._session
        self._seen = {path: self._looked_at(path, each) for path, each in session.analyses.items()}
        found = (path for path, each in self._seen.items() if each.has_project)
        wanted = (path.parent for path in found if session.folders.settings_of(path).dbt_files)
        for folder in dict.fromkeys(sorted(wanted, key=str)):
            if any(_filters(session, folder)):
                yield folder

    def _looked_at(self, path: Path, analysis: Analysis) -> _Seen:
        before = self._seen.get(path)
        if before is not None and before.analysis is analysis:
            return before
        return _Seen(analysis, self._session.results.takes_part(path.parent / PROJECT_FILE))


def _registrations(
    session: Session, folders: Iterable[Path], number: int
) -> Iterator[types.Registration]:
    """Yield what the editor is asked to send and to ask for; nothing without a folder."""
    client = session.client
    selector = [each for folder in folders for each in _filters(session, folder)]
    if not selector:
        return
    options = types.TextDocumentRegistrationOptions(selector)
    every: list[tuple[str, object]] = [
        (types.TEXT_DOCUMENT_DID_OPEN, options),
        (
            types.TEXT_DOCUMENT_DID_CHANGE,
            types.TextDocumentChangeRegistrationOptions(
                types.TextDocumentSyncKind.Incremental, selector
            ),
        ),
        (types.TEXT_DOCUMENT_DID_CLOSE, options),
        *((method, options) for method, offered in _METHODS.items() if offered(client)),
    ]
    if client.registers_rename:
        of_rename = types.RenameRegistrationOptions(
            selector, prepare_provider=client.prepare_rename
        )
        every.append((types.TEXT_DOCUMENT_RENAME, of_rename))
    if client.registers_code_actions and client.code_action_literals:
        of_actions = types.CodeActionRegistrationOptions(selector, [types.CodeActionKind.QuickFix])
        every.append((types.TEXT_DOCUMENT_CODE_ACTION, of_actions))
    for method, given in every:
        yield types.Registration(f"dbt-files-{number} {method}", method, given)


def _filters(session: Session, folder: Path) -> Iterator[types.TextDocumentFilter]:
    """Yield what tells the files of a project; nothing where no pattern can name the folder."""
    uri = session.convert.uri(folder) if session.client.relative_filters else None
    code, properties = (
        files_below(folder, suffixes, uri) for suffixes in (CODE_SUFFIXES, YAML_SUFFIXES)
    )
    if code is None or properties is None:
        return
    yield types.TextDocumentFilterPattern(code, scheme="file")
    for language in _YAML_LANGUAGES:
        yield types.TextDocumentFilterLanguage(language, scheme="file", pattern=properties)

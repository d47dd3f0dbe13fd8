"""An editor for end-to-end tests: pytest-lsp's client, with every message accounted for.

A message of the server that its profile and its test do not call for fails the test. Messages that
belong to a conversation of any length (findings, settings, registrations, progress) are checked by
rules; everything else has to be taken with ``Editor.message``.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import attrs
from commands import BIN, environment
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import make_test_lsp_client

Answer = TypeVar("Answer")

SECONDS = 30.0
"""How long an answer may take before a test fails; far more than any answer takes."""
PROFILES = ("Visual Studio Code", "Neovim", "minimal")


def capabilities(profile: str) -> types.ClientCapabilities:
    """Return what an editor says that it can do."""
    if profile == "Neovim":
        return client_capabilities("neovim@v0.11.0")
    if profile == "minimal":
        return types.ClientCapabilities()
    path = Path(__file__).with_name("visual_studio_code.json")
    given = json.loads(path.read_text(encoding="utf-8"))
    return get_converter().structure(given, types.ClientCapabilities)


OWN_OPTIONS: Mapping[str, object] = {
    "messageButtons": True,
    "clientCommands": ["floe.chooseManifest"],
}
"""What our extension says of itself, beside the capabilities of its editor."""

_ONLY_VISUAL_STUDIO_CODE = (types.CLIENT_REGISTER_CAPABILITY, types.WORKSPACE_DIAGNOSTIC_REFRESH)
_PROGRESS = (types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.PROGRESS)


@attrs.define
class Received:
    """A notification or a request of the server."""

    method: str
    params: Any


class Editor:
    """One editor with its server."""

    def __init__(
        self, client: LanguageClient, profile: str, result: types.InitializeResult
    ) -> None:
        self.client = client
        self.profile = profile
        self.server = result.capabilities
        self.pulls = profile not in ("minimal", "Neovim")
        """Whether it asks for findings; otherwise they are pushed, as to Neovim, which asks but
        cannot be told to ask again."""
        self.asks_for_settings = profile != "minimal"
        self.shows_progress = profile != "minimal"
        self.received: list[Received] = []
        """What no test has taken yet."""
        self._versions: dict[str, int] = {}
        self._results: dict[str, str] = {}

    # Documents

    def open(self, file: Path | str, text: str | None = None) -> str:
        """Open a file, with the text on disk unless another one is given; return its URI."""
        uri = file if isinstance(file, str) else file.as_uri()
        if text is None:
            text = cast("Path", file).read_text(encoding="utf-8")
        self._versions[uri] = 1
        item = types.TextDocumentItem(uri, types.LanguageKind.Yaml, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def type(self, uri: str, text: str) -> None:
        """Replace the whole text of an open document."""
        self._versions[uri] += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self._versions[uri], uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def close(self, uri: str) -> None:
        """Close a document."""
        del self._versions[uri]
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        )

    def changed_on_disk(self, *changes: tuple[Path, types.FileChangeType]) -> None:
        """Tell of changes on disk."""
        events = [types.FileEvent(path.as_uri(), kind) for path, kind in changes]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    # Findings

    async def codes(self, uri: str) -> list[str]:
        """Return the codes of what is shown in an open document as it is now."""
        return [str(each.code) for each in await self.diagnostics(uri)]

    async def diagnostics(self, uri: str) -> list[types.Diagnostic]:
        """Return what is shown in an open document as it is now."""
        if self.pulls:
            return await self._shown(uri)
        version = self._versions[uri]

        def wanted(params: types.PublishDiagnosticsParams) -> bool:
            return params.uri == uri and params.version == version

        found = await self.message(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, wanted)
        return list(found.diagnostics)

    async def until(self, uri: str, codes: Iterable[str]) -> list[types.Diagnostic]:
        """Wait until exactly these codes are shown in a file, open or not."""
        expected = sorted(codes)
        found: list[types.Diagnostic] = []
        for _ in range(int(SECONDS / 0.05)):
            found = await self._shown(uri)
            if sorted(str(each.code) for each in found) == expected:
                return found
            await asyncio.sleep(0.05)
        raise TimeoutError(f"{uri} shows {[str(each.code) for each in found]}, not {expected}")

    async def _shown(self, uri: str) -> list[types.Diagnostic]:
        if self.pulls:
            request = self.client.text_document_diagnostic_async(
                types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
            )
            report = await asyncio.wait_for(request, SECONDS)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        return list(self.client.diagnostics.get(uri, ()))

    # Everything else

    async def command(self, name: str, *arguments: object) -> Any:
        """Run a command of the server."""
        return await self.answer(
            self.client.workspace_execute_command_async(
                types.ExecuteCommandParams(name, list(arguments))
            )
        )

    @staticmethod
    async def answer(request: Awaitable[Answer]) -> Answer:
        """Wait for the answer to a request of the client, but not for ever."""
        return await asyncio.wait_for(request, SECONDS)

    async def message(self, method: str, wanted: Callable[[Any], bool] | None = None) -> Any:
        """Wait for a message of the server, take it and return its parameters."""
        for _ in range(int(SECONDS / 0.01)):
            for each in self.received:
                if each.method == method and (wanted is None or wanted(each.params)):
                    self.received.remove(each)
                    return each.params
            await asyncio.sleep(0.01)
        raise TimeoutError(f"no {method}; there are {[each.method for each in self.received]}")

    def account_for_the_rest(self, folders: Iterable[Path]) -> None:
        """Check what no test has taken: only what the profile calls for."""
        roots = tuple(folder.as_uri() for folder in folders)
        for each in self.received:
            if each.method == types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS:
                assert not self.pulls, "findings are pushed or pulled, never both"
                assert each.params.uri.startswith((*roots, "untitled:", "git:")), each.params.uri
            elif each.method == types.WORKSPACE_CONFIGURATION:
                assert self.asks_for_settings
                assert all(item.section == "floe" for item in each.params.items)
            elif each.method in _ONLY_VISUAL_STUDIO_CODE:
                assert self.profile == "Visual Studio Code"
            elif each.method in _PROGRESS:
                assert self.shows_progress
            else:
                raise AssertionError(f"nobody expected {each}")
        self._account_for_progress()

    def _account_for_progress(self) -> None:
        """Check that each progress began and ended.

        Whether a command shows any depends on the machine: it does when it has not ended soon.
        """
        shown: dict[Any, list[str]] = {}
        for each in self.received:
            if each.method == types.WINDOW_WORK_DONE_PROGRESS_CREATE:
                shown[each.params.token] = []
            elif each.method == types.PROGRESS:
                shown[each.params.token].append(each.params.value["kind"])
        for kinds in filter(None, shown.values()):
            first, *reports, last = kinds
            assert (first, set(reports) - {"report"}, last) == ("begin", set(), "end"), kinds


def _recording(client: LanguageClient, received: list[Received]) -> None:
    """Keep every message before the client handles it."""
    protocol: Any = client.protocol
    notification, request = protocol._handle_notification, protocol._handle_request

    def handle_notification(method: str, params: Any) -> None:
        received.append(Received(method, params))
        notification(method, params)

    def handle_request(number: Any, method: str, params: Any) -> None:
        received.append(Received(method, params))
        request(number, method, params)

    protocol._handle_notification = handle_notification
    protocol._handle_request = handle_request


def _answering(answer: object) -> Callable[..., object]:
    def answered(*_: object) -> object:
        # pygls gives the client as well, since it is an ``object``.
        return answer

    return answered


@asynccontextmanager
async def editor(
    profile: str,
    *folders: Path,
    settings: Mapping[str, object] | None = None,
    options: Mapping[str, object] | None = None,
    env: Mapping[str, str] | None = None,
    answers: Mapping[str, Any] | None = None,
    within: Path | None = None,
) -> AsyncGenerator[Editor]:
    """Start a server and an editor of a profile; end both as the specification asks.

    Args:
        profile: One of ``PROFILES``.
        folders: The workspace folders.
        settings: What the editor has under ``floe``, for profiles that are asked.
        options: The initialization options.
        env: Changes to the environment of the server.
        answers: What the editor answers to further requests of the server, by method.
        within: Where files may lie that are in no workspace folder.
    """
    server = ClientServerConfig(
        server_command=[str(BIN / "floe-lsp"), "--stdio"],
        server_env=environment(env),
        client_factory=make_test_lsp_client,
    )
    client = cast("LanguageClient", await server.start())
    if settings is not None:
        client.set_configuration(dict(settings), section="floe")
    for method, answer in (answers or {}).items():
        client.feature(method)(_answering(answer))
    client.feature(types.CLIENT_REGISTER_CAPABILITY)(_answering(None))
    received: list[Received] = []
    _recording(client, received)
    given = [types.WorkspaceFolder(each.as_uri(), each.name) for each in folders]
    own: Mapping[str, object] = OWN_OPTIONS if profile == "Visual Studio Code" else {}
    params = types.InitializeParams(
        capabilities(profile),
        workspace_folders=given or None,
        initialization_options={**own, **(options or {})} or None,
    )
    opened = Editor(client, profile, await client.initialize_session(params))
    opened.received = received
    try:
        yield opened
        await asyncio.wait_for(client.shutdown_session(), SECONDS)
        assert client.error is None, client.error
        process = client._server
        assert process is not None
        assert process.returncode == 0
        opened.account_for_the_rest([*folders, *([within] if within else [])])
    finally:
        process = client._server
        if process is not None and process.returncode is None:
            process.kill()
        await asyncio.wait_for(client.stop(), SECONDS)

"""A result's name stands for exactly its findings, and each file is shown under one URI."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from lsprotocol import types

from floe_lsp.compilation import Stage
from floe_lsp.compilation.territory import Territory
from floe_lsp.lsp.handlers.diagnostics import Pull, Push, pull, reports
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.documents import OpenDocument
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.state.settings import Settings
from floe_lsp.lsp.wire.protocol import Protocol
from floe_lsp.lsp.work.analysis import Analyzer
from floe_lsp.lsp.work.crash_reporter import CrashReporter
from floe_lsp.lsp.work.refreshing import Refreshes

PATH = Path("/product/floe.yaml")
URI = "file:///product/floe.yaml"
RIGHT = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata:\n  name: orders\n"
WRONG = "apiVersion: floe.dev/v1\nkind: FloeSpec\nname: [\n"


async def _fresh(_: Path) -> None:
    """Every analysis here is done before anybody asks."""


@dataclass
class Wrote:
    """Keeps what would go to the editor, in place of a connection."""

    sent: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])

    def notify(self, method: str, params: Any = None) -> None:
        self.sent.append((method, params))

    def send_request(self, method: str, params: Any = None) -> None:
        self.sent.append((method, params))

    def shown(self) -> list[tuple[str, int]]:
        published = [(each.uri, len(each.diagnostics)) for _, each in self.sent]
        self.sent.clear()
        return published


class Server:
    """A session with what brings its findings to an editor."""

    def __init__(self, client: ClientFeatures | None = None) -> None:
        self.wrote = Wrote()
        self.session = Session(client or ClientFeatures(pull_diagnostics=True))
        crashes = CrashReporter()
        self.analyzer = Analyzer(self.session, crashes, lambda _path, _rule: None)
        self.pull = Pull(self.session, Refreshes(cast("Protocol", self.wrote)), _fresh)
        self.push = Push(self.session, cast("Protocol", self.wrote))

    def edit(self, text: str, version: int = 1, uri: str = URI, path: Path = PATH) -> set[Path]:
        """Take a text and analyse it; return the files whose findings changed."""
        document: OpenDocument = self.session.store.open(uri, path, version, text, on_disk=True)
        self.session.files.open(document)
        result = self.analyzer.analyze(path, lambda _: None)
        assert result is not None
        return self.session.take(result) | {path}

    def close(self, uri: str = URI, path: Path = PATH) -> set[Path]:
        self.session.store.close(uri)
        self.session.files.close(path)
        return self.session.drop(path) | {path}

    def result(self, previous: str | None = None) -> tuple[str, str]:
        report = self.pull.document(PATH, previous)
        assert report.result_id is not None
        return report.kind, report.result_id


@pytest.fixture
def server() -> Server:
    return Server()


def test_the_same_findings_have_the_same_name(server: Server) -> None:
    server.edit(WRONG)
    kind, name = server.result()
    assert kind == "full"
    assert server.result(name) == ("unchanged", name)
    server.edit(WRONG, 2)
    assert server.result(name) == ("unchanged", name), "a version alone changes nothing"
    assert server.result("of another server") == ("full", name)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n" + WRONG, id="another place"),
        pytest.param(WRONG.replace("[", "{"), id="another message"),
        pytest.param("", id="another code"),
    ],
)
def test_other_findings_have_another_name(text: str, server: Server) -> None:
    server.edit(WRONG)
    _, name = server.result()
    server.edit(text, 2)
    kind, other = server.result(name)
    assert kind == "full"
    assert other != name


def test_a_name_is_made_once_for_the_same_findings(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editors ask of every file of a workspace again and again."""
    made: list[str] = []
    digest = reports._digest

    def counted(shown: Iterator[object]) -> str:
        made.append(digest(shown))
        return made[-1]

    monkeypatch.setattr(reports, "_digest", counted)
    server.edit(WRONG)
    for _ in range(3):
        assert server.result()[1] == made[-1]
    assert len(made) == 1
    server.session.folders.set(elsewhere=Settings(severities={"E001": "hint"}))
    assert server.result()[1] == made[-1]
    assert len(made) == 2
    server.edit("\n" + WRONG, 2)
    assert server.result()[1] == made[-1]
    assert len(made) == 3
    # What is known of a file goes with it.
    server.pull._reports._keep(Territory([], []))
    server.result()
    assert len(made) == 4
    assert made[2] == made[3]


def test_what_is_announced_of_the_questions(server: Server) -> None:
    asked = server.pull.requests()
    assert asked[types.TEXT_DOCUMENT_DIAGNOSTIC][1] == types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=True, identifier="floe"
    )
    assert asked[types.WORKSPACE_DIAGNOSTIC][1] is None
    assert server.push.requests() == {}


def test_another_severity_is_another_result(server: Server) -> None:
    server.edit(WRONG)
    _, name = server.result()
    (first, *_) = server.session.diagnostics(PATH)
    server.session.folders.set(elsewhere=Settings(severities={first.code: "hint"}))
    assert server.result(name)[0] == "full"


def test_the_editor_is_asked_to_look_again_only_where_it_shows_something_else() -> None:
    server = Server(ClientFeatures(pull_diagnostics=True, diagnostic_refresh=True))
    server.pull.changed(server.edit(WRONG))
    assert server.wrote.sent == [], "it has not looked yet"
    server.result()
    server.pull.changed([PATH])
    assert server.wrote.sent == [], "nothing has changed"
    settings = Settings(stage=Stage.LOAD.value, severities={"E008": "off"})
    server.session.folders.set(elsewhere=settings)
    server.pull.changed([PATH])
    assert [method for method, _ in server.wrote.sent] == [types.WORKSPACE_DIAGNOSTIC_REFRESH]
    server.wrote.sent.clear()
    server.pull.changed(server.edit("", 2))
    assert server.wrote.sent == [], "it asks by itself after an edit of its own"
    server.result()
    server.pull.changed(server.close())
    assert server.wrote.sent == [], "it shows nothing of what is closed"


@pytest.mark.asyncio
async def test_the_workspace_is_answered_when_there_is_news(server: Server) -> None:
    server.edit(WRONG)
    first = await server.pull.workspace([])
    (report,) = first.items
    known = [types.PreviousResultId(report.uri, report.result_id or "")]
    waiting = asyncio.ensure_future(server.pull.workspace(known))
    for _ in range(3):
        server.pull.changed([PATH])
        await asyncio.sleep(0)
        assert not waiting.done(), "what is known is not news"
    server.pull.changed(server.edit("", 2))
    (report,) = (await waiting).items
    assert report.kind == "full"
    assert report.version == 2


@pytest.mark.asyncio
async def test_the_workspace_is_looked_at_only_where_something_may_have_changed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    def looked(*given: Any) -> list[types.WorkspaceDocumentDiagnosticReport]:
        looks.append(len(given))
        return []

    monkeypatch.setattr(pull, "workspace_reports", looked)
    known = [types.PreviousResultId(URI, "a")]
    waiting = asyncio.ensure_future(server.pull.workspace(known))
    await asyncio.sleep(0)
    assert len(looks) == 1
    monkeypatch.setattr(pull, "_BETWEEN_SECONDS", 0.0)
    server.pull.changed([])
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(looks) == 1
    server.pull.changed([PATH])
    while len(looks) == 1:
        await asyncio.sleep(0.001)
    waiting.cancel()


@pytest.mark.asyncio
async def test_a_closed_buffer_that_was_no_file_is_cleared_once(server: Server) -> None:
    known = [types.PreviousResultId("untitled:floe.yaml", "some findings")]
    (report,) = (await server.pull.workspace(known)).items
    assert isinstance(report, types.WorkspaceFullDocumentDiagnosticReport)
    assert (report.uri, list(report.items)) == ("untitled:floe.yaml", [])
    known = [types.PreviousResultId(report.uri, report.result_id or "")]
    waiting = asyncio.ensure_future(server.pull.workspace(known))
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


@pytest.mark.parametrize("uri", [URI, "untitled:floe.yaml", "file:///PRODUCT/../product/floe.yaml"])
def test_findings_are_cleared_where_they_were_shown(uri: str, server: Server) -> None:
    server.push.changed(server.edit(WRONG, uri=uri))
    assert server.wrote.shown() == [(uri, 1)]
    server.push.changed(server.close(uri))
    assert server.wrote.shown() == [(uri, 0)]
    server.push.changed([PATH])
    assert server.wrote.shown() == [], "what shows nothing is not cleared again"


def test_an_open_file_without_findings_is_told_with_its_version_and_not_cleared(
    server: Server,
) -> None:
    """An editor tells by the version that the findings are of the text that it shows."""
    server.session.folders.set(elsewhere=Settings(stage=Stage.LOAD.value))
    for version in (1, 2):
        server.push.changed(server.edit(RIGHT, version))
        ((_, told),) = server.wrote.sent
        assert (told.uri, list(told.diagnostics), told.version) == (URI, [], version)
        server.wrote.sent.clear()
    server.push.changed(server.close())
    assert server.wrote.sent == []


def test_a_file_that_is_opened_under_another_spelling_shows_its_findings_once(
    server: Server,
) -> None:
    other = "FILE:///product/floe.yaml"
    server.push.changed(server.edit(WRONG))
    server.close()
    server.wrote.sent.clear()
    server.push.changed(server.edit(WRONG, uri=other))
    assert server.wrote.shown() == [(URI, 0), (other, 1)]

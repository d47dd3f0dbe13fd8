"""An answer is made of the present text, off the event loop; a failure tells the editor no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Event, current_thread, main_thread
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.work.crash_reporter import CrashReporter
from floe_lsp.lsp.work.request_runner import (
    DocumentRequest,
    RequestContext,
    RequestRunner,
    Stopped,
    WorkspaceRequest,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]

PATH = Path("/product/floe.yaml")
URI, OTHER = PATH.as_uri(), "file:///product/a.yaml"
SPEC = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata:\n  name: {}\n"


class Bench:
    """A session with one open product and the runner of its requests."""

    def __init__(self) -> None:
        self.session = Session(ClientFeatures())
        self.waited: list[Path] = []
        self.meanwhile: Callable[[], None] = lambda: None
        """What happens while a request waits for the analysis."""
        self.idle = Event()
        self.runner = RequestRunner(self.session, CrashReporter(), self._fresh, self.idle)

    async def _fresh(self, path: Path) -> None:
        self.waited.append(path)
        self.meanwhile()

    def open(self, text: str, version: int = 1) -> None:
        document = self.session.store.open(URI, PATH, version, text, on_disk=True)
        self.session.files.open(document)

    async def ask(
        self, answer: Callable[[RequestContext[Any]], Any], uri: str = URI, **how: Any
    ) -> Any:
        params = SimpleNamespace(text_document=types.TextDocumentIdentifier(uri))
        return await self.runner.answer(DocumentRequest("test/ask", answer, **how), params)


@pytest_asyncio.fixture
async def bench() -> Any:
    made = Bench()
    made.open(SPEC.format("orders"))
    yield made
    made.runner.stop()


def name(context: RequestContext[Any]) -> str:
    return context.snapshot.document.text.line(3)


async def test_an_answer_that_needs_the_analysis_waits_for_that_of_the_present_text(
    bench: Bench,
) -> None:
    bench.meanwhile = lambda: bench.open(SPEC.format("invoices"), 2)
    assert await bench.ask(name, fresh=True) == "  name: invoices"
    assert bench.waited == [PATH]


async def test_an_answer_that_needs_the_tree_alone_waits_for_nothing(bench: Bench) -> None:
    assert await bench.ask(name) == "  name: orders"
    assert bench.waited == []


async def test_a_document_that_is_closed_while_a_request_waits_is_answered_as_none_of_ours(
    bench: Bench,
) -> None:
    def close() -> None:
        _ = bench.session.store.close(URI)
        bench.session.files.close(PATH)

    bench.meanwhile = close
    assert await bench.ask(name, fresh=True, empty=[]) == []


async def test_what_is_not_ours_has_the_empty_answer(bench: Bench) -> None:
    assert await bench.ask(name, uri=OTHER, empty=[]) == []
    other = bench.session.store.open(OTHER, Path("/product/a.yaml"), 1, "a: 1\n", on_disk=True)
    bench.session.files.open(other)
    assert await bench.ask(name, uri=OTHER, empty=[]) == []


async def test_a_failure_tells_the_editor_its_kind_and_nothing_of_the_code_or_the_text(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: RequestContext[Any]) -> None:
        raise ValueError("of a password")

    with pytest.raises(JsonRpcException) as caught:
        await bench.ask(fail)
    assert caught.value.message == ("test/ask failed: ValueError; the server's log has the details")
    assert caught.value.code == types.ErrorCodes.InternalError
    assert caught.value.data is None
    assert "test/ask failed" in caplog.text
    assert "of a password" in caplog.text


async def test_what_says_itself_why_it_ended_is_passed_on(bench: Bench) -> None:
    for error in (JsonRpcException("said", 7), Stopped()):

        def end(_: RequestContext[Any], error: Exception = error) -> None:
            raise error

        with pytest.raises(type(error)) as caught:
            await bench.ask(end)
        assert caught.value is error


async def test_the_work_is_idle_while_no_request_is_answered(bench: Bench) -> None:
    assert bench.idle.is_set()
    both = Barrier(3, timeout=10)
    one = Event()

    def wait(asked: RequestContext[Any]) -> bool:
        _ = both.wait()
        return bench.idle.is_set()

    def wait_longer(context: RequestContext[Any]) -> bool:
        found = wait(context)
        return one.wait(10) and found

    first = asyncio.create_task(bench.ask(wait))
    second = asyncio.create_task(bench.ask(wait_longer))
    _ = await asyncio.to_thread(both.wait)
    assert not await first
    assert not bench.idle.is_set()
    one.set()
    assert not await second
    assert bench.idle.is_set()


async def test_it_is_idle_again_after_a_failure(bench: Bench) -> None:
    with pytest.raises(JsonRpcException):
        await bench.ask(lambda _: 1 // 0)
    assert bench.idle.is_set()


async def test_who_is_cancelled_is_told(bench: Bench) -> None:
    started, told = Event(), Event()

    def answer(context: RequestContext[Any]) -> None:
        started.set()
        for _ in range(1000):
            if context.cancelled():
                told.set()
                return
            _ = Event().wait(0.01)

    asked = asyncio.create_task(bench.ask(answer))
    assert await asyncio.to_thread(started.wait, 10)
    _ = asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert await asyncio.to_thread(told.wait, 10)


async def test_answers_are_made_beside_the_event_loop(bench: Bench) -> None:
    assert await bench.ask(lambda _: current_thread() is not main_thread())


async def test_what_an_answer_is_given(bench: Bench) -> None:
    given: list[RequestContext[Any]] = []
    await bench.ask(given.append)
    (context,) = given
    assert context.params.text_document.uri == URI
    assert context.convert is bench.session.convert
    assert context.client is bench.session.client
    assert context.settings is bench.session.folders.settings_of(PATH)
    assert not context.cancelled()
    assert context.offset(types.Position(1, 2)) == 26
    place = types.Range(types.Position(1, 0), types.Position(1, 4))
    assert context.range((24, 28)) == place


@pytest.mark.parametrize(
    "params",
    [
        SimpleNamespace(text_document=types.TextDocumentIdentifier(URI)),
        SimpleNamespace(item=SimpleNamespace(uri=URI)),
        SimpleNamespace(data={"uri": URI}),
    ],
)
async def test_a_document_is_named_in_one_of_three_ways(bench: Bench, params: object) -> None:
    request = DocumentRequest("test/ask", name)
    assert await bench.runner.answer(request, params) == "  name: orders"


@pytest.mark.parametrize(
    "params", [SimpleNamespace(), SimpleNamespace(data={}), SimpleNamespace(data=[URI])]
)
async def test_a_request_that_names_no_document_is_about_none_of_ours(
    bench: Bench, params: object
) -> None:
    request = DocumentRequest("test/ask", name, empty=())
    assert await bench.runner.answer(request, params) == ()


async def test_a_request_about_the_workspace_is_given_the_session(bench: Bench) -> None:
    def answer(session: Session, params: str, cancelled: Callable[[], bool]) -> object:
        return session is bench.session, params, cancelled()

    request = WorkspaceRequest("test/all", answer)
    assert await bench.runner.answer(request, "params") == (True, "params", False)


async def test_what_waits_for_a_thread_is_given_up_at_the_end(bench: Bench) -> None:
    running, done = Barrier(3, timeout=10), Event()

    def wait(asked: RequestContext[Any]) -> None:
        _ = running.wait()
        _ = done.wait(10)

    begun = [asyncio.create_task(bench.ask(wait)) for _ in range(2)]
    _ = await asyncio.to_thread(running.wait)
    waiting = asyncio.create_task(bench.ask(name))
    await asyncio.sleep(0)
    bench.runner.stop()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    done.set()
    await asyncio.gather(*begun)


@pytest.mark.requirement("security")
async def test_no_secret_of_the_file_leaves_it_with_an_answer(bench: Bench) -> None:
    bench.open(SPEC.format("orders") + "password: hunter22-hunter33\n", 2)

    def answer(_: RequestContext[Any]) -> types.Hover:
        return types.Hover("of hunter22hunter33, and token=abcd1234", None)

    found = await bench.ask(answer)
    assert found == types.Hover("of ********, and token=********", None)


@pytest.mark.requirement("security")
async def test_no_shape_of_a_secret_leaves_with_an_answer_about_the_workspace(
    bench: Bench,
) -> None:
    def answer(*_: object) -> list[str]:
        return ["token=abcd1234", "orders"]

    request = WorkspaceRequest("test/all", answer)
    assert await bench.runner.answer(request, None) == ["token=********", "orders"]


async def test_a_request_that_is_none_of_a_document_that_has_no_buffer(bench: Bench) -> None:
    bench.session.files.close(PATH)
    assert await bench.ask(name, empty="nothing") == "nothing"

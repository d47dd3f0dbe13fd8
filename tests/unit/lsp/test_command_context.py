"""What a command is given of a conversation: it asks the editor, and shows what it found."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from corpus import DEFAULT_FILES
from floe_lsp.compilation import compile_pipeline
from floe_lsp.lsp.handlers.commands.context import CommandContext
from floe_lsp.lsp.server import Server
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.results import Result
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.work.conversation import Conversation

pytestmark = pytest.mark.asyncio
SHOW = types.ShowDocumentParams("file:///orders/floe.yaml")


class Bench:
    """A context whose editor is the test."""

    def __init__(self) -> None:
        self.protocol = Server().protocol
        self.protocol.set_writer(cast("Any", self), include_headers=False)
        self.session = Session(ClientFeatures())
        self.changed: list[set[Path]] = []
        self.sent: list[Any] = []
        conversation = SimpleNamespace(
            session=self.session,
            protocol=self.protocol,
            runner=SimpleNamespace(run=_run),
            scheduler=SimpleNamespace(fresh=None),
            tasks=SimpleNamespace(offer=None),
            changed=self._changed,
            guard=None,
        )
        self.context = CommandContext(cast("Conversation", conversation), "floe.test")

    def _changed(self, files: Iterable[Path]) -> None:
        self.changed.append(set(files))

    def write(self, data: bytes) -> None:
        self.sent.append(json.loads(data))

    async def ask(self) -> asyncio.Future[Any]:
        asked = asyncio.ensure_future(self.context.request(types.WINDOW_SHOW_DOCUMENT, SHOW))
        await asyncio.sleep(0)
        return asked

    def answer(self, **outcome: object) -> None:
        (request,) = self.sent
        message = {"jsonrpc": "2.0", "id": request["id"], **outcome}
        self.protocol.receive(json.dumps(message).encode())


async def _run(_: str, make: Callable[[Callable[[], bool]], Any]) -> Any:
    return make(lambda: False)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_the_editor_answers(bench: Bench) -> None:
    asked = await bench.ask()
    assert bench.sent[0]["params"] == {"uri": SHOW.uri}
    bench.answer(result={"success": True})
    assert await asked == types.ShowDocumentResult(success=True)


async def test_the_editor_answers_with_an_error(bench: Bench) -> None:
    asked = await bench.ask()
    bench.answer(error={"code": -32803, "message": "no such file"})
    with pytest.raises(JsonRpcException, match="no such file"):
        await asked


async def test_the_editor_answers_when_nobody_waits_any_more(bench: Bench) -> None:
    asked = await bench.ask()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    bench.answer(result={"success": True})


async def test_a_message_is_shown(bench: Bench) -> None:
    bench.context.show(types.MessageType.Info, "done")
    (sent,) = bench.sent
    shown = {"type": 3, "message": "floe: done"}
    assert (sent["method"], sent["params"]) == ("window/showMessage", shown)


@pytest.mark.requirement("security")
async def test_no_answer_and_no_message_shows_a_secret_of_a_product(
    bench: Bench, tmp_path: Path
) -> None:
    secret, token = "xq7w9zk2vb", "xoxb-" + "123456789012-abcdef123456"
    for name, text in DEFAULT_FILES.items():
        (tmp_path / name).write_text(f"{text}x-pasword: {secret}\n", encoding="utf-8")
    product = tmp_path / "floe.yaml"
    analysis = compile_pipeline(product, dry_run=True).analysis
    bench.session.take(
        Result(product, analysis.product, (), frozenset({product}), analysis=analysis)
    )

    async def command(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
        context.show(types.MessageType.Info, f"{given[0]} is {secret}, {token}")
        return {
            "message": f"{given[0]}: {secret}",
            "nodes": [{"name": token}],
            "path": str(product),
        }

    answer = await bench.context.answer(command, ("orders",))
    assert answer == {
        "message": "orders: ********",
        "nodes": [{"name": "********"}],
        "path": str(product),
    }
    (sent,) = bench.sent
    hidden = "floe: orders is ********, ********"
    assert sent["params"]["message"] == hidden


async def test_what_a_compilation_finds_is_shown_and_taken_back(
    bench: Bench, tmp_path: Path
) -> None:
    for name, text in DEFAULT_FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    product, project = tmp_path / "floe.yaml", tmp_path / "dbt_project.yml"
    for text, codes in (("name: [\n", ["E406"]), ("name: orders\nprofile: orders\n", [])):
        project.write_text(text, encoding="utf-8")
        sources = bench.session.files.sources
        bench.context.take_compilation(
            product, compile_pipeline(product, dry_run=True, sources=sources)
        )
        assert bench.changed.pop() == {product, project}
        assert [each.code for each in bench.session.diagnostics(project)] == codes


@pytest.mark.parametrize("text", [None, DEFAULT_FILES["manifest.yaml"]])
async def test_nothing_is_shown_in_a_file_that_is_no_product(
    text: str | None, bench: Bench, tmp_path: Path
) -> None:
    path = tmp_path / "floe.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    compiled = compile_pipeline(path, dry_run=True, sources=bench.session.files.sources)
    assert compiled.diagnostics
    bench.context.take_compilation(path, compiled)
    assert bench.changed == []
    assert bench.session.diagnostics(path) == ()

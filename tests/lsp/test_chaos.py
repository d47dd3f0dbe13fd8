"""A client that breaks the rules: the server answers, stays in step, and ends when it should."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from wire import FULL, SECONDS, Message, Wire

from corpus import DEFAULT_FILES

GOOD = DEFAULT_FILES["floe.yaml"]
NOT_INITIALIZED, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32002, -32600, -32601, -32602
PARSE_ERROR, CANCELLED = -32700, -32800


def code(answer: Message) -> int:
    return answer["error"]["code"]


@pytest.fixture
def product(tmp_path: Path) -> Path:
    for name, text in DEFAULT_FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "floe.yaml"


def test_a_request_before_initialize() -> None:
    with Wire() as wire:
        assert code(wire.ask("textDocument/hover", {})) == NOT_INITIALIZED
        wire.open("file:///floe.yaml", GOOD)
        wire.initialize()
        assert wire.ask("floe/unknown")["error"]["code"] == METHOD_NOT_FOUND
        assert wire.shut_down() == 0
        assert wire.left == []


def test_initialize_twice() -> None:
    with Wire() as wire:
        wire.initialize()
        assert code(wire.ask("initialize", {"capabilities": {}})) == INVALID_REQUEST
        assert wire.shut_down() == 0


def test_after_shutdown_only_exit_is_answered(product: Path) -> None:
    with Wire() as wire:
        wire.initialize()
        assert wire.ask("shutdown")["result"] is None
        assert code(wire.ask("textDocument/hover", {})) == INVALID_REQUEST
        wire.open(product.as_uri(), GOOD)
        assert code(wire.ask("shutdown")) == INVALID_REQUEST
        wire.notify("exit")
        assert wire.process.wait(SECONDS) == 0
        assert wire.left == []


@pytest.mark.parametrize("method", ["documentSymbol", "documentLink", "codeLens", "inlayHint"])
def test_what_was_asked_before_shutdown_is_answered(method: str, product: Path) -> None:
    uri = product.as_uri()
    lines = {"start": {"line": 0, "character": 0}, "end": {"line": 5, "character": 0}}
    params = {"textDocument": {"uri": uri}, "range": lines}
    many = "".join(f"  - name: another_{number}\n" for number in range(2_000))
    with Wire() as wire:
        wire.initialize()
        wire.open(uri, GOOD + many)
        *asked, end = wire.start_together(
            *[(f"textDocument/{method}", params)] * 20, ("shutdown", None)
        )
        for number in asked:
            answer = wire.answer(number)
            assert "result" in answer or code(answer) == CANCELLED, answer
        assert wire.answer(end)["result"] is None
        wire.notify("exit")
        assert wire.process.wait(SECONDS) == 0
        assert b"fault of floe-lsp" not in wire.log


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", {}),
        ("textDocument/hover", None),
        ("textDocument/hover", [1, 2]),
        ("textDocument/hover", {"textDocument": {"uri": 1}, "position": "here"}),
        ("textDocument/completion", {"textDocument": {"uri": "file:///f"}, "position": {}}),
        ("workspace/executeCommand", {"arguments": []}),
        ("workspace/executeCommand", {"command": "floe.nothing"}),
        ("workspace/executeCommand", {"command": "floe.compile"}),
        ("workspace/executeCommand", {"command": "floe.compile", "arguments": [None]}),
        ("workspace/executeCommand", {"command": "floe.compile", "arguments": [[1], 2, 3]}),
        ("workspace/executeCommand", {"command": "floe.compile", "arguments": ["file:///x.txt"]}),
        ("workspace/executeCommand", {"command": "floe.dryRun", "arguments": ["http://floe.yaml"]}),
        ("workspace/executeCommand", {"command": "floe.graph", "arguments": [{"uri": 3}]}),
        ("workspace/executeCommand", {"command": "floe.explain", "arguments": ["E999"]}),
        ("workspace/executeCommand", {"command": "floe.explain", "arguments": ["../../README"]}),
        ("workspace/executeCommand", {"command": "floe.explain", "arguments": "E110"}),
    ],
)
def test_bad_parameters_are_named(method: str, params: object, quiet: Wire) -> None:
    answer = quiet.ask(method, params)
    assert code(answer) == INVALID_PARAMS
    assert answer["error"]["message"]
    assert "data" not in answer["error"], "a traceback shows paths of the machine"


@pytest.fixture(scope="module")
def quiet() -> object:
    """A server that many tests ask one question each; it must survive them all."""
    with Wire() as wire:
        wire.initialize()
        yield wire
        assert wire.shut_down() == 0
        assert wire.left == []
        assert b"Traceback" not in wire.log


@pytest.mark.parametrize("method", ["floe/unknown", "textDocument/moniker", "$/unknown", ""])
def test_an_unknown_method(method: str, quiet: Wire) -> None:
    params = {"any": ["thing", {"not an identifier!": 1}]}
    assert code(quiet.ask(method, params)) == METHOD_NOT_FOUND


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("floe/unknown", {}),
        ("$/unknown", {"a b": 1}),
        ("$/cancelRequest", {"id": 99_999}),
        ("$/cancelRequest", {"id": "nobody"}),
        ("$/cancelRequest", {}),
        ("$/setTrace", {"value": "verbose"}),
        ("$/setTrace", {"value": "loud"}),
        ("window/workDoneProgress/cancel", {"token": "nothing"}),
        ("notebookDocument/didOpen", {}),
        ("textDocument/didOpen", {}),
        ("textDocument/didOpen", {"textDocument": {"uri": "file:///a"}}),
        ("textDocument/didChange", {"textDocument": {"uri": "file:///a"}, "contentChanges": [1]}),
        ("textDocument/didClose", {"textDocument": {"uri": "file:///never"}}),
        ("textDocument/didSave", {"textDocument": {"uri": "file:///never"}}),
        ("workspace/didChangeConfiguration", {"settings": [["floe"]]}),
        ("workspace/didChangeConfiguration", {"settings": None}),
        ("workspace/didChangeWatchedFiles", {"changes": [{"uri": "http://a/b", "type": 1}]}),
        ("workspace/didChangeWatchedFiles", {"changes": [{"uri": "file:///a", "type": 9}]}),
        ("initialized", {}),
    ],
)
def test_a_notification_that_means_nothing(method: str, params: object) -> None:
    with Wire() as wire:
        wire.initialize()
        wire.notify(method, params)
        assert code(wire.ask("floe/still-there")) == METHOD_NOT_FOUND
        wire.left = [each for each in wire.left if each["method"] != "window/logMessage"]
        assert wire.shut_down() == 0
        assert wire.left == []
        assert b"Traceback" not in wire.log


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{not json", PARSE_ERROR),
        (b"\xff\xfe", PARSE_ERROR),
        (b"[" * 100_000, PARSE_ERROR),
        (b"[]", INVALID_REQUEST),
        (b"7", INVALID_REQUEST),
        (b"null", INVALID_REQUEST),
        (b'{"id":1,"method":"shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc":"1.0","id":1,"method":"shutdown"}', INVALID_REQUEST),
        (b'[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]', INVALID_REQUEST),
    ],
)
def test_a_body_that_is_no_message(body: bytes, expected: int, quiet: Wire) -> None:
    quiet.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert code(quiet.answer(None)) == expected


@pytest.mark.parametrize(
    "message",
    [
        {"jsonrpc": "2.0", "id": "nobody-asked", "result": 1},
        {"jsonrpc": "2.0", "id": {"a": 1}, "result": 1},
        {"jsonrpc": "2.0", "id": "nobody-asked", "error": {"code": 1, "message": "no"}},
        {"jsonrpc": "2.0", "id": "nobody-asked", "error": "no"},
        {"jsonrpc": "2.0"},
        {"jsonrpc": "2.0", "method": None},
    ],
)
def test_an_answer_that_nobody_asked_for(message: Message, quiet: Wire) -> None:
    quiet.send(message)
    assert code(quiet.ask("floe/still-there")) == METHOD_NOT_FOUND
    quiet.left.clear()


def test_an_answer_that_cannot_be_read(product: Path) -> None:
    capabilities = {**FULL, "workspace": {"configuration": True}}
    with Wire() as wire:
        wire.initialize(product.parent, capabilities=capabilities)
        asked = wire.take(lambda each: each.get("method") == "workspace/configuration")
        wire.send({"jsonrpc": "2.0", "id": asked["id"], "result": 5})
        wire.open(product.as_uri(), "kind: FloeSpec")
        assert wire.diagnostics(product.as_uri(), 1)
        assert wire.shut_down() == 0
        # The document may be looked at again once the settings have been asked for.
        assert {each["method"] for each in wire.left} <= {"textDocument/publishDiagnostics"}
        assert b"the answer cannot be read" in wire.log
        assert b"Traceback" not in wire.log


def test_an_answer_to_a_request_of_its_own(product: Path) -> None:
    uri = product.as_uri()
    many = "".join(f"  - name: another_{number}\n" for number in range(2_000))
    with Wire() as wire:
        wire.initialize()
        wire.open(uri, GOOD + many)
        number = wire.start("textDocument/codeLens", {"textDocument": {"uri": uri}})
        wire.send({"jsonrpc": "2.0", "id": number, "result": None})
        assert wire.answer(number)["result"]
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log


def test_lower_case_and_further_headers(quiet: Wire) -> None:
    quiet.send({"jsonrpc": "2.0", "id": "low", "method": "floe/unknown"}, header="content-length")
    assert code(quiet.answer("low")) == METHOD_NOT_FOUND
    body = b'{"jsonrpc":"2.0","id":"typed","method":"floe/unknown"}'
    kind = b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n"
    quiet.send_bytes(kind + b"CONTENT-LENGTH:%d\r\n\r\n" % len(body) + body)
    assert code(quiet.answer("typed")) == METHOD_NOT_FOUND


def test_a_message_in_many_pieces(quiet: Wire) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": "ä", "method": "🦆"}, ensure_ascii=False).encode()
    for byte in b"Content-Length: %d\r\n\r\n" % len(body) + body:
        quiet.send_bytes(bytes([byte]))
    assert code(quiet.answer("ä")) == METHOD_NOT_FOUND


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: 99999999999999\r\n\r\n",
        b"x" * 100_000,
    ],
)
def test_a_header_that_cannot_be_read_ends_the_server(header: bytes) -> None:
    with Wire() as wire:
        wire.initialize()
        wire.send_bytes(header)
        assert wire.process.wait(SECONDS) == 1
        assert b"connection is lost" in wire.log
        assert b"Traceback" not in wire.log


def test_a_storm_of_cancelled_requests(product: Path) -> None:
    uri = product.as_uri()
    with Wire() as wire:
        wire.initialize()
        wire.open(uri, GOOD)
        asked: list[int] = []
        for turn in range(300):
            method = ("textDocument/hover", "textDocument/completion")[turn % 2]
            position = {"line": turn % 7, "character": turn % 11}
            number = wire.start(method, {"textDocument": {"uri": uri}, "position": position})
            wire.notify("$/cancelRequest", {"id": number})
            asked.append(number)
        for number in asked:
            answer = wire.answer(number)
            assert "result" in answer or code(answer) == CANCELLED
        hover = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 1}}
        assert "kind" in json.dumps(wire.ask("textDocument/hover", hover)["result"])
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log


def test_a_request_about_a_document_that_is_not_open(product: Path) -> None:
    uri = product.as_uri()
    where = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 1}}
    with Wire() as wire:
        wire.initialize()
        assert wire.ask("textDocument/hover", where)["result"] is None
        wire.open(uri, GOOD)
        wire.diagnostics(uri, 1)
        assert wire.ask("textDocument/hover", where)["result"] is not None
        wire.close(uri)
        assert wire.ask("textDocument/hover", where)["result"] is None
        wire.change(uri, 2, {"text": GOOD})
        assert "could not be applied" in wire.notification("window/showMessage")["message"]


def test_a_document_that_is_out_of_step_comes_back_whole(product: Path) -> None:
    uri = product.as_uri()
    with Wire() as wire:
        wire.initialize()
        wire.open(uri, GOOD, version=5)
        wire.diagnostics(uri, 5)
        wire.change(uri, 4, {"text": "stale"})
        assert "version 4 came after 5" in wire.notification("window/showMessage")["message"]
        wire.change(uri, 6, {"text": GOOD.replace("orders", "")})
        assert wire.diagnostics(uri, 6)
        wire.change(uri, 7, {"text": GOOD})
        assert wire.diagnostics(uri, 7) == []


def test_opening_and_closing_at_once_leaves_nothing(tmp_path: Path) -> None:
    uri = (tmp_path / "floe.yaml").as_uri()
    with Wire() as wire:
        wire.initialize()
        for version in range(1, 60):
            wire.open(uri, "name: [\n" * (version % 5 + 1), version)
            wire.close(uri)
        other = (tmp_path / "other" / "floe.yaml").as_uri()
        wire.open(other, "name: [\n")
        assert wire.diagnostics(other, 1)
        wire.close(other)
        assert wire.diagnostics(other) == []
        assert [each["params"] for each in wire.left if each["params"]["diagnostics"]] == []


def test_a_date_that_is_none_is_ignored_with_a_line_in_the_log(product: Path) -> None:
    with Wire(env={"SOURCE_DATE_EPOCH": "9" * 30}) as wire:
        wire.initialize(product.parent)
        wire.open(product.as_uri(), GOOD)
        assert wire.diagnostics(product.as_uri()) == []
        assert wire.shut_down() == 0
        until = time.monotonic() + SECONDS
        while b"SOURCE_DATE_EPOCH cannot be '999" not in wire.log:
            assert time.monotonic() < until
            time.sleep(0.01)
        assert b"failed" not in wire.log


def test_exit_without_shutdown() -> None:
    with Wire() as wire:
        wire.initialize()
        wire.notify("exit")
        assert wire.process.wait(SECONDS) == 1


def test_exit_before_initialize() -> None:
    with Wire() as wire:
        wire.notify("exit")
        assert wire.process.wait(SECONDS) == 1


def test_the_end_of_the_input_ends_the_server() -> None:
    with Wire() as wire:
        wire.initialize()
        wire.end_input()
        assert wire.process.wait(SECONDS) == 1
        assert b"Traceback" not in wire.log


def test_the_server_ends_with_its_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=-1)
    with Wire() as wire:
        wire.initialize(process_id=parent.pid)
        assert code(wire.ask("floe/still-there")) == METHOD_NOT_FOUND
        parent.kill()
        parent.communicate()
        assert wire.process.wait(SECONDS) == 1


def plugin_that_prints(site: Path) -> None:
    """Install a compute plugin that writes to standard output in every way there is."""
    (site / "noisy.py").write_text(
        textwrap.dedent(
            """
            import os, subprocess, sys

            print("printed on import")
            os.write(1, b"written to the descriptor\\n")
            subprocess.run([sys.executable, "-c", "print('from a child')"], check=True)

            class Noisy:
                name = "noisy"
                version = "1.0.0"
                floe_api_version = "1.0"
                description = "prints"

                def get_config_schema(self):
                    print("printed when asked")
                    return None

                def generate_dbt_profile(self, config):
                    sys.__stdout__.write("printed to the first stream\\n")
                    sys.__stdout__.flush()
                    return {"type": "duckdb"}
            """
        ),
        encoding="utf-8",
    )
    info = site / "noisy-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: noisy\nVersion: 1.0.0\n")
    (info / "entry_points.txt").write_text("[floe.computes]\nnoisy = noisy:Noisy\n")


def test_a_plugin_that_prints_does_not_disturb_the_protocol(product: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    plugin_that_prints(site)
    manifest = product.with_name("manifest.yaml")
    text = DEFAULT_FILES["manifest.yaml"].replace("type: duckdb", "type: noisy")
    manifest.write_text(text, encoding="utf-8")
    uri = product.as_uri()
    with Wire(env={"PYTHONPATH": str(site)}) as wire:
        wire.initialize()
        wire.open(uri, GOOD)
        wire.diagnostics(uri, 1)
        done = wire.ask("workspace/executeCommand", {"command": "floe.dryRun", "arguments": [uri]})
        assert "result" in done
        assert wire.shut_down() == 0
        assert b"printed on import" in wire.log
        assert b"written to the descriptor" in wire.log
        assert b"from a child" in wire.log


def memory_of(process_id: int) -> int:
    """Resident memory in KiB."""
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


@pytest.mark.requirement("SC-004")
def test_ten_thousand_edits_leave_no_memory_behind(product: Path) -> None:
    uri = product.as_uri()
    text = GOOD + "".join(f"  - name: step_{n}\n    dependsOn: [stg_orders]\n" for n in range(20))
    lines = text.count("\n")

    with Wire() as wire:
        wire.initialize()
        wire.open(uri, text)
        version = 1

        def edit(times: int) -> None:
            nonlocal version
            for _ in range(times // 2):
                place = {"line": lines, "character": 0}
                version += 1
                added = {"range": {"start": place, "end": place}, "text": "  - name: more\n"}
                wire.change(uri, version, added)
                version += 1
                after = {"line": lines + 1, "character": 0}
                wire.change(uri, version, {"range": {"start": place, "end": after}, "text": ""})
                if version % 50 == 1:
                    assert wire.diagnostics(uri, version) == []
                    wire.left.clear()

        edit(2_000)
        before = memory_of(wire.process.pid)
        edit(10_000)
        grown = memory_of(wire.process.pid) - before
        assert grown < 6_000, f"{grown} KiB more than before"
        assert wire.shut_down() == 0

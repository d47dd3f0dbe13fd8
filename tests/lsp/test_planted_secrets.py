"""A server that is asked everything about files full of secrets repeats none, in no log either."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import floe
from planted import BREAKS, PIECE, Plants, manifest, product
from wire import FULL, Message, Wire

from corpus import DEFAULT_FILES

pytestmark = pytest.mark.requirement("security")

AT_A_PLACE = (
    "hover",
    "definition",
    "references",
    "documentHighlight",
    "prepareRename",
    "completion",
)
OF_A_FILE = ("documentSymbol", "foldingRange", "documentLink", "codeLens")
STEP = 9
"""Lines between two places that are asked about."""


def _params(uri: str, line: int, character: int) -> Message:
    return {
        "textDocument": {"uri": uri},
        "position": {"line": line, "character": character},
        "context": {"includeDeclaration": True},
    }


def _asked(server: Wire, uri: str, text: str, first: int) -> list[Any]:
    """Return what the server answers to every request about a file."""
    lines = text.splitlines()
    whole = {
        "start": {"line": 0, "character": 0},
        "end": {"line": len(lines), "character": 0},
    }
    document = {"textDocument": {"uri": uri}}
    requests: list[tuple[str, Message]] = [(f"textDocument/{name}", document) for name in OF_A_FILE]
    requests += [
        ("textDocument/inlayHint", {**document, "range": whole}),
        ("textDocument/semanticTokens/full", document),
        (
            "textDocument/codeAction",
            {**document, "range": whole, "context": {"diagnostics": [], "triggerKind": 1}},
        ),
    ]
    for number in range(first, len(lines), STEP):
        indent = len(lines[number]) - len(lines[number].lstrip())
        for character in {indent, indent + 3, len(lines[number]) - 4}:
            place = _params(uri, number, max(character, 0))
            requests += [(f"textDocument/{name}", place) for name in AT_A_PLACE]
    return [server.answer(each) for each in server.start_together(*requests)]


def _shown(answers: list[Any]) -> str:
    """Return all text of the answers, but for what an edit writes into its own file."""

    def kept(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {key: value for key, value in pairs if key != "newText"}

    return json.dumps(json.loads(json.dumps(answers), object_pairs_hook=kept))


@pytest.mark.parametrize(
    "kind", ["nothing", "tab", "open bracket", "open quote", "twice", "bad escape", "broken off"]
)
def test_no_answer_and_no_log_repeats_one(tmp_path: Path, kind: str) -> None:
    plants = Plants()
    first = sorted(BREAKS).index(kind)
    texts = {
        tmp_path / "floe.yaml": BREAKS[kind](product(plants), 11 + first),
        tmp_path / "manifest.yaml": BREAKS[kind](manifest(plants), 17 + first),
    }
    (tmp_path / "floe.yaml").write_text(texts[tmp_path / "floe.yaml"], encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(texts[tmp_path / "manifest.yaml"], encoding="utf-8")
    with Wire(env={"FLOE_LOG_LEVEL": "DEBUG"}) as server:
        server.initialize(tmp_path, capabilities=FULL, options={"statusNotification": True})
        answers: list[Any] = []
        for path, text in texts.items():
            server.open(path.as_uri(), text)
        for path, text in texts.items():
            answers += _asked(server, path.as_uri(), text, first % STEP)
        for command in ("dryRun", "previewArtifacts", "graph", "doctor"):
            arguments = [(tmp_path / "floe.yaml").as_uri()]
            answers.append(
                server.ask(
                    "workspace/executeCommand",
                    {"command": f"floe.{command}", "arguments": arguments},
                )
            )
        answers.append(server.ask("workspace/symbol", {"query": ""}))
        server.shut_down()
        answers += server.left
    assert len(answers) > 100
    assert plants.found_in(_shown(answers)) == []
    assert plants.found_in(server.log.decode("utf-8", "replace")) == []


@pytest.mark.parametrize("command", ["check", "compile", "compile --dry-run"])
def test_no_command_and_no_file_repeats_one(tmp_path: Path, command: str) -> None:
    plants = Plants()
    planted = {"floe.yaml": product(plants), "manifest.yaml": manifest(plants)}
    for name, text in planted.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    run = floe(
        *command.split(),
        "--manifest",
        "manifest.yaml",
        cwd=tmp_path,
        env={"FLOE_LOG_LEVEL": "DEBUG", "FORCE_COLOR": "1"},
    )
    assert run.code in (1, 2)
    assert plants.found_in(run.out + run.err) == []
    written = [each for each in tmp_path.rglob("*") if each.is_file() and each.name not in planted]
    assert plants.found_in("".join(each.read_text(encoding="utf-8") for each in written)) == []


def test_no_command_repeats_one_of_a_product_that_compiles(tmp_path: Path) -> None:
    secret = "xq7w9zk2vb3n"  # noqa: S105 - a planted one
    said = f'description: "token: {secret}"'
    product_text = DEFAULT_FILES["floe.yaml"].replace(
        "version: 1.0.0", f"version: 1.0.0\n  {said}\n  labels: {{token: {secret}}}", 1
    )
    manifest_text = DEFAULT_FILES["manifest.yaml"].replace(
        "type: dagster",
        f'type: dagster\n    config: {{note: "pasword is {secret}", dsn: a/{secret}@b}}',
    )
    (tmp_path / "floe.yaml").write_text(product_text, encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(manifest_text, encoding="utf-8")
    with Wire(env={"FLOE_LOG_LEVEL": "DEBUG"}) as server:
        server.initialize(tmp_path, capabilities=FULL, options={"statusNotification": True})
        server.open((tmp_path / "floe.yaml").as_uri(), product_text)
        uri = (tmp_path / "floe.yaml").as_uri()
        answers: dict[str, Any] = {}
        for name in ("dryRun", "previewArtifacts", "graph", "doctor", "compile"):
            given = {"command": f"floe.{name}", "arguments": [uri, {"quiet": True}]}
            answers[name] = server.ask("workspace/executeCommand", given)["result"]
        assert all(answers[name]["ok"] for name in ("dryRun", "previewArtifacts", "compile"))
        assert server.shut_down() == 0
        shown = json.dumps([answers, list(server.left)]) + server.log.decode(errors="replace")
    written = "".join(
        each.read_text(encoding="utf-8")
        for each in (tmp_path / "target").rglob("*")
        if each.is_file()
    )
    assert "product_id" in written
    assert secret[:8] not in shown + written


TOKEN = "xoxb-" + "739104628517-" + "qzkwvbnmtrplx4"
"""A Slack token that has the form of a product's name as well."""
IN_A_VALID_PRODUCT = {
    "name": ("name: orders", "name: <token>"),
    "description": ("version: 1.0.0", "version: 1.0.0\n  description: see <token>"),
    "owner": ("version: 1.0.0", "version: 1.0.0\n  owner: <token>@example.com"),
    "label": ("version: 1.0.0", "version: 1.0.0\n  labels: {note: <token>}"),
    "key of a label": ("version: 1.0.0", "version: 1.0.0\n  labels: {<token>: note}"),
    "tag": ("- name: stg_orders", "- name: stg_orders\n    tags: [<token>]"),
    "transform": ("- name: stg_orders", "- name: stg_orders\n  - name: <token>"),
    "comment": ("version: 1.0.0", "version: 1.0.0  # <token>"),
    "quality check": (
        "- name: stg_orders",
        "- name: stg_orders\n    qualityChecks: [{name: <token>, type: a, dimension: validity}]",
    ),
    "destination": (
        "transforms:",
        "destinations: [{name: <token>, sink_type: a, connection_secret_ref: b}]\ntransforms:",
    ),
}


def test_no_command_repeats_a_token_of_a_product_that_is_right_but_for_it(tmp_path: Path) -> None:
    products: dict[str, tuple[Path, str]] = {}
    for place, (usual, planted) in IN_A_VALID_PRODUCT.items():
        text = DEFAULT_FILES["floe.yaml"]
        assert text.count(usual) == 1
        folder = tmp_path / f"product-{len(products)}"
        folder.mkdir()
        text = text.replace(usual, planted.replace("<token>", TOKEN))
        (folder / "floe.yaml").write_text(text, encoding="utf-8")
        (folder / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
        products[place] = (folder / "floe.yaml", text)
    with Wire(env={"FLOE_LOG_LEVEL": "DEBUG"}) as server:
        server.initialize(tmp_path, capabilities=FULL, options={"statusNotification": True})
        for path, text in products.values():
            server.open(path.as_uri(), text)
        said: dict[str, list[Any]] = {}
        for place, (path, text) in products.items():
            said[place] = _asked(server, path.as_uri(), text, len(said) % STEP)
            for name in ("dryRun", "previewArtifacts", "graph", "compile"):
                given = {"command": f"floe.{name}", "arguments": [path.as_uri()]}
                said[place].append(server.ask("workspace/executeCommand", given)["result"])
        said["all"] = [
            server.ask("workspace/executeCommand", {"command": "floe.doctor"}),
            server.ask("workspace/symbol", {"query": ""}),
        ]
        assert server.shut_down() == 0
        said["all"] += [*server.left, server.log.decode(errors="replace")]
    plain = {place: _shown(answers).lower() for place, answers in said.items()}
    assert [place for place in plain if any(each in plain[place] for each in _pieces(TOKEN))] == []
    written = [each for each in tmp_path.rglob("target/*") if each.is_file()]
    assert not any(TOKEN in each.read_text(encoding="utf-8") for each in written)


def _pieces(token: str) -> list[str]:
    """Return what of a token no output may hold."""
    parts = token.split("-")[1:]
    return [part[at : at + PIECE] for part in parts for at in range(len(part) - PIECE + 1)]

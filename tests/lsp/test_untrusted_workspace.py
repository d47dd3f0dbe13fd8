"""In a workspace that is not trusted no third-party plugin is imported and nothing is written."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from installed_plugins import GOOD as PLUGIN
from installed_plugins import Environment
from wire import Message, Wire

from corpus import DEFAULT_FILES


@pytest.fixture
def product(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    folder.mkdir()
    (folder / "floe.yaml").write_text(DEFAULT_FILES["floe.yaml"], encoding="utf-8")
    manifest = DEFAULT_FILES["manifest.yaml"].replace("type: duckdb", "type: acme")
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    return folder / "floe.yaml"


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """What the plugin writes as soon as it is imported."""
    return tmp_path / "trace"


@pytest.fixture
def env(tmp_path: Path, trace: Path) -> dict[str, str]:
    """An environment of the server in which the plugin is installed."""
    site = tmp_path / "site"
    site.mkdir()
    leaves_a_trace = f"from pathlib import Path\nPath({str(trace)!r}).touch()\n"
    Environment(site).install(
        "floe-acme",
        "[floe.computes]\nacme = {module}:Plugin\n",
        leaves_a_trace + dedent(PLUGIN).replace('"small"', '"medium"'),
    )
    return {"PYTHONPATH": str(site)}


def everything(wire: Wire, product: Path) -> dict[str, Message]:
    """Open both files and run each command that looks at a product; return the answers."""
    for path in (product, product.with_name("manifest.yaml")):
        wire.open(path.as_uri(), path.read_text(encoding="utf-8"))
        wire.diagnostics(path.as_uri(), 1)
        for line in range(12):
            where = {"line": line, "character": 12}
            params = {"textDocument": {"uri": path.as_uri()}, "position": where}
            for method in ("textDocument/hover", "textDocument/completion"):
                assert "result" in wire.ask(method, params)
    answers: dict[str, Message] = {}
    for name in ("compile", "dryRun", "previewArtifacts", "graph", "doctor"):
        given = {"command": f"floe.{name}", "arguments": [product.as_uri()]}
        answers[name] = wire.ask("workspace/executeCommand", given)["result"]
    return answers


def test_nothing_is_imported_or_written(product: Path, trace: Path, env: dict[str, str]) -> None:
    before = sorted(product.parent.rglob("*"))
    with Wire(env=env) as wire:
        wire.initialize(product.parent, options={"untrustedWorkspace": True})
        answers = everything(wire, product)
        assert not trace.exists()
        assert sorted(product.parent.rglob("*")) == before
        reason = "this workspace is not trusted, so nothing is written"
        assert (answers["compile"]["ok"], answers["compile"]["written"]) == (False, [])
        assert answers["compile"]["message"] == reason
        assert wire.notification("window/showMessage")["message"] == f"floe: {reason}"
        assert answers["doctor"]["client"]["trusted"] is False
        assert "acme" not in answers["doctor"]["plugins"]["compute"]
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log


@pytest.mark.parametrize("options", [None, {}, {"untrustedWorkspace": False}, "nonsense"])
def test_a_workspace_is_trusted_unless_the_editor_says_no(
    options: object, product: Path, trace: Path, env: dict[str, str]
) -> None:
    with Wire(env=env) as wire:
        wire.initialize(product.parent, options=options)
        answers = everything(wire, product)
        assert trace.is_file()
        assert answers["compile"]["ok"], wire.left
        assert (product.parent / "target" / "compiled_artifacts.json").is_file()
        assert wire.shut_down() == 0

"""An editor whose server lacks the library that verifies signatures: it says so, and no more."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from cosign import new_key, payload_of, public_pem, signed
from door import Door
from pulled_files import made
from registry import MANIFEST

from corpus import DEFAULT_FILES
from floe_lsp.cli.main import main
from floe_lsp.compilation import Diagnostic, analyze
from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.load.inputs import load_platform
from floe_lsp.lsp.state.documents import DocumentStore
from floe_lsp.lsp.state.files import Files
from floe_lsp.registries.cache import Cache
from floe_lsp.registries.reference import parse_reference
from floe_lsp.registries.signatures import Signature

pytestmark = [pytest.mark.requirement("signatures"), pytest.mark.usefixtures("alone")]

ADDRESS = "oci://registry.example.com/acme/platform:1.0.0"
PULLED = made(MANIFEST.encode())
KEY = new_key()


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product whose manifest is signed, where signatures are enforced with the key."""
    Cache().keep(parse_reference(ADDRESS), PULLED)
    payload = payload_of("registry.example.com/acme/platform", PULLED.digest)
    Cache().keep_signatures(PULLED.digest, [Signature(payload, signed(KEY, payload))])
    monkeypatch.setenv("FLOE_COSIGN_PUBLIC_KEY", public_pem(KEY).decode())
    monkeypatch.setenv("FLOE_MANIFEST_SIGNATURES", "enforce")
    names = f"platform:\n  manifest: {ADDRESS}\ntransforms:"
    file = tmp_path / "orders" / "floe.yaml"
    file.parent.mkdir()
    file.write_text(DEFAULT_FILES["floe.yaml"].replace("transforms:", names), encoding="utf-8")
    return file


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cryptography", "cryptography.exceptions"):
        monkeypatch.setitem(sys.modules, name, None)


def in_editor(product: Path) -> tuple[Diagnostic, ...]:
    return analyze(product, sources=Files(DocumentStore()).sources).diagnostics


def test_with_the_library_it_is_verified(product: Path) -> None:
    assert in_editor(product) == ()
    Cache().keep_signatures(PULLED.digest, [Signature(b"{}", b"")])
    assert [(it.code, it.severity) for it in in_editor(product)] == [("E230", Severity.ERROR)]


@pytest.mark.usefixtures("without_library")
def test_without_the_library_it_is_no_error(product: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = in_editor(product)
    assert (found.code, found.severity) == ("E230", Severity.INFO)
    assert f"the signature of {ADDRESS} is not verified here" in found.message
    assert "floe check" in (found.suggestion or "")
    alone = load_platform(parse_reference(ADDRESS), Files(DocumentStore()).sources)
    assert [it.severity for it in alone.unreadable] == [Severity.INFO]
    assert len(alone.documents) == 1
    monkeypatch.delenv("FLOE_COSIGN_PUBLIC_KEY")
    assert [it.severity for it in in_editor(product)] == [Severity.INFO], "nor could a key help"


@pytest.mark.usefixtures("without_library")
def test_what_is_not_signed_needs_no_library(product: Path) -> None:
    Cache().keep_signatures(PULLED.digest, [])
    assert [(it.code, it.severity) for it in in_editor(product)] == [("E229", Severity.ERROR)]


@pytest.mark.usefixtures("without_library")
def test_a_command_line_refuses_all_the_same(
    product: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(product), "--offline", "--format", "json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert (found["code"], found["severity"]) == ("E230", "error")
    assert "cryptography is not installed where floe runs" in found["message"]


@pytest.mark.asyncio
@pytest.mark.usefixtures("without_library")
@pytest.mark.parametrize("enforced", [True, False])
async def test_nothing_is_compiled_by_it_where_signatures_are_enforced(
    product: Path, monkeypatch: pytest.MonkeyPatch, enforced: bool
) -> None:
    monkeypatch.setenv("FLOE_MANIFEST_SIGNATURES", "enforce" if enforced else "warn")
    async with Door() as door:
        await door.initialize(product.parent)
        door.open(product.as_uri(), product.read_text(encoding="utf-8"))
        await door.rest()
        given = {"command": "floe.compile", "arguments": [product.as_uri()]}
        answer = (await door.ask("workspace/executeCommand", given))["result"]
    assert answer["ok"] is not enforced, answer
    assert (product.parent / "target").exists() is not enforced

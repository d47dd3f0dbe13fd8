"""What people do with registries: ``floe manifest`` and ``floe artifact``, push and pull."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest
from registry import MANIFEST, RealRegistry, real_registry

from corpus import DEFAULT_FILES
from floe_lsp.cli.main import main

pytestmark = [pytest.mark.requirement("registries"), pytest.mark.usefixtures("alone")]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Generator[RealRegistry]:
    with real_registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a product and its manifest."""
    made = tmp_path / "product"
    made.mkdir()
    for name, text in DEFAULT_FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(made)
    return made


def test_a_manifest_there_and_back(
    registry: RealRegistry, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    address = registry.address("acme/back:1.0.0")
    assert main(["manifest", "push", "manifest.yaml", address]) == 0
    pushed = capfd.readouterr().out.strip()
    assert pushed.startswith(f"{address}@sha256:")
    assert main(["manifest", "push", "manifest.yaml", address]) == 0, "the same again"
    assert capfd.readouterr().out.strip() == pushed
    assert main(["manifest", "list", registry.address("acme/back")]) == 0
    assert capfd.readouterr().out == "1.0.0\n"
    assert main(["manifest", "pull", address, "-o", "pulled.yaml"]) == 0
    assert (folder / "pulled.yaml").read_text(encoding="utf-8") == MANIFEST
    assert pushed.rpartition("@")[2] in capfd.readouterr().out
    assert main(["manifest", "pull", pushed, "-o", "-"]) == 0
    assert capfd.readouterr().out == MANIFEST


def test_no_file_and_no_tag_is_lost(
    registry: RealRegistry, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = registry.address("acme/kept:1.0.0")
    file = folder / "manifest.yaml"
    assert main(["manifest", "push", "manifest.yaml", address]) == 0
    file.write_text(f"{MANIFEST}# mine\n", encoding="utf-8")
    assert main(["manifest", "pull", address]) == 2
    assert "manifest.yaml holds something else, so it is left alone" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == f"{MANIFEST}# mine\n"
    assert main(["manifest", "push", "manifest.yaml", address]) == 2
    assert "choose another tag; --force" in capsys.readouterr().err
    assert main(["manifest", "pull", address, "--force"]) == 0
    assert file.read_text(encoding="utf-8") == MANIFEST
    file.write_text(f"{MANIFEST}# mine\n", encoding="utf-8")
    assert main(["manifest", "push", "manifest.yaml", address, "--force"]) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MANIFEST.replace("owner:", "owners:"), "E108"),
        (f"{MANIFEST}# password: Summer2024!x\n", "there may be a secret in line"),
        (
            f"{MANIFEST}scope: domain\nparent_manifest: above.yaml\n",
            "the parent 'above.yaml' is a file",
        ),
    ],
)
def test_what_others_could_not_use_is_not_pushed(
    text: str,
    said: str,
    registry: RealRegistry,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folder / "manifest.yaml").write_text(text, encoding="utf-8")
    (folder / "above.yaml").write_text(f"{MANIFEST}scope: enterprise\n", encoding="utf-8")
    assert main(["manifest", "push", "manifest.yaml", registry.address("acme/refused:1")]) != 0
    error = capsys.readouterr().err
    assert said in error
    assert "Summer2024" not in error
    assert main(["manifest", "list", registry.address("acme/refused")]) == 2


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("oci://r.example.com/acme", "name a tag, such as oci://r.example.com/acme:1.0.0"),
        (f"oci://r.example.com/acme@sha256:{'0' * 64}", "a digest follows from the content"),
    ],
)
def test_what_is_pushed_needs_a_tag(
    address: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["manifest", "push", "manifest.yaml", address], ["artifact", "push", address]):
        with pytest.raises(SystemExit):
            main(words)
        assert said in capsys.readouterr().err


def test_the_copies(
    registry: RealRegistry, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = registry.address("acme/copies:1.0.0")
    assert main(["manifest", "cache", "list"]) == 0
    assert "there are no copies of manifests" in capsys.readouterr().err
    assert main(["manifest", "push", "manifest.yaml", address]) == 0
    assert main(["check", "-m", address]) == 0
    capsys.readouterr()
    assert main(["manifest", "cache", "list"]) == 0
    assert capsys.readouterr().out.startswith(f"{address}  sha256:")
    assert main(["manifest", "cache", "list", "--format", "json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert entry["address"] == address
    capsys.readouterr()
    assert main(["compile", "--all", "-m", address, "--offline", "--dry-run"]) == 0
    assert capsys.readouterr().err.count(f"{address}: the copy of ") == 1
    assert main(["manifest", "cache", "clear"]) == 0
    assert "removed 1 copy" in capsys.readouterr().out
    assert main(["check", "-m", address, "--offline"]) == 2


def test_an_artifact_there_and_back(
    registry: RealRegistry, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = registry.address("acme/orders:1.0.0")
    assert main(["artifact", "push", address]) == 2
    assert "cannot be read" in capsys.readouterr().err
    for contract in ("floe-lsp", "floe-core"):
        file = folder / "target" / "compiled_artifacts.json"
        assert main(["compile", "--contract", contract]) == 0
        made = file.read_bytes()
        capsys.readouterr()
        assert main(["artifact", "push", address, "--force"]) == 0
        beside = "note: orchestration.json, which stands beside it, is not in the registry"
        assert (beside in capsys.readouterr().err) is (contract == "floe-core")
        file.unlink()
        assert main(["artifact", "pull", address]) == 0
        assert file.read_bytes() == made
    capsys.readouterr()
    assert main(["check", "-m", address]) == 2
    assert "E221" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("{", "["), "not valid JSON"),
        (('"metadata"', '"other"'), "it is no artifact of floe compile"),
        (('"product_name": "orders"', '"product_name": "AKIAIOSFODNN7EXAMPLE"'), ""),
    ],
)
def test_what_is_no_artifact_is_not_pushed(
    change: tuple[str, str],
    said: str,
    registry: RealRegistry,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["compile"]) == 0
    file = folder / "target" / "compiled_artifacts.json"
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change), encoding="utf-8")
    assert main(["artifact", "push", registry.address("acme/bad:1")]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "AKIAIOSFODNN7EXAMPLE" not in error

"""Products whose manifests are in a real registry: chains, the artifact, and without a network."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from contracted_products import PORTS
from registry import MANIFEST, RealRegistry, pushed, real_registry

from corpus import DEFAULT_FILES
from floe_lsp.cli.main import main

pytestmark = [pytest.mark.requirement("registries"), pytest.mark.usefixtures("alone")]

PRODUCT = DEFAULT_FILES["floe.yaml"]
ENTERPRISE = MANIFEST.replace("name: platform", "name: acme") + "scope: enterprise\n"
DOMAIN = (
    "apiVersion: floe.dev/v1\nkind: Manifest\nmetadata:\n  name: sales\n  version: 2.0.0\n"
    "  owner: sales@example.com\nscope: domain\nparent_manifest: {parent}\nplugins: {{}}\n"
)


@pytest.fixture
def registry(tmp_path: Path) -> Generator[RealRegistry]:
    with real_registry(tmp_path / "registry") as running:
        yield running


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "product"
    folder.mkdir()
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def push(address: str, text: str, folder: Path) -> str:
    file = folder / "pushed.yaml"
    file.write_text(text, encoding="utf-8")
    return pushed(address, file)


def write(folder: Path, manifest: str) -> None:
    text = PRODUCT.replace("transforms:", f"platform:\n  manifest: {manifest}\ntransforms:")
    (folder / "floe.yaml").write_text(text, encoding="utf-8")


def artifact(folder: Path) -> dict[str, Any]:
    text = (folder / "target" / "compiled_artifacts.json").read_text(encoding="utf-8")
    return json.loads(text)


def test_a_chain_of_a_registry(registry: RealRegistry, product: Path, tmp_path: Path) -> None:
    above = registry.address("acme/enterprise:1.0.0")
    own = registry.address("acme/sales:2.0.0")
    digest_above = push(above, ENTERPRISE, tmp_path)
    digest = push(own, DOMAIN.format(parent=above), tmp_path)
    write(product, own)
    assert main(["compile"]) == 0
    made = artifact(product)
    chain = made["inheritance_chain"]
    assert [each["ref"] for each in chain] == [f"{above}@{digest_above}", f"{own}@{digest}"]
    assert made["mode"] == "mesh"
    assert str(tmp_path) not in json.dumps(made)


@pytest.mark.parametrize("contract", ["floe-lsp", "floe-core"])
def test_a_single_manifest_without_a_tier_is_told_by_its_digest(
    contract: str,
    registry: RealRegistry,
    product: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    digest = push(registry.address(), MANIFEST, tmp_path)
    write(product, registry.address())
    assert main(["compile", "--contract", contract]) == 0
    made = artifact(product)
    if contract == "floe-core":
        # Its loader takes no manifest there that has no tier.
        assert made["inheritance_chain"] == []
        assert "inheritance_chain" in capsys.readouterr().out
        text = (product / "target" / "orchestration.json").read_text(encoding="utf-8")
        made = json.loads(text)
    (entry,) = made["inheritance_chain"]
    assert entry["ref"] == f"{registry.address()}@{digest}"
    assert entry.get("scope") is None


def test_a_file_may_inherit_from_a_registry(
    registry: RealRegistry, product: Path, tmp_path: Path
) -> None:
    above = registry.address("acme/enterprise:1.0.0")
    digest = push(above, ENTERPRISE, tmp_path)
    (product / "manifest.yaml").write_text(DOMAIN.format(parent=above), encoding="utf-8")
    (product / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    assert main(["compile"]) == 0
    chain = artifact(product)["inheritance_chain"]
    assert [each["ref"] for each in chain] == [f"{above}@{digest}", "manifest.yaml"]


def test_a_registry_may_not_inherit_from_a_file(
    registry: RealRegistry,
    product: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (product / "enterprise.yaml").write_text(ENTERPRISE, encoding="utf-8")
    push(registry.address(), DOMAIN.format(parent=product / "enterprise.yaml"), tmp_path)
    write(product, registry.address())
    assert main(["check"]) == 2
    said = capsys.readouterr().err
    assert "E228" in said
    assert "push the parent to a registry too" in said


def test_the_option_and_without_a_network(
    registry: RealRegistry,
    product: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (product / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    address = registry.address()
    assert main(["check", "-m", address, "--offline"]) == 2
    assert "E225" in capsys.readouterr().err
    digest = push(address, MANIFEST, tmp_path)
    for command in ("check", "compile"):
        assert main([command, "-m", address]) == 0
        assert "the copy of" not in capsys.readouterr().err
    registry.stop()
    assert main(["check", "-m", address]) == 2
    said = capsys.readouterr().err
    assert "E218" in said
    assert "--offline uses the copy of less than a minute ago" in said
    for words in (["check"], ["compile"], ["compile", "--validate-only"], ["governance", "status"]):
        assert main([*words, "-m", address, "--offline"]) == 0, words
        said = capsys.readouterr().err
        assert f"{address}: the copy of less than a minute ago, {digest}" in said, words
    assert main(["manifest", "show", address, "--offline"]) == 0
    assert f"({address}@{digest})" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    ["check", "compile", "compile --validate-only", "governance audit", "governance report"],
)
def test_dbt_is_given_the_profile_of_a_manifest_of_a_registry(
    command: str,
    registry: RealRegistry,
    product: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    push(registry.address(), MANIFEST, tmp_path)
    (product / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    (product / "dbt_project.yml").write_text("name: shop\nprofile: shop\n", encoding="utf-8")
    (product / "models").mkdir()
    (product / "models" / "stg_orders.sql").write_text("select 1", encoding="utf-8")
    seen, dbt = tmp_path / "seen.yml", tmp_path / "programs" / "dbt"
    dbt.parent.mkdir()
    dbt.write_text(
        "#!/bin/sh\n"
        f'while [ $# -gt 1 ]; do [ "$1" = --profiles-dir ] && cp "$2/profiles.yml" "{seen}"\n'
        "shift; done; echo stopped here; exit 1\n",
        encoding="utf-8",
    )
    dbt.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join((str(dbt.parent), "/usr/bin", "/bin")))
    assert main([*command.split(), "-m", registry.address(), "--dbt-parse"]) == 2
    assert "stopped here" in capsys.readouterr().err
    assert "type: duckdb" in seen.read_text(encoding="utf-8")


def test_what_is_wrong_in_a_manifest_of_a_registry_is_said_without_a_fix(
    registry: RealRegistry,
    product: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A fix would change the copy, which is then no copy any more."""
    push(registry.address(), MANIFEST.replace("duckdb", "dukcdb"), tmp_path)
    write(product, registry.address())
    before = {each: each.read_bytes() for each in Path(os.environ["FLOE_CACHE_DIR"]).rglob("*.y*")}
    assert main(["check", "--format", "json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert found["code"] == "E207"
    assert found["fixes"] == []
    assert all(each.read_bytes() == content for each, content in before.items())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("oci://registry.example.com", "has no path behind the host"),
        ("oci://me:hunter22@registry.example.com/floe", "holds no user and no password"),
    ],
)
def test_an_option_that_is_no_address(
    address: str, said: str, product: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["check", "-m", address])
    assert caught.value.code == 2
    error = capsys.readouterr().err
    assert said in error
    assert "hunter22" not in error


def test_a_lock_holds_a_tag(
    registry: RealRegistry,
    product: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    above, own = registry.address("acme/enterprise:1.0.0"), registry.address("acme/sales:2.0.0")
    digest_above = push(above, ENTERPRISE, tmp_path)
    digest = push(own, DOMAIN.format(parent=above), tmp_path)
    write(product, own)
    lock = product / "floe-lock.yaml"
    assert main(["manifest", "lock"]) == 0
    first = lock.read_bytes()
    assert digest.encode() in first
    assert digest_above.encode() in first
    assert main(["compile"]) == 0
    moved = push(above, ENTERPRISE.replace("version: 1.0.0", "version: 1.1.0"), tmp_path)
    capsys.readouterr()
    assert main(["check", "--format", "json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert found["code"] == "E227"
    said = found["message"]
    assert f"{above} is {moved} here, but floe-lock.yaml says {digest_above}" in said
    assert "what differs is metadata.version" in said
    assert main(["compile"]) == 2
    assert main(["manifest", "lock"]) == 2
    assert lock.read_bytes() == first
    assert "--update locks what is there now" in capsys.readouterr().err
    assert main(["manifest", "lock", "--update"]) == 0
    assert main(["check"]) == 0
    write(product, registry.address("acme/sales:3.0.0"))
    push(registry.address("acme/sales:3.0.0"), DOMAIN.format(parent=above), tmp_path)
    capsys.readouterr()
    assert main(["check"]) == 2
    assert "is not in floe-lock.yaml" in capsys.readouterr().err
    lock.write_text("a: [", encoding="utf-8")
    assert main(["check"]) == 2
    assert "is not what 'floe manifest lock'" in capsys.readouterr().err
    assert main(["manifest", "lock"]) == 2
    write(product, f"{registry.address('acme/sales')}@{digest}")
    assert main(["check"]) == 2, "its parent is a tag all the same"


def test_the_manifest_of_the_command_line_is_locked_by_the_same_option(
    registry: RealRegistry,
    product: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What names nothing itself never empties a lock file without a word."""
    address, lock = registry.address(), product / "floe-lock.yaml"
    digest = push(address, MANIFEST, tmp_path)
    (product / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    (product / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    lock.write_text("version: 1\nmanifests: []\n", encoding="utf-8")
    assert main(["check", "-m", address, "--format", "json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert found["suggestion"] == f"add it: 'floe manifest lock -m {address}'"
    assert main(["manifest", "lock", "-m", address]) == 0
    said = capsys.readouterr()
    assert f"{address} {digest}" in said.out
    assert f"{address}: locked from now on" in said.err
    assert main(["check", "-m", address]) == 0
    before = lock.read_bytes()
    capsys.readouterr()
    assert main(["manifest", "lock"]) == 2
    assert "name with -m the manifest" in capsys.readouterr().err
    assert lock.read_bytes() == before
    assert main(["manifest", "lock", "-m", address]) == 0
    assert "floe-lock.yaml is as it was" in capsys.readouterr().err
    moved = push(address, MANIFEST.replace("version: 1.0.0", "version: 1.1.0"), tmp_path)
    assert main(["check", "-m", address, "--format", "json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert f"'floe manifest lock -m {address} --update'" in found["suggestion"]
    assert main(["manifest", "lock", "-m", address, "--update"]) == 0
    assert f"{address}: {digest} was locked before" in capsys.readouterr().err
    assert moved.encode() in lock.read_bytes()
    assert main(["manifest", "lock", "--update"]) == 0
    assert f"{address}: no longer locked" in capsys.readouterr().err
    assert main(["check"]) == 0, "an empty lock file is one"


@pytest.mark.parametrize(("mode", "is_told"), [("merge", True), ("override", False)])
def test_a_manifest_of_a_registry_brings_no_data_contracts_and_that_is_said(
    mode: str,
    is_told: bool,
    registry: RealRegistry,
    product: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One that lies among the copies is nobody's."""
    asks = f"governance:\n  data_contracts: {{enforcement: warn, inheritance_mode: {mode}}}\n"
    push(registry.address(), MANIFEST + asks, tmp_path)
    write(product, registry.address())
    with (product / "floe.yaml").open("a", encoding="utf-8") as text:
        text.write(PORTS)
    copies = Path(os.environ["FLOE_CACHE_DIR"]) / "manifests"
    copies.mkdir(parents=True)
    (copies / "datacontract.yaml").write_text("kind: DataContract\n", encoding="utf-8")
    main(["check", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    told = [each for each in found if "brings no data contracts" in each["message"]]
    assert [each["code"] for each in told] == ["E308"] * is_told, found
    assert not any("datacontract" in each["file"] for each in found)

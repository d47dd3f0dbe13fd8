"""Signatures of manifests in a real registry: what is refused, what is told, and who decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from cosign import new_key, payload_of, public_pem, sign, sign_by_bundle
from registry import MANIFEST, RealRegistry, pushed, real_registry

from corpus import DEFAULT_FILES
from floe_lsp.cli.main import main

pytestmark = [pytest.mark.requirement("signatures"), pytest.mark.usefixtures("alone")]

KEY, OTHER = new_key(), new_key()
Checked = Callable[..., list[dict[str, Any]]]

VERIFICATION = """\
artifacts:
  registry:
    uri: oci://registry.example.com/acme
    auth: {{type: anonymous}}
    verification: {{enforcement: {enforcement}, public_key_ref: {{source: env, name: signing-key}}}}
"""
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
def product(tmp_path: Path, registry: RealRegistry, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a product whose manifest is in the registry."""
    folder = tmp_path / "product"
    folder.mkdir()
    (folder / ".git").mkdir()
    names = f"platform:\n  manifest: {registry.address()}\ntransforms:"
    text = DEFAULT_FILES["floe.yaml"].replace("transforms:", names)
    (folder / "floe.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the key that the user trusts."""
    file = tmp_path / "cosign.pub"
    file.write_bytes(public_pem(KEY))
    monkeypatch.setenv("FLOE_COSIGN_PUBLIC_KEY", str(file))
    return file


@pytest.fixture
def checked(product: Path, capsys: pytest.CaptureFixture[str]) -> Checked:
    """Check the product and return what is found."""

    def check(*options: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        ended = main(["check", "--format", "json", *options])
        found = json.loads(capsys.readouterr().out)["diagnostics"]
        errors = any(each["severity"] == "error" for each in found)
        assert ended == (2 if errors else 0), found
        return found

    return check


def push(address: str, text: str, folder: Path) -> str:
    file = folder / "pushed.yaml"
    file.write_text(text, encoding="utf-8")
    return pushed(address, file)


@pytest.mark.parametrize("kind", ["ecdsa", "rsa", "ed25519"])
def test_what_the_trusted_key_has_signed_counts_also_without_a_network(
    kind: str, registry: RealRegistry, trusted: Path, checked: Checked, tmp_path: Path
) -> None:
    key = new_key(kind)
    trusted.write_bytes(public_pem(OTHER) + public_pem(key))
    digest = push(registry.address(), MANIFEST, tmp_path)
    sign(registry.address(), digest, key, tmp_path)
    assert checked() == []
    registry.stop()
    assert checked("--offline") == []
    assert [each["code"] for each in checked()] == ["E218"]


def test_a_bundle_of_sigstore_counts(
    registry: RealRegistry, trusted: Path, checked: Checked, tmp_path: Path
) -> None:
    digest = push(registry.address(), MANIFEST, tmp_path)
    sign_by_bundle(registry.address(), digest, KEY, tmp_path, of=f"sha256:{'0' * 64}")
    (found,) = checked()
    assert (found["code"], found["severity"]) == ("E230", "error")
    assert "something else than this manifest" in found["message"]
    sign_by_bundle(registry.address(), digest, OTHER, tmp_path)
    assert "not by the key that is trusted here" in checked()[0]["message"]
    scanned = "https://cosign.sigstore.dev/attestation/vuln/v1"
    sign_by_bundle(registry.address(), digest, KEY, tmp_path, about=scanned)
    assert "something else than this manifest" in checked()[0]["message"], "a scan that failed"
    sign_by_bundle(registry.address(), digest, KEY, tmp_path)
    assert checked() == []


def test_an_unsigned_manifest_is_refused_where_it_is_named(
    registry: RealRegistry, trusted: Path, product: Path, checked: Checked, tmp_path: Path
) -> None:
    digest = push(registry.address(), MANIFEST, tmp_path)
    (found,) = checked()
    assert (found["code"], found["severity"]) == ("E229", "error")
    text = (product / "floe.yaml").read_text(encoding="utf-8").splitlines()
    at = found["location"]
    assert text[at["line"] - 1][at["column"] - 1 :] == registry.address()
    place = registry.address("acme/platform").removeprefix("oci://")
    assert f"cosign sign --key KEY {place}@{digest}" in found["suggestion"]
    assert main(["compile"]) == 2
    assert not (product / "target").exists()
    # What was missing is looked for again, unlike what was there.
    sign(registry.address(), digest, KEY, tmp_path)
    assert checked() == []


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another key": ({"key": OTHER}, "not by the key that is trusted here"),
    "another digest": (
        {"payload": payload_of("acme/platform", f"sha256:{'0' * 64}")},
        "something else than this manifest",
    ),
    "another word about it": ({"about": "a scan"}, "something else than this manifest"),
    "not a payload": ({"payload": b"[]"}, "something else than this manifest"),
    "a corrupted signature": ({"value": b"0123456789"}, "not by the key that is trusted here"),
    "an identity": (
        {"key": OTHER, "notes": {"dev.sigstore.cosign/certificate": "-----BEGIN"}},
        "by an identity with a certificate, and that cannot be verified",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_signature_that_does_not_do(
    case: str, registry: RealRegistry, trusted: Path, checked: Checked, tmp_path: Path
) -> None:
    given, said = WRONG[case]
    digest = push(registry.address(), MANIFEST, tmp_path)
    wrong: dict[str, Any] = {"key": KEY, **given}
    sign(registry.address(), digest, folder=tmp_path, **wrong)
    for options in ((), ("--offline",)):
        (found,) = checked(*options)
        assert (found["code"], found["severity"]) == ("E230", "error")
        assert said in found["message"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        (b"hello", "holds no public key in PEM"),
        (b"-----BEGIN PUBLIC KEY-----\naGk=\n-----END PUBLIC KEY-----\n", "that can be read"),
        (b"-----BEGIN PRIVATE KEY-----\naGk=\n-----END PRIVATE KEY-----\n", "a private key"),
        (b"-----BEGIN CERTIFICATE-----\naGk=\n-----END CERTIFICATE-----\n", "something else"),
    ],
)
def test_a_file_that_is_no_key_verifies_nothing(
    content: bytes | None,
    said: str,
    registry: RealRegistry,
    trusted: Path,
    checked: Checked,
    tmp_path: Path,
) -> None:
    trusted.unlink()
    if content is not None:
        trusted.write_bytes(content)
    digest = push(registry.address(), MANIFEST, tmp_path)
    sign(registry.address(), digest, KEY, tmp_path)
    (found,) = checked()
    assert (found["code"], found["severity"]) == ("E230", "error")
    assert said in found["message"]
    assert "FLOE_COSIGN_PUBLIC_KEY" in found["message"]


def test_the_key_is_never_one_of_the_repository(
    registry: RealRegistry,
    product: Path,
    checked: Checked,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The current folder is the repository's, so a relative path would be its choice."""
    (product / "cosign.pub").write_bytes(public_pem(KEY))
    digest = push(registry.address(), MANIFEST, tmp_path)
    sign(registry.address(), digest, KEY, tmp_path)
    monkeypatch.setenv("FLOE_COSIGN_PUBLIC_KEY", "cosign.pub")
    (found,) = checked()
    assert "is the relative path 'cosign.pub'" in found["message"]
    assert found["suggestion"] == "write the whole path of the file"
    monkeypatch.setenv("FLOE_COSIGN_PUBLIC_KEY", public_pem(KEY).decode())
    assert checked() == []


@pytest.mark.parametrize(
    ("chosen", "asked", "severity"),
    [
        # Nobody asks.
        (None, None, None),
        (None, "off", None),
        # The manifests ask.
        (None, "warn", "warning"),
        (None, "enforce", "error"),
        # What the user says counts before them.
        ("warn", "enforce", "warning"),
        ("warn", "off", "warning"),
        ("enforce", "off", "error"),
        ("off", "enforce", None),
        ("wran", "off", "error"),
    ],
)
def test_who_decides_what_an_unsigned_manifest_gets(
    chosen: str | None,
    asked: str | None,
    severity: str | None,
    registry: RealRegistry,
    checked: Checked,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = MANIFEST + ("" if asked is None else VERIFICATION.format(enforcement=asked))
    push(registry.address(), text, tmp_path)
    if chosen is not None:
        monkeypatch.setenv("FLOE_MANIFEST_SIGNATURES", chosen)
    found = checked()
    assert [each["severity"] for each in found] == ([] if severity is None else [severity])
    if chosen == "wran":
        assert "write enforce, warn or off in FLOE_MANIFEST_SIGNATURES" in found[0]["suggestion"]


def test_who_names_a_key_wants_it_used(
    registry: RealRegistry, trusted: Path, checked: Checked, tmp_path: Path
) -> None:
    """No manifest lowers that, be it the one that is verified or one of the repository."""
    push(registry.address(), MANIFEST + VERIFICATION.format(enforcement="off"), tmp_path)
    assert [each["severity"] for each in checked()] == ["error"]


def test_no_key_where_a_manifest_asks_for_signatures(
    registry: RealRegistry, checked: Checked, tmp_path: Path
) -> None:
    """The key that the manifest itself names would vouch for whoever wrote it."""
    text = MANIFEST + VERIFICATION.format(enforcement="enforce")
    digest = push(registry.address(), text, tmp_path)
    sign(registry.address(), digest, KEY, tmp_path)
    (found,) = checked()
    assert found["code"] == "E230"
    assert "no public key is named here" in found["message"]
    assert "FLOE_COSIGN_PUBLIC_KEY" in found["suggestion"]
    (related,) = found["related"]
    assert related["message"] == "the platform asks for signatures here"


def test_a_child_asks_for_the_signature_of_its_parent(
    registry: RealRegistry, product: Path, checked: Checked, tmp_path: Path
) -> None:
    """What the parent says of signatures does not excuse it."""
    above = registry.address("acme/enterprise:1.0.0")
    push(above, ENTERPRISE + VERIFICATION.format(enforcement="off"), tmp_path)
    asks = VERIFICATION.format(enforcement="enforce")
    (product / "manifest.yaml").write_text(DOMAIN.format(parent=above) + asks, encoding="utf-8")
    (product / "floe.yaml").write_text(DEFAULT_FILES["floe.yaml"], encoding="utf-8")
    (found,) = checked()
    assert found["code"] == "E229"
    assert found["file"].endswith("manifest.yaml")


def test_without_a_copy_of_the_signature_nothing_is_verified(
    registry: RealRegistry,
    checked: Checked,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trusted: Path,
) -> None:
    digest = push(registry.address(), MANIFEST, tmp_path)
    sign(registry.address(), digest, KEY, tmp_path)
    monkeypatch.setenv("FLOE_MANIFEST_SIGNATURES", "off")
    assert checked() == []
    monkeypatch.delenv("FLOE_MANIFEST_SIGNATURES")
    (found,) = checked("--offline")
    assert found["code"] == "E230"
    assert "there is no copy of its signature on this machine" in found["message"]
    assert checked() == []
    assert checked("--offline") == []


def test_pull_and_show_refuse_too(
    registry: RealRegistry,
    product: Path,
    trusted: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    digest = push(registry.address(), MANIFEST, tmp_path)
    for command in ("pull", "show"):
        assert main(["manifest", command, registry.address()]) == 2
        assert "is not signed" in capsys.readouterr().err
    assert not (product / "manifest.yaml").exists()
    monkeypatch.setenv("FLOE_MANIFEST_SIGNATURES", "warn")
    for command in ("show", "pull"):
        assert main(["manifest", command, registry.address()]) == 0, command
        assert "is not signed" in capsys.readouterr().err
    monkeypatch.delenv("FLOE_MANIFEST_SIGNATURES")
    sign(registry.address(), digest, KEY, tmp_path)
    assert main(["manifest", "pull", registry.address()]) == 0
    assert (product / "manifest.yaml").read_text(encoding="utf-8") == MANIFEST

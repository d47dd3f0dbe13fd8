"""A real registry: Debian's docker-registry on loopback."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from registry import MANIFEST, PASSWORD, USER, RealRegistry, pushed, real_registry

from floe_lsp.registries.cache import Cache
from floe_lsp.registries.client import Client
from floe_lsp.registries.failures import Failure, RegistryError
from floe_lsp.registries.manifests import CachedManifests, FetchedManifests
from floe_lsp.registries.media_types import COMPILED_ARTIFACTS
from floe_lsp.registries.pulled import digest_of
from floe_lsp.registries.reference import parse_reference

pytestmark = [pytest.mark.requirement("registries"), pytest.mark.usefixtures("alone")]

SERVER = Path(__file__).parents[2] / "server"


@pytest.fixture
def registry(tmp_path: Path) -> Generator[RealRegistry]:
    with real_registry(tmp_path / "registry") as running:
        yield running


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    file = tmp_path / "manifest.yaml"
    file.write_text(MANIFEST, encoding="utf-8")
    return file


def push(address: str, file: Path) -> str:
    return pushed(address, file, notes={"a": "b"})


def get(address: str) -> bytes:
    return FetchedManifests().get(parse_reference(address)).file.read_bytes()


def failure(address: str) -> Failure:
    with pytest.raises(RegistryError) as caught:
        get(address)
    return caught.value.failure


def test_what_is_pushed_comes_back(registry: RealRegistry, manifest: Path) -> None:
    digest = push(registry.address(), manifest)
    assert get(registry.address()) == manifest.read_bytes()
    assert get(f"oci://{registry.host}/acme/platform@{digest}") == manifest.read_bytes()
    assert push(registry.address("acme/platform:1.1.0"), manifest) == digest
    assert Client().tags(parse_reference(registry.address())) == ["1.0.0", "1.1.0"]
    assert failure(registry.address("acme/platform:2.0.0")) is Failure.NOT_FOUND
    assert failure(registry.address("acme/other:1.0.0")) is Failure.NOT_FOUND


def test_the_newest_of_a_tag_and_the_same_of_a_digest(
    registry: RealRegistry, manifest: Path
) -> None:
    first = push(registry.address(), manifest)
    assert get(registry.address()) == manifest.read_bytes()
    manifest.write_text(f"{MANIFEST}# newer\n", encoding="utf-8")
    push(registry.address(), manifest)
    assert get(registry.address()) == manifest.read_bytes()
    assert get(f"oci://{registry.host}/acme/platform@{first}") == MANIFEST.encode()


def test_something_else_is_no_manifest(registry: RealRegistry, manifest: Path) -> None:
    pushed(registry.address(), manifest, COMPILED_ARTIFACTS)
    assert failure(registry.address()) is Failure.NOT_A_MANIFEST


def test_a_blob_that_was_damaged(registry: RealRegistry, manifest: Path) -> None:
    push(registry.address(), manifest)
    (blob,) = [each for each in registry.blobs() if each.read_bytes() == manifest.read_bytes()]
    blob.write_bytes(manifest.read_bytes().replace(b"duckdb", b"sqlite"))
    assert failure(registry.address()) is Failure.DIGEST_MISMATCH
    assert Cache().copy_of(parse_reference(registry.address())) is None


def test_an_oci_manifest_that_was_damaged(registry: RealRegistry, manifest: Path) -> None:
    digest = push(registry.address(), manifest)
    (blob,) = [each for each in registry.blobs() if digest_of(each.read_bytes()) == digest]
    blob.write_bytes(blob.read_bytes().replace(b'"a":"b"', b'"a":"c"'))
    assert failure(registry.address()) in (Failure.DIGEST_MISMATCH, Failure.UNREACHABLE)


def test_a_registry_that_is_stopped(registry: RealRegistry, manifest: Path) -> None:
    push(registry.address(), manifest)
    reference = parse_reference(registry.address())
    copy = FetchedManifests().get(reference)
    registry.stop()
    with pytest.raises(RegistryError) as caught:
        FetchedManifests().get(reference)
    assert caught.value.failure is Failure.UNREACHABLE
    assert "--offline uses the copy of less than a minute ago" in caught.value.suggestion
    assert CachedManifests().get(reference) == copy
    pinned = parse_reference(f"oci://{registry.host}/acme/platform@{copy.digest}")
    assert FetchedManifests().get(pinned).file == copy.file, "a digest says it all"


def test_a_registry_with_a_password_and_a_certificate_of_its_own(
    tmp_path: Path, manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real_registry(tmp_path / "closed", with_password=True, with_tls=True) as registry:
        with pytest.raises(RegistryError, match="is not trusted"):
            push(registry.address(), manifest)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(registry.certificate))
        with pytest.raises(RegistryError, match="wants credentials") as caught:
            push(registry.address(), manifest)
        assert caught.value.failure is Failure.REFUSED
        sign_in(monkeypatch, registry.host, "wrong-word")
        with pytest.raises(RegistryError, match="Docker's configuration no access") as caught:
            push(registry.address(), manifest)
        assert "wrong-word" not in caught.value.message
        sign_in(monkeypatch, registry.host, PASSWORD)
        push(registry.address(), manifest)
        assert get(registry.address()) == manifest.read_bytes()
        kept = b"".join(each.read_bytes() for each in Cache().folder.rglob("*") if each.is_file())
        assert PASSWORD.encode() not in kept


def test_ten_processes_at_once(registry: RealRegistry, manifest: Path, tmp_path: Path) -> None:
    push(registry.address(), manifest)
    script = tmp_path / "reader.py"
    script.write_text(
        "import sys\n"
        "from floe_lsp.registries.manifests import FetchedManifests\n"
        "from floe_lsp.registries.reference import parse_reference\n"
        "copy = FetchedManifests().get(parse_reference(sys.argv[1]))\n"
        "sys.stdout.buffer.write(copy.file.read_bytes())\n",
        encoding="utf-8",
    )
    running = [
        subprocess.Popen(
            [sys.executable, str(script), registry.address()],
            env={**os.environ, "PYTHONPATH": str(SERVER)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(10)
    ]
    said = [each.communicate(timeout=120) for each in running]
    assert [each.returncode for each in running] == [0] * 10, said
    assert {out for out, _ in said} == {manifest.read_bytes()}
    assert len(Cache().kept()) == 1


def sign_in(monkeypatch: pytest.MonkeyPatch, host: str, password: str) -> None:
    auth = base64.b64encode(f"{USER}:{password}".encode()).decode()
    monkeypatch.setenv("DOCKER_AUTH_CONFIG", json.dumps({"auths": {host: {"auth": auth}}}))

"""Where the credentials for a registry come from, and which of them."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest

from floe_lsp.registries.credentials import Credentials, credentials_for
from floe_lsp.registries.reference import Reference, parse_reference

pytestmark = [pytest.mark.requirement("registries"), pytest.mark.usefixtures("alone")]

HERE = Reference("r.example.com", "floe")
AUTH = base64.b64encode(b"me:my:word").decode()


def configured(config: object) -> None:
    folder = Path(os.environ["DOCKER_CONFIG"])
    folder.mkdir(exist_ok=True)
    text = config if isinstance(config, str) else json.dumps(config)
    (folder / "config.json").write_text(text, encoding="utf-8")


def helper(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> None:
    file = folder / f"docker-credential-{name}"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize(
    "key", ["r.example.com", "https://r.example.com", "https://r.example.com/v1/"]
)
def test_those_of_the_file(key: str) -> None:
    configured({"auths": {"other.example.com": {"auth": "eDp5"}, key: {"auth": AUTH}}})
    assert credentials_for(HERE).credentials == Credentials("me", "my:word")
    assert credentials_for(parse_reference("oci://third.example.com/floe")) == (None, None)


def test_docker_hub_has_a_name_of_its_own() -> None:
    configured({"auths": {"https://index.docker.io/v1/": {"auth": AUTH}}})
    assert credentials_for(Reference("docker.io", "floe")).credentials is not None


def test_an_identity_token() -> None:
    configured({"auths": {"r.example.com": {"identitytoken": "abc"}}})
    found = credentials_for(HERE).credentials
    assert found is not None
    assert found.is_identity_token
    assert "abc" not in repr(found)


def test_the_variable_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    configured({"auths": {"r.example.com": {"username": "file", "password": "x"}}})
    inline = {"auths": {"r.example.com": {"username": "variable", "password": "x"}}}
    monkeypatch.setenv("DOCKER_AUTH_CONFIG", json.dumps(inline))
    assert credentials_for(HERE).credentials == Credentials("variable", "x")
    monkeypatch.setenv("DOCKER_AUTH_CONFIG", "{}")
    assert credentials_for(HERE).credentials == Credentials("file", "x")


@pytest.mark.parametrize(
    "config", [{"credHelpers": {"r.example.com": "ours"}}, {"credsStore": "ours"}]
)
def test_those_of_a_helper(config: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = 'read account; echo "{\\"Username\\": \\"$account\\", \\"Secret\\": \\"$1\\"}"'
    helper(tmp_path, monkeypatch, "ours", answer)
    configured(config)
    assert credentials_for(HERE).credentials == Credentials("r.example.com", "get")


def test_a_helper_is_asked_for_its_own_host_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper(tmp_path, monkeypatch, "ours", f"touch {tmp_path / 'asked'}")
    configured({"credHelpers": {"other.example.com": "ours"}})
    assert credentials_for(HERE) == (None, None)
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    ("config", "script", "problem"),
    [
        ("{", "", "Docker's configuration is not valid JSON"),
        ("[]", "", "Docker's configuration is no mapping"),
        ({"credsStore": "none-such"}, "", "docker-credential-none-such is not on the PATH"),
        ({"credsStore": "../x"}, "", "the name of the credential helper is not one"),
        ({"credsStore": "ours"}, "echo s3cr3tword >&2; exit 1", "has none for r.example.com"),
        ({"credsStore": "ours"}, "echo s3cr3tword", "docker-credential-ours cannot be read"),
    ],
)
def test_what_keeps_from_them_is_said(
    config: object, script: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper(tmp_path, monkeypatch, "ours", script)
    configured(config)
    found = credentials_for(HERE)
    assert found.credentials is None
    assert problem in (found.problem or "")
    assert "s3cr3tword" not in (found.problem or "")


def test_no_helper_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper(tmp_path, monkeypatch, "ours", f"touch {tmp_path / 'ran'}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".{os.pathsep}/usr/bin{os.pathsep}/bin")
    configured({"credsStore": "ours"})
    assert "not on the PATH" in (credentials_for(HERE).problem or "")
    assert not (tmp_path / "ran").exists()

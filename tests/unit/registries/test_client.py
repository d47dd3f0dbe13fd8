"""A registry that misbehaves on purpose: what is asked of it, what it is told, and what is said."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from registry import MANIFEST, Answer, misbehaving_registry, send

from floe_lsp.registries.client import Client
from floe_lsp.registries.failures import Failure, RegistryError
from floe_lsp.registries.media_types import COMPILED_ARTIFACTS, PLATFORM_MANIFEST
from floe_lsp.registries.pulled import Pulled
from floe_lsp.registries.reference import parse_reference

pytestmark = [
    pytest.mark.requirement("registries"),
    pytest.mark.requirement("security"),
    pytest.mark.usefixtures("alone"),
]

CONTENT = MANIFEST.encode()


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def described(**layer: Any) -> bytes:
    own = {
        "mediaType": PLATFORM_MANIFEST.layer,
        "digest": digest(CONTENT),
        "size": len(CONTENT),
        **layer,
    }
    return json.dumps({"schemaVersion": 2, "layers": [own]}).encode()


def holding(manifest: bytes, content: bytes = CONTENT) -> Answer:
    """A registry that holds one file."""

    def answer(handler: Any) -> None:
        if "/manifests/" in handler.path:
            send(handler, 200, manifest)
        elif "/blobs/" in handler.path:
            send(handler, 200, content)
        else:
            send(handler, 200)

    return answer


def nothing_known(_: str) -> Pulled | None:
    return None


def pull(address: str, seconds: float = 20.0) -> Pulled:
    return Client(seconds).pull(parse_reference(address), PLATFORM_MANIFEST, nothing_known)


def failure(answer: Answer, *, seconds: float = 5.0) -> RegistryError:
    """What is said of a registry that cannot be used."""
    with misbehaving_registry(answer) as server, pytest.raises(RegistryError) as caught:
        pull(server.address(), seconds)
    assert caught.value.suggestion
    return caught.value


def test_what_a_registry_holds() -> None:
    with misbehaving_registry(holding(described())) as server:
        found = pull(server.address())
    assert found == Pulled(digest(described()), described(), CONTENT)


def test_a_file_of_another_tool_is_taken_by_its_type() -> None:
    with misbehaving_registry(holding(described(mediaType="application/yaml"))) as server:
        found = pull(server.address())
    assert found.content == CONTENT


def test_a_copy_is_not_asked_for_again() -> None:
    copy = Pulled(digest(described()), described(), CONTENT)
    with misbehaving_registry(holding(described())) as server:
        reference = parse_reference(server.address())
        assert Client().pull(reference, PLATFORM_MANIFEST, lambda _: copy) is copy
    assert not [each for each in server.asked if "/blobs/" in each.path]


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        (b"<html>", "it is no OCI manifest"),
        (b'{"manifests": []}', "it is an index of images"),
        (b'{"layers": []}', "it has no layer of the type"),
        (b'{"layers": 7}', "it has no layer of the type"),
        (b'{"layers": [7]}', "it has no layer of the type"),
        (described(mediaType="application/vnd.docker.image"), "it has no layer of the type"),
        (described(digest="sha512:12"), "its layer has no digest of the kind sha256"),
        (
            described(digest="sha256:../../../admin?x=".ljust(71, "0")),
            "its layer has no digest of the kind sha256",
        ),
        (described(size="12"), "its layer has no size"),
        (described(size=True), "its layer has no size"),
        (
            json.dumps({"artifactType": COMPILED_ARTIFACTS.artifact_type}).encode(),
            "it is a compiled artifact",
        ),
    ],
)
def test_what_is_no_manifest(manifest: bytes, why: str) -> None:
    found = failure(holding(manifest))
    assert found.failure is Failure.NOT_A_MANIFEST
    assert why in found.message


@pytest.mark.parametrize(
    "answer",
    [
        holding(described(), CONTENT[:-1] + b"!"),
        holding(described(size=len(CONTENT) - 1)),
        holding(described(digest=digest(b"other"))),
    ],
)
def test_what_is_not_what_its_digest_says(answer: Answer) -> None:
    assert failure(answer).failure is Failure.DIGEST_MISMATCH


def test_an_oci_manifest_is_what_the_address_says() -> None:
    with misbehaving_registry(holding(described())) as server, pytest.raises(RegistryError) as said:
        pull(f"oci://{server.host}/acme/platform@{digest(b'other')}")
    assert said.value.failure is Failure.DIGEST_MISMATCH


def test_what_the_registry_says_of_its_digest_counts_too() -> None:
    def answer(handler: Any) -> None:
        send(handler, 200, described(), Docker_Content_Digest=digest(b"other"))

    assert failure(answer).failure is Failure.DIGEST_MISMATCH


@pytest.mark.parametrize("said", ["sha256:" + "evil" * 1_250, f"sha256:{'0A' * 32}"])
def test_a_digest_that_is_none_is_not_repeated(said: str) -> None:
    def answer(handler: Any) -> None:
        if "/manifests/" in handler.path:
            return send(handler, 200, described(), Docker_Content_Digest=said)
        return send(handler, 200)

    found = failure(answer)
    assert "does not answer as an OCI registry does" in found.message
    assert said[7:11] not in found.message


def test_more_than_is_read_is_not_read() -> None:
    assert failure(holding(described(size=9_000_000))).failure is Failure.TOO_LARGE
    assert failure(holding(described(), b"x" * 9_000_000)).failure is Failure.TOO_LARGE


def test_more_than_is_read_without_a_word_of_its_size() -> None:
    def answer(handler: Any) -> None:
        if "/manifests/" not in handler.path:
            return send(handler, 200)
        handler.send_response(200)
        handler.end_headers()
        for _ in range(5_000):
            handler.wfile.write(b"x" * 1_000)
        return None

    assert failure(answer).failure is Failure.TOO_LARGE


@pytest.mark.parametrize(
    "target", ["http://{host}/elsewhere", "/elsewhere", "file:///etc/passwd", ""]
)
def test_a_redirect_without_tls_is_not_followed(target: str) -> None:
    def answer(handler: Any) -> None:
        if "/manifests/" in handler.path:
            return send(handler, 307, Location=target.format(host=handler.headers["Host"]))
        return send(handler, 200)

    with misbehaving_registry(answer) as server, pytest.raises(RegistryError) as caught:
        pull(server.address())
    assert caught.value.failure is Failure.REDIRECT_REFUSED
    assert not any(each.path == "/elsewhere" for each in server.asked)


@pytest.mark.parametrize("realm", ["http://tokens.example.com/token", "ftp://x", ""])
def test_no_password_goes_to_a_place_without_tls(
    realm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(handler: Any) -> None:
        if "/manifests/" in handler.path:
            return send(handler, 401, WWW_Authenticate=f'Bearer realm="{realm}",service="x"')
        return send(handler, 200)

    with misbehaving_registry(answer) as server:
        signed_in(monkeypatch, server.host)
        with pytest.raises(RegistryError) as caught:
            pull(server.address())
    assert caught.value.failure is Failure.REDIRECT_REFUSED


def test_a_token_is_asked_for_and_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    holds = holding(described())

    def answer(handler: Any) -> None:
        if handler.path.startswith("/token"):
            body = json.dumps({"token": "t0k"}).encode()
            return send(handler, 200 if handler.headers["Authorization"] else 401, body)
        if handler.path != "/v2/" and handler.headers["Authorization"] != "Bearer t0k":
            scope = 'scope="repository:acme/platform:pull"'
            realm = f'realm="http://{handler.headers["Host"]}/token"'
            bearer = f'Bearer {realm},service="s",{scope}'
            return send(
                handler, 401, WWW_Authenticate=f'Basic realm="x", {bearer}, Digest realm="y"'
            )
        return holds(handler)

    with misbehaving_registry(answer) as server:
        signed_in(monkeypatch, server.host)
        found = pull(server.address())
    assert found.content == CONTENT
    (asked,) = [each for each in server.asked if each.path.startswith("/token")]
    assert asked.path == "/token?service=s&scope=repository%3Aacme%2Fplatform%3Apull"
    assert asked.headers["Authorization"] == basic()


def test_one_of_several_challenges_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first may be one that only a browser can answer."""
    holds = holding(described())

    def answer(handler: Any) -> None:
        if handler.path != "/v2/" and handler.headers["Authorization"] != basic():
            return send(handler, 401, WWW_Authenticate='Negotiate, Basic realm="x"')
        return holds(handler)

    with misbehaving_registry(answer) as server:
        signed_in(monkeypatch, server.host)
        assert pull(server.address()).content == CONTENT


@pytest.mark.parametrize("with_credentials", [True, False])
@pytest.mark.parametrize("status", [401, 403])
def test_a_registry_that_refuses(
    status: int, with_credentials: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(handler: Any) -> None:
        if "/manifests/" in handler.path:
            return send(handler, status, WWW_Authenticate='Basic realm="x"')
        return send(handler, 200)

    with misbehaving_registry(answer) as server:
        if with_credentials:
            signed_in(monkeypatch, server.host)
        with pytest.raises(RegistryError) as caught:
            pull(server.address())
    assert caught.value.failure is Failure.REFUSED
    assert f"docker login {server.host}" in caught.value.suggestion
    said = f"{caught.value.message} {caught.value.suggestion}"
    assert "hunter22" not in said
    assert ("there are none" in said) is not with_credentials


def test_what_is_not_there() -> None:
    found = failure(lambda handler: send(handler, 404 if "/manifests/" in handler.path else 200))
    assert found.failure is Failure.NOT_FOUND
    assert "acme/platform:1.0.0" in found.message


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_fails_in_passing_is_asked_again(status: int) -> None:
    holds, failures = holding(described()), [1, 1]

    def answer(handler: Any) -> None:
        if "/manifests/" in handler.path and failures:
            failures.pop()
            return send(handler, status)
        return holds(handler)

    with misbehaving_registry(answer) as server:
        found = pull(server.address())
    assert found.content == CONTENT


def test_what_ends_in_the_middle_is_asked_again_and_then_given_up() -> None:
    def answer(handler: Any) -> None:
        if "/manifests/" in handler.path:
            return send(handler, 200, b"{", Content_Length="100")
        return send(handler, 200)

    with misbehaving_registry(answer) as server, pytest.raises(RegistryError) as caught:
        pull(server.address())
    assert caught.value.failure is Failure.UNREACHABLE
    assert "in the middle of the OCI manifest" in caught.value.message
    assert len([each for each in server.asked if "/manifests/" in each.path]) == 4


def test_what_is_no_registry_is_not_asked_again() -> None:
    answers: list[int] = []

    def answer(handler: Any) -> None:
        if "/manifests/" in handler.path:
            answers.append(1)
            return send(handler, 418)
        return send(handler, 200)

    assert "does not answer as an OCI registry does" in failure(answer).message
    assert len(answers) == 1


@pytest.mark.parametrize("part", ["headers", "body"])
def test_who_sends_a_byte_now_and_then_is_given_up(part: str) -> None:
    def answer(handler: Any) -> None:
        if "/manifests/" not in handler.path:
            return send(handler, 200)
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"H")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass  # Nobody listens any more.
        return None

    found = failure(answer, seconds=1.0)
    assert found.failure is Failure.UNREACHABLE
    assert "within 1 seconds" in found.message


def test_tags_of_all_pages() -> None:
    def answer(handler: Any) -> None:
        if "last=b" in handler.path:
            return send(handler, 200, b'{"tags": ["c", 7]}')
        if "/tags/" in handler.path:
            link = '</v2/acme/platform/tags/list?last=b&n=2>; rel="next"'
            return send(handler, 200, b'{"tags": ["b", "a"]}', Link=link)
        return send(handler, 200)

    with misbehaving_registry(answer) as server:
        assert Client().tags(parse_reference(server.address())) == ["a", "b", "c"]


@pytest.mark.parametrize("link", ['<http://[bad/x>; rel="next"', "<http://[::g]/x>; rel=next"])
def test_a_next_page_that_is_no_address(link: str) -> None:
    def answer(handler: Any) -> None:
        send(handler, 200, b'{"tags": ["a"]}', Link=link)

    with misbehaving_registry(answer) as server, pytest.raises(RegistryError) as caught:
        Client().tags(parse_reference(server.address()))
    assert "does not answer as an OCI registry does" in caught.value.message


def test_a_redirect_to_what_is_no_address() -> None:
    def answer(handler: Any) -> None:
        if "/manifests/" in handler.path:
            return send(handler, 307, Location="https://[bad/x")
        return send(handler, 200)

    assert "does not answer as an OCI registry does" in failure(answer).message


def test_tags_that_lead_elsewhere_take_no_password_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry chooses where the next page is."""

    def elsewhere(handler: Any) -> None:
        send(handler, 401, WWW_Authenticate='Basic realm="x"')

    with misbehaving_registry(elsewhere) as other:

        def answer(handler: Any) -> None:
            link = f'<http://{other.host}/next>; rel="next"'
            send(handler, 200, b'{"tags": []}', Link=link)

        with misbehaving_registry(answer) as server:
            signed_in(monkeypatch, server.host)
            with pytest.raises(RegistryError) as caught:
                Client().tags(parse_reference(server.address()))
        assert caught.value.failure is Failure.REDIRECT_REFUSED
        assert other.asked == []


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"REQUESTS_CA_BUNDLE": "/no/such/file.pem"}, "that REQUESTS_CA_BUNDLE names is not there"),
        ({"REQUESTS_CA_BUNDLE": __file__}, f"the file '{__file__}' that REQUESTS_CA_BUNDLE names"),
        ({"HTTPS_PROXY": "http://me:hunter22@127.0.0.1:9"}, "the proxy that the environment names"),
    ],
)
def test_what_the_environment_gets_wrong(
    environment: Mapping[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RegistryError) as caught:
        pull("oci://registry.invalid/floe:1", seconds=5.0)
    assert caught.value.failure is Failure.UNREACHABLE
    assert message in caught.value.message
    assert "hunter22" not in caught.value.message + caught.value.suggestion


def test_no_host_of_that_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(RegistryError) as caught:
        pull("oci://registry.invalid/floe:1", seconds=5.0)
    assert caught.value.message == "no host has the name registry.invalid"


def test_no_passwords_of_netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hunter22\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    with misbehaving_registry(holding(described())) as server:
        pull(server.address())
    assert not [each for each in server.asked if "Authorization" in each.headers]


def taking(seconds: Mapping[str, float]) -> Answer:
    """A registry that takes files, and its time for the requests whose path holds a word."""

    def answer(handler: Any) -> None:
        handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        for word, wait in seconds.items():
            if handler.command == "PUT" and word in handler.path:
                time.sleep(wait)
        if handler.command == "POST":
            place = f"http://{handler.headers['Host']}/v2/acme/platform/upload"
            return send(handler, 202, Location=place)
        return send(handler, 404 if handler.command == "HEAD" else 201)

    return answer


def push(address: str, file: Path, seconds: float) -> None:
    prepared = Client.prepared(PLATFORM_MANIFEST, file.read_bytes(), {})
    Client(seconds).push(parse_reference(address), PLATFORM_MANIFEST, file, prepared)


def test_a_large_file_has_more_time(tmp_path: Path) -> None:
    file = tmp_path / "manifest.yaml"
    file.write_bytes(b"#" * 2_000_000)
    with misbehaving_registry(taking({"/upload": 1.5})) as server:
        push(server.address(), file, seconds=1.0)
    assert server.asked[-1].path.endswith("/manifests/1.0.0")


def test_a_push_that_may_have_moved_the_tag_says_so(tmp_path: Path) -> None:
    file = tmp_path / "manifest.yaml"
    file.write_bytes(CONTENT)
    for word, is_told in (("/upload", False), ("/manifests/", True)):
        with misbehaving_registry(taking({word: 2.0})) as server:
            with pytest.raises(RegistryError) as caught:
                push(server.address(), file, seconds=1.0)
            time.sleep(2.5)
        assert "within 1" in caught.value.message
        assert ("is not known" in caught.value.message) is is_told
        moved = [each for each in server.asked if "/manifests/" in each.path]
        assert bool(moved) is is_told, "what is told as failed does not go on"


def basic() -> str:
    return f"Basic {base64.b64encode(b'me:hunter22').decode()}"


def signed_in(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """Give the user a password for a host."""
    config = {"auths": {host: {"username": "me", "password": "hunter22"}}}
    monkeypatch.setenv("DOCKER_AUTH_CONFIG", json.dumps(config))
    assert os.environ["DOCKER_AUTH_CONFIG"]

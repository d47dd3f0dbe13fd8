"""Addresses of registries: what they say, and what is wrong with those that say nothing."""

from __future__ import annotations

import pytest

from floe_lsp.registries.reference import InvalidReference, Reference, parse_reference

pytestmark = pytest.mark.requirement("registries")

DIGEST = f"sha256:{'0a' * 32}"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("oci://r.example.com/floe", Reference("r.example.com", "floe")),
        ("oci://r.example.com/a/b-c:1.0.0", Reference("r.example.com", "a/b-c", "1.0.0")),
        ("oci://registry/platform:1", Reference("registry", "platform", "1")),
        ("oci://localhost:5000/a__b:x", Reference("localhost:5000", "a__b", "x")),
        (f"oci://r.example.com/floe@{DIGEST}", Reference("r.example.com", "floe", None, DIGEST)),
        (f"oci://r/floe:1@{DIGEST}", Reference("r", "floe", "1", DIGEST)),
        ("oci://[::1]:5000/floe:1", Reference("[::1]:5000", "floe", "1")),
    ],
)
def test_an_address_is_read_and_written_the_same(address: str, expected: Reference) -> None:
    assert parse_reference(address) == expected
    assert str(expected) == address


@pytest.mark.parametrize(
    ("address", "message", "suggestion"),
    [
        ("oci://", "'oci://' has no host", "write oci://host/path:tag"),
        ("oci://r.example.com", "'oci://r.example.com' has no path behind the host", "write oci"),
        ("oci://r.example.com/", "'oci://r.example.com/' has no path behind the host", "write"),
        ("oci://r_x/floe", "'r_x' is not the name of a host", "write oci://host/path:tag"),
        ("oci://r:0/floe", "'0' is not a port", "write a number from 1 to 65535"),
        ("oci://r:99999/floe", "'99999' is not a port", "write a number from 1 to 65535"),
        ("oci://r:x/floe", "'x' is not a port", "write a number from 1 to 65535"),
        ("oci://r/Floe:1", "'Floe' has capital letters, which no path", "use 'floe'"),
        ("oci://r/a//b", "the path of 'oci://r/a//b' has an empty part", "write oci"),
        ("oci://r/a?b", "'a?b' is not a part of a path", "write small letters and digits"),
        ("oci://r/a:", "'' is not a tag", "write letters, digits"),
        ("oci://r/a:.1", "'.1' is not a tag", "write letters, digits"),
        ("oci://r/a@sha256:12", "'sha256:12' is not a digest", "write sha256: and the 64 digits"),
        (f"oci://r/a@sha512:{'0' * 64}", "is not a digest", "write sha256:"),
        (f"oci://r/{'a' * 2_000}", "the address is longer than 1,024 characters", "write oci"),
    ],
)
def test_what_is_wrong_is_said(address: str, message: str, suggestion: str) -> None:
    with pytest.raises(InvalidReference) as caught:
        parse_reference(address)
    assert message in caught.value.message
    assert caught.value.suggestion.startswith(suggestion)


@pytest.mark.parametrize(
    "address",
    [
        "oci://me:hunter22@r/floe:1",
        "oci://token@r",
        "oci://a:b@",
        "OCI://me:hunter22@r/floe:1",
        "oci://me:hunter22/secret@r/floe:1",
        "oci://me:hunter22/secret@r:5000/floe:1",
        "oci://me:p@ss/hunter22@r/floe:1",
        f"oci://me:hunter22@r/floe@{DIGEST}",
        f"oci://me:/hunter22@r/floe@{DIGEST}",
        f"oci://me:hunter22@r/{'a' * 2_000}",
    ],
)
def test_a_password_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(InvalidReference) as caught:
        parse_reference(address)
    said = caught.value.message + caught.value.suggestion
    assert "no user and no password" in said
    assert "hunter22" not in said
    assert "token@" not in said


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        ("localhost", True),
        ("localhost:5000", True),
        ("127.0.0.1:1", True),
        ("127.9.9.9", True),
        ("[::1]:5000", True),
        ("127.0.0.1.example.com", False),
        ("localhost.example.com", False),
        ("10.0.0.1", False),
    ],
)
def test_which_hosts_are_this_machine(host: str, is_loopback: bool) -> None:
    assert Reference(host, "a").is_loopback is is_loopback


def test_a_host_means_the_same_in_capitals() -> None:
    """Docker's configuration and the loopback are looked up by it."""
    assert parse_reference("oci://LocalHost:5000/a:Tag") == Reference("localhost:5000", "a", "Tag")
    assert parse_reference("oci://DOCKER.io/a").account == "https://index.docker.io/v1/"


def test_docker_hub_answers_elsewhere() -> None:
    reference = parse_reference("oci://docker.io/acme/platform:1")
    assert reference.api_host == "registry-1.docker.io"
    assert reference.account == "https://index.docker.io/v1/"

"""Challenges of registries, by the grammar of RFC 9110."""

from __future__ import annotations

import time

import pytest

from floe_lsp.registries.challenges import challenges_in

pytestmark = pytest.mark.requirement("registries")


CASES: list[tuple[str, list[tuple[str, dict[str, str]]]]] = [
    ("", []),
    ('Basic realm="x"', [("basic", {"realm": "x"})]),
    ("BASIC REALM=x", [("basic", {"realm": "x"})]),
    ('Negotiate, Basic realm="x"', [("negotiate", {}), ("basic", {"realm": "x"})]),
    (
        'Bearer realm="https://a/t",service="x", Basic realm="y"',
        [("bearer", {"realm": "https://a/t", "service": "x"}), ("basic", {"realm": "y"})],
    ),
    (
        'NTLM TlRMTVNTUAAC==, Bearer realm = "a, Basic b=\\"c\\"" , scope="p:pull,push"',
        [("ntlm", {}), ("bearer", {"realm": 'a, Basic b="c"', "scope": "p:pull,push"})],
    ),
    (", ,Basic ,", [("basic", {})]),
    ('realm="x"', []),
    ('Basic realm="x', [("basic", {}), ("realm", {})]),
]


@pytest.mark.parametrize(("header", "expected"), CASES)
def test_what_stands_in_a_header(header: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    assert challenges_in(header) == expected


@pytest.mark.parametrize("piece", [" ", ",", "a ", '\\"', "a=", 'a="', "a/"])
def test_a_long_header_takes_no_time(piece: str) -> None:
    begun = time.process_time()
    challenges_in(f"Basic {piece * 30_000}")
    assert time.process_time() - begun < 1.0

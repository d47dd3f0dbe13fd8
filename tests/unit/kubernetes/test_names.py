"""Names of resources and values of labels, from whatever floe allows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.kubernetes.names import (
    is_dns_label,
    is_dns_name,
    is_label,
    label_value,
    resource_name,
)

pytestmark = pytest.mark.requirement("floe deploy render")

_DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
"""As the messages of Kubernetes quote it."""
_LABEL_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")


@pytest.mark.parametrize("name", ["orders", "customer-360", "a", "o" * 52])
def test_a_name_that_a_cluster_takes_stays(name: str) -> None:
    assert resource_name(name) == name


@pytest.mark.parametrize("name", ["orders-", "o" * 53, "Orders", "a_b", "---", "é", "a.b"])
def test_any_other_name_is_shortened_and_keeps_apart(name: str) -> None:
    made = resource_name(name)
    assert _DNS_LABEL.fullmatch(made)
    assert len(made) <= 52
    assert made != resource_name(name + "x")


def test_long_names_that_begin_alike_stay_two() -> None:
    assert resource_name("o" * 60 + "-a") != resource_name("o" * 60 + "-b")


@given(st.text(max_size=130))
def test_every_name_results_in_one_that_a_cluster_takes(name: str) -> None:
    assert _DNS_LABEL.fullmatch(resource_name(name))
    assert len(resource_name(name)) <= 52
    value = label_value(name)
    assert _LABEL_VALUE.fullmatch(value)
    assert len(value) <= 63


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("data", True),
        ("a" * 63, True),
        ("a" * 64, False),
        ("Data", False),
        ("a-", False),
        ("", False),
    ],
)
def test_which_texts_are_names(text: str, is_one: bool) -> None:
    assert is_dns_label(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("logins", True),
        ("team-a.logins", True),
        ("a.1", True),
        (".".join(["a" * 63] * 3 + ["a" * 61]), True),
        (".".join(["a" * 63] * 3 + ["a" * 62]), False),
        ("a..b", False),
        (".a", False),
        ("a.", False),
        ("-bad-.-bad-", False),
        ("A.b", False),
        ("", False),
    ],
)
def test_which_texts_are_names_of_several_labels(text: str, is_one: bool) -> None:
    assert is_dns_name(text) is is_one


@pytest.mark.parametrize(
    ("key", "value", "is_one"),
    [
        ("app", "proxy", True),
        ("app.kubernetes.io/name", "Orders_1.0", True),
        ("app", "", True),
        ("a b", "c", False),
        ("a", "c d", False),
        ("", "c", False),
        ("/a", "c", False),
        ("a/", "c", False),
        ("a/b/c", "d", False),
        ("Team/a", "c", False),
        ("a", "-c", False),
        ("a" * 64, "c", False),
        ("a", "c" * 64, False),
    ],
)
def test_which_labels_a_cluster_takes(key: str, value: str, is_one: bool) -> None:
    assert is_label(key, value) is is_one

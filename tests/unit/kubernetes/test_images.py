"""Images are named by the tag of a version or a digest, and by nothing that moves."""

from __future__ import annotations

import pytest

from floe_lsp.kubernetes.images import image_problem

pytestmark = pytest.mark.requirement("floe deploy render")

_DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "reference",
    [
        "orders:1.4.0",
        "registry.example.com/data/orders:1.4.0",
        "registry.example.com:5000/orders:v2",
        "localhost:5000/orders:2026-12-01",
        f"orders@{_DIGEST}",
        f"registry.example.com/a/b-c__d.e:1@{_DIGEST}",
        f"registry.example.com/orders:latest@{_DIGEST}",
        "[2001:db8::1]:5000/orders:1",
    ],
)
def test_a_pinned_image_will_do(reference: str) -> None:
    assert image_problem(reference) is None


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("orders", "says no version"),
        ("registry.example.com:5000/orders", "says no version"),
        ("orders:latest", "may be another image tomorrow"),
        ("", "is not an image"),
        ("Orders:1", "is not an image"),
        ("orders:", "is not an image"),
        ("orders:1.0 --privileged", "is not an image"),
        ("orders:1\nfoo: bar", "is not an image"),
        ("orders@sha256:abc", "is not an image"),
        ("https://registry.example.com/orders:1", "is not an image"),
        ("/orders:1", "is not an image"),
        ("a" * 256 + ":1", "is not an image"),
        ("a/" * 50_000 + "!", "is not an image"),
    ],
)
def test_any_other_is_refused(reference: str, why: str) -> None:
    problem = image_problem(reference)
    assert problem is not None
    assert why in problem

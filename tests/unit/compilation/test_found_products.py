"""A file is found by its path when a search of its folder yields it, and only then."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from floe_lsp.compilation.load.workspace import find_products, is_found

pytestmark = pytest.mark.requirement("robustness")


@pytest.mark.parametrize(
    ("first", "found"),
    [
        ("nothing", "floe.yml"),
        ("file", "floe.yaml"),
        ("folder", "floe.yml"),
        ("pipe", "floe.yaml"),
        ("link to nothing", "floe.yaml"),
    ],
)
def test_one_product_a_folder(first: str, found: str, tmp_path: Path) -> None:
    usual, other = (tmp_path / name for name in ("floe.yaml", "floe.yml"))
    other.touch()
    if first == "file":
        usual.touch()
    elif first == "folder":
        usual.mkdir()
    elif first == "pipe":
        os.mkfifo(usual)
    elif first == "link to nothing":
        usual.symlink_to("nowhere")
    assert list(find_products(tmp_path)) == [tmp_path / found]
    assert is_found(tmp_path / found, tmp_path)
    assert is_found(other, tmp_path) is (found == other.name)
    assert not is_found(tmp_path / "manifest.yaml", tmp_path)

"""What tools made or fetched is looked for nowhere: the same folders, whoever looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Sources
from floe_lsp.compilation.load.workspace import find_products, is_searched
from floe_lsp.dbt.files import folders_below

OF_TOOLS = [
    ".git",
    "__pycache__",
    "dbt_modules",
    "dbt_packages",
    "node_modules",
    "site-packages",
    "target",
    "venv",
]


@pytest.mark.parametrize("name", OF_TOOLS)
def test_nobody_looks_into_them(tmp_path: Path, name: str) -> None:
    own, made = (tmp_path / each / "orders/floe.yaml" for each in ("products", name))
    for file in (own, made):
        file.parent.mkdir(parents=True)
        file.touch()
    if name == "venv":
        (tmp_path / name / "pyvenv.cfg").touch()
    assert list(find_products(tmp_path)) == [own]
    assert is_searched(own, tmp_path)
    assert not is_searched(made, tmp_path)
    below = {folder for folder, _ in folders_below(tmp_path, Sources())}
    assert below == {tmp_path, own.parent.parent, own.parent}


@pytest.mark.parametrize("name", OF_TOOLS)
def test_who_names_one_looks_into_it(tmp_path: Path, name: str) -> None:
    file = tmp_path / name / "orders/floe.yaml"
    file.parent.mkdir(parents=True)
    file.touch()
    assert list(find_products(tmp_path / name)) == [file]
    assert file.parent in {folder for folder, _ in folders_below(tmp_path / name, Sources())}

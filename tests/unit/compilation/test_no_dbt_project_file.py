"""What stands in the place of ``dbt_project.yml`` and is not read: told of, and not quoted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.compilation import compile_pipeline

pytestmark = pytest.mark.requirement("security")

HELP = "put the project's own file there, or remove what is there if dbt is not used"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("pipe", "it is a pipe"), ("link", "it is a link that leads out of the product")],
)
def test_it_is_told_why_and_what_to_do(kind: str, reason: str, tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    for name, text in DEFAULT_FILES.items():
        _ = (folder / name).write_text(text, encoding="utf-8")
    place = folder / "dbt_project.yml"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        _ = (tmp_path / "passwd").write_text("root:x:0:0:hunter2\n", encoding="utf-8")
        place.symlink_to(tmp_path / "passwd")
    (found,) = compile_pipeline(folder / "floe.yaml").diagnostics
    assert (found.code, found.location.path) == ("E406", place)
    assert found.message == f"dbt_project.yml cannot be read: {reason}"
    assert found.suggestion == HELP

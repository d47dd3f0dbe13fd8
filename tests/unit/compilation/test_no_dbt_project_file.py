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


@pytest.mark.parametrize("place", ["real", "repository/real"])
def test_a_link_is_followed_as_far_as_the_repository_goes(place: str, tmp_path: Path) -> None:
    folder = tmp_path / "repository/orders"
    for made in (folder / "models", tmp_path / "repository/.git", tmp_path / place):
        made.mkdir(parents=True)
    _ = (folder / "models/stg_orders.sql").write_text("select 1", encoding="utf-8")
    for name, text in DEFAULT_FILES.items():
        _ = (folder / name).write_text(text, encoding="utf-8")
    real = tmp_path / place / "dbt_project.yml"
    _ = real.write_text("name: orders\nprofile: of_all\n", encoding="utf-8")
    (folder / "dbt_project.yml").symlink_to(real)
    done = compile_pipeline(folder / "floe.yaml")
    if place == "real":
        reason = "it is a link that leads out of the repository"
        assert [each.message for each in done.diagnostics] == [
            f"dbt_project.yml cannot be read: {reason}"
        ]
    else:
        assert done.diagnostics == ()
        assert done.artifacts is not None
        assert list(done.artifacts.dbt_profiles or {}) == ["of_all"]

"""``..`` behind a link leads where the system leads, and the path that was opened is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import floe

from corpus import DEFAULT_FILES

pytestmark = pytest.mark.requirement(
    "linked folders: `..` is resolved as the system does and the opened path is shown; links not "
    "followed are named once"
)

PRODUCT, MANIFEST = DEFAULT_FILES["floe.yaml"], DEFAULT_FILES["manifest.yaml"]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """``a/lnk`` leads to ``b/c``; of two products only that of ``b`` can be compiled."""
    for name, text in (("a", PRODUCT.replace("orders", "Bad Name")), ("b", PRODUCT)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "floe.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b" / "c").mkdir()
    (tmp_path / "a" / "lnk").symlink_to(Path("..", "b", "c"))
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def test_a_product_behind_a_link(work: Path) -> None:
    done = floe("compile", "-s", "a/lnk/..", cwd=work)
    assert done.code == 0
    assert "artifact  b/target/compiled_artifacts.json" in done.out
    assert (work / "b" / "target" / "compiled_artifacts.json").is_file()
    assert not (work / "a" / "target").exists()
    for path in ("a/lnk/..", "a/lnk/../floe.yaml"):
        assert floe("check", path, cwd=work).out.startswith(
            "1 product checked, no problems found\n"
        )
    done = floe("check", "a/lnk/../gone.yaml", cwd=work)
    assert "b/gone.yaml" in done.err


def test_an_output_behind_a_link(work: Path) -> None:
    done = floe("compile", "-s", "b", "-o", "a/lnk/../out.json", cwd=work)
    assert "artifact  b/out.json" in done.out
    assert (work / "b" / "out.json").is_file()


def test_a_manifest_behind_a_link(work: Path) -> None:
    (work / "b" / "own.yaml").write_text(MANIFEST, encoding="utf-8")
    product = work / "a" / "floe.yaml"
    product.write_text(f"{PRODUCT}platform:\n  manifest: lnk/../own.yaml\n", encoding="utf-8")
    assert floe("check", product, cwd=work).code == 0
    assert floe("check", "b", "-m", "a/lnk/../own.yaml", cwd=work).code == 0
    (work / "b" / "own.yaml").write_text("a: [", encoding="utf-8")
    done = floe("check", product, "--format", "json", cwd=work)
    assert {each["file"] for each in json.loads(done.out)["diagnostics"]} == {"a/floe.yaml"}


def test_the_same_product_by_both_names(work: Path) -> None:
    inner = work / "b" / "c" / "floe.yaml"
    inner.write_text(f"{PRODUCT}platform:\n  manifest: ../own.yaml\n", encoding="utf-8")
    (work / "b" / "own.yaml").write_text(MANIFEST, encoding="utf-8")
    assert floe("check", "b/c/floe.yaml", cwd=work).code == 0
    assert floe("check", "a/lnk/floe.yaml", cwd=work).code == 0


def test_links_that_are_not_followed_are_named_once(work: Path) -> None:
    (work / "b" / "again").symlink_to(work / "a")
    (work / "b" / "node_modules").symlink_to(work / "a")
    (work / "b" / "file").symlink_to(work / "manifest.yaml")
    done = floe("check", ".", "a", "b", cwd=work)
    (line,) = [each for each in done.err.splitlines() if "not searched" in each]
    assert line == (
        "not searched: 2 linked folders, a/lnk, b/again; name one to check what is in it"
    )
    assert "not searched" not in floe("check", ".", "--quiet", cwd=work).err
    assert "not searched" not in floe("check", "b/c", cwd=work).err


def test_a_path_that_no_file_can_have_is_wrong_usage(work: Path) -> None:
    for command in (("check",), ("compile", "-s"), ("compile", "-o"), ("check", "-m")):
        done = floe(*command, "a/" * 20_000, cwd=work)
        assert done.code == 2
        assert "is not the path of a file: it is longer than 4,096 bytes" in done.err

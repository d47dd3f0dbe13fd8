"""Which paths a file can have, and where ``..`` leads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from floe_lsp.files.paths import MOST_BYTES, absolute, obstacle

pytestmark = pytest.mark.requirement("robustness")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a/" * 20_000, "longer than 4,096 bytes"),
        ("ä" * (MOST_BYTES // 2 + 1), "longer than 4,096 bytes"),
        ("a/\ud800", "half of a pair"),
        ("a\0b", "NUL"),
    ],
)
def test_what_no_file_can_have(path: str, reason: str) -> None:
    assert reason in (obstacle(path) or "")


@pytest.mark.parametrize("path", ["", "floe.yaml", "a" * MOST_BYTES, "ä" * (MOST_BYTES // 2)])
def test_what_one_may_have(path: str) -> None:
    assert obstacle(path) is None


def test_a_name_that_is_not_text_may_be_one() -> None:
    assert obstacle(os.fsdecode(b"/a/\xff.yaml")) is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """``a/lnk`` leads to ``b/c``, and ``loop`` to itself."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b" / "c" / "d").mkdir(parents=True)
    (tmp_path / "a" / "lnk").symlink_to(tmp_path / "b" / "c")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    return tmp_path


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("a/lnk", "a/lnk"),
        ("a/lnk/d", "a/lnk/d"),
        ("a/lnk/d/..", "a/lnk"),
        ("a/lnk/..", "b"),
        ("a/lnk/../x.yaml", "b/x.yaml"),
        ("a/lnk/d/../../x.yaml", "b/x.yaml"),
        ("a/./gone/../x.yaml", "a/x.yaml"),
        ("loop/../x.yaml", "x.yaml"),
        ("a/" + "../a/" * 200 + "lnk", "a/lnk"),
    ],
)
def test_what_is_named_is_what_the_system_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch, named: str, meant: str
) -> None:
    monkeypatch.chdir(folder)
    for given in (Path(named), named, folder / named):
        assert absolute(given) == folder / meant


def test_above_the_root_is_the_root() -> None:
    assert absolute("/../../etc") == Path("/etc")


def test_nothing_of_another_computer_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_at(path: str) -> bool:
        raise AssertionError(path)

    monkeypatch.setattr(os.path, "islink", looked_at)
    assert str(absolute("//host/share/a/../m.yaml")) == "//host/share/m.yaml"

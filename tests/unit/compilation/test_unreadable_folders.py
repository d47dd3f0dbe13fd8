"""A folder that may not be read is named; what stands in it was not checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from floe_lsp.compilation.load.workspace import find_products
from floe_lsp.compilation.sources import Sources
from floe_lsp.files import reading

pytestmark = pytest.mark.requirement("security")


def locked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder refuse to be read, as for anybody but root."""
    scan = os.scandir

    def refusing(path: Path) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(reading.os, "scandir", refusing)


def products(folder: Path) -> tuple[list[Path], list[tuple[Path, str | None]]]:
    unreadable: list[tuple[Path, str | None]] = []
    found = list(
        find_products(folder, lambda path, error: unreadable.append((path, error.strerror)))
    )
    return found, unreadable


def test_the_others_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "secret", "z"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "floe.yaml").touch()
    locked(tmp_path / "secret", monkeypatch)
    found, unreadable = products(tmp_path)
    assert found == [tmp_path / "a" / "floe.yaml", tmp_path / "z" / "floe.yaml"]
    assert unreadable == [(tmp_path / "secret", "Permission denied")]


def test_what_is_not_searched_anyway_is_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "node_modules").mkdir()
    locked(tmp_path / "node_modules", monkeypatch)
    assert products(tmp_path) == ([], [])


def test_a_folder_of_the_system_is_not_searched(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("/proc/self")
    assert products(link) == ([], [(link, "it is a folder of the system")])


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none"
    assert products(path) == ([], [(path, "No such file or directory")])


def test_a_folder_that_may_be_read_again_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rights of a folder change without its time."""
    _ = (tmp_path / "a.sql").write_bytes(b"")
    os.utime(tmp_path, (1, 1))
    sources = Sources()
    with monkeypatch.context() as patched:
        locked(tmp_path, patched)
        assert sources.folder(tmp_path).files == ()
    assert sources.folder(tmp_path).files == ("a.sql",)


def test_check_names_it(tmp_path: Path) -> None:
    """As another user than root, whom no rights stop."""
    for name in ("a", "secret"):
        (tmp_path / name).mkdir()
    product = "apiVersion: floe.dev/v1\nkind: FloeSpec\n"
    _ = (tmp_path / "a" / "floe.yaml").write_text(product, encoding="utf-8")
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.name.startswith(("pytest-", "popen-")):
            parent.chmod(0o755)
    (tmp_path / "secret").chmod(0)
    code = (
        "import contextlib, io, os, sys\n"
        "from floe_lsp.cli.main import main\n"
        # All modules are there before nobody looks for them, who may not read those of root.
        "with contextlib.redirect_stdout(io.StringIO()): main(['check', '--format', 'concise'])\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, "check", "--format", "concise", "."],
            cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip
    finally:
        (tmp_path / "secret").chmod(0o755)
    assert done.returncode == 1, done.stderr
    said = "'secret' cannot be searched for products: permission denied"
    assert f"secret:1:1: warning[E001]: {said}" in done.stdout
    assert "a/floe.yaml:1:1: error[E103]" in done.stdout

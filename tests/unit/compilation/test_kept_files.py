"""A file that was read is kept until anything of it changes, and only files are read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from floe_lsp.compilation.sources import Sources
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("robustness")

OLD, SAME_SIZE, LONGER = "a: 1\n", "b: 2\n", "a: 12\n"


def _later(file: Path) -> None:
    status = file.stat()
    _ = file.write_text(SAME_SIZE, encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def _longer_at_the_same_time(file: Path) -> None:
    status = file.stat()
    _ = file.write_text(LONGER, encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _another_file_at_the_same_time(file: Path) -> None:
    status = file.stat()
    other = file.with_name("other.yaml")
    _ = other.write_text(SAME_SIZE, encoding="utf-8")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(file)


@pytest.mark.parametrize(
    "change", [_later, _longer_at_the_same_time, _another_file_at_the_same_time]
)
def test_a_change_of_one_thing_is_a_change(change: Callable[[Path], None], tmp_path: Path) -> None:
    """A checkout keeps sizes, a copy keeps times, a new file may have both of the old one."""
    file, sources = tmp_path / "floe.yaml", Sources()
    _ = file.write_text(OLD, encoding="utf-8")
    before, state = sources.document(file), sources.state(file)
    assert before.text.text == OLD
    assert sources.document(file) is before
    assert sources.state(file) == state
    change(file)
    assert sources.document(file).text.text == file.read_text(encoding="utf-8")
    assert sources.document(file).text.text != OLD
    assert sources.state(file) != state


def test_a_buffer_stands_for_the_file_while_it_is_open(tmp_path: Path) -> None:
    file, sources = tmp_path / "floe.yaml", Sources()
    _ = file.write_text(OLD, encoding="utf-8")
    on_disk = sources.state(file)
    assert not sources.is_unsaved(file)
    _ = sources.open(file, SourceText(OLD))
    assert not sources.is_unsaved(file)
    _ = sources.open(file, SourceText(SAME_SIZE))
    assert sources.is_unsaved(file)
    assert sources.document(file).text.text == SAME_SIZE
    assert sources.state(file) != on_disk
    sources.close(file)
    assert sources.document(file).text.text == OLD
    assert sources.state(file) == on_disk
    sources.close(file)


def test_an_open_buffer_is_a_file_that_nothing_on_disk_has_to_be(tmp_path: Path) -> None:
    file, sources = tmp_path / "floe.yaml", Sources()
    assert not sources.is_file(file)
    _ = sources.open(file, SourceText(OLD))
    assert sources.is_file(file)
    assert sources.is_unsaved(file)
    assert not sources.exists(file)


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    pipe, sources = tmp_path / "pipe", Sources()
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, Path("/dev/zero")):
        with pytest.raises(OSError, match=r"."):
            _ = sources.document(path)
        assert sources.text(path) is None
        assert not sources.is_file(path)

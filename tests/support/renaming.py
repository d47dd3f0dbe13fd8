"""Makes what a rename results in, as an editor does in which the person agrees to everything."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from floe_lsp.compilation.diagnostics import Edit, apply_edits
from floe_lsp.ide.rename import RenameResult


def all_edits(result: RenameResult) -> list[Edit]:
    """Return the edits of a rename, those that are asked for too."""
    return [*result.edits, *(each.edit for each in result.edits_to_confirm)]


def write(edits: Iterable[Edit]) -> None:
    """Write edits into the files on the disk, each file once."""
    by_path: dict[Path, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.location.path, []).append(edit)
    for path, own in by_path.items():
        before = path.read_bytes().decode("utf-8")
        assert before == own[0].location.text.text
        _ = path.write_bytes(apply_edits(before, own).encode("utf-8"))


def make(result: RenameResult) -> None:
    """Make a rename on the disk: its edits first, then the files."""
    write(all_edits(result))
    for each in result.file_renames:
        assert not each.new.exists()
        _ = each.old.rename(each.new)

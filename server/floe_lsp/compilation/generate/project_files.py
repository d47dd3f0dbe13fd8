"""Which files that a command is to write are the dbt project's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from floe_lsp.compilation.sources import Sources
from floe_lsp.files.status import is_there
from floe_lsp.files.targets import stands_below

from .ownership import is_ours_at


def files_of_the_project(
    targets: Iterable[tuple[Path, Callable[[bytes], bool]]], folder: Path, sources: Sources
) -> list[Path]:
    """Return those of some files that stand in the folders of a dbt project, and are not floe's.

    What floe wrote into one of the folders is one of the project's files by its place alone.

    Args:
        targets: Each file that is to be written, and what tells that floe wrote a content there.
        folder: The folder of the product.
        sources: Where the dbt project is read.
    """
    others = [path for path, is_ours in targets if is_there(path) and not is_ours_at(path, is_ours)]
    if not others:
        return []
    project = sources.dbt_projects.read(folder).project
    named = () if project is None else project.folders
    return [path for path in others if stands_below(path, folder, named)]

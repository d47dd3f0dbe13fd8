"""What the paths of a command line stand for: files themselves, or the products below folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from floe_lsp.compilation import Diagnostic
from floe_lsp.compilation.load.loader import (
    no_product,
    not_found_by_its_name,
    unreadable_folder,
)
from floe_lsp.compilation.load.workspace import find_products, not_followed
from floe_lsp.files.names import TOOL_FOLDERS
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_folder
from floe_lsp.reporting.paths import display_path

from .printing import complain

NOT_SEARCHED = "links, hidden folders, virtual environments and " + ", ".join(sorted(TOOL_FOLDERS))
"""What a search leaves out, for the help of a command."""


class Search:
    """Looks for products below folders, and keeps what is to be said of where it did not look."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._links: dict[Path, None] = {}
        """Linked folders, each once, in the order in which they were found."""
        self._misspelt: set[Path] = set()
        self.folders: list[Path] = []
        """Those that were named and searched."""

    def files(self, paths: Sequence[Path]) -> list[Path]:
        """Return the files that are meant, by their whole paths."""
        # A product counts once, however often it is named: ``floe check . ./floe.yaml``.
        files: dict[Path, None] = {}
        for path in map(absolute, paths):
            if is_folder(path):
                self.folders.append(path)
            found = list(self.below(path)) if is_folder(path) else [path]
            if not found and not any(each.is_relative_to(path) for each in self._misspelt):
                self.diagnostics.append(no_product(path))
            files.update(dict.fromkeys(found))
        return list(files)

    def below(self, folder: Path) -> Iterator[Path]:
        """Yield the products below a folder."""

        def not_searched(at: Path, error: OSError) -> None:
            self.diagnostics.append(unreadable_folder(at, error))

        def linked(link: Path) -> None:
            self._links[link] = None

        def misspelt(file: Path) -> None:
            self._misspelt.add(file)
            self.diagnostics.append(not_found_by_its_name(file))

        return find_products(folder, not_searched, linked, misspelt)

    def name_links(self, verb: str) -> None:
        """Say on standard error which linked folders were not searched.

        Args:
            verb: What the command does with what it finds, such as ``check``.
        """
        if self._links:
            names = [display_path(each, Path.cwd()) for each in self._links]
            complain(not_followed(names, f"name one to {verb} what is in it"))

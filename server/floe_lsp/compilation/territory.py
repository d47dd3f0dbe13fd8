"""Which paths are still of interest, for whatever keeps something by path."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")


class Territory:
    """Some files, the folders that they stand in, and all that lies below some products."""

    def __init__(self, files: Iterable[Path], products: Iterable[Path]) -> None:
        """Take the files that are known, and those of them that are products."""
        self._files = set(files)
        self._folders = {folder for file in self._files for folder in file.parents}
        self._homes = {product.parent for product in products}

    def holds(self, path: Path) -> bool:
        """Whether anything that is known may ask for a path again."""
        if path in self._files or path in self._folders or path in self._homes:
            return True
        return not self._homes.isdisjoint(path.parents)

    def keep(self, entries: dict[Path, Value]) -> None:
        """Drop what is kept of all other paths; other threads may use the entries meanwhile."""
        for path in list(entries):
            if not self.holds(path):
                entries.pop(path, None)

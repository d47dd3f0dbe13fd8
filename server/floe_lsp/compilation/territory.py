"""Which paths are still of interest, for whatever keeps something by path."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")


class Territory:
    """Some files, the folders that they stand in, and all that lies below some products."""

    def __init__(self, files: Iterable[Path], products: Iterable[Path]) -> None:
        """Take the files that are known, and those of them that are products."""
        self._files = set(files)
        # Not each folder above each of them, which would be the square of a path's length.
        self._in_order = sorted(os.path.normcase(file) for file in self._files)
        self._homes = {product.parent for product in products}

    def holds(self, path: Path) -> bool:
        """Whether anything that is known may ask for a path again."""
        if path in self._files or path in self._homes or self._is_above_a_file(path):
            return True
        return not self._homes.isdisjoint(path.parents)

    def _is_above_a_file(self, path: Path) -> bool:
        below = os.path.join(os.path.normcase(path), "")  # noqa: PTH118 - with a separator at its end
        first = bisect_left(self._in_order, below)
        return first < len(self._in_order) and self._in_order[first].startswith(below)

    def keep(self, entries: dict[Path, Value]) -> None:
        """Drop what is kept of all other paths; other threads may use the entries meanwhile."""
        for path in list(entries):
            if not self.holds(path):
                entries.pop(path, None)

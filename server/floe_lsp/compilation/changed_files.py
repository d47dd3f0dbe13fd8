"""Files as they would be: other sources with texts over them that nobody has typed yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from floe_lsp.syntax import SourceText

from .documents import Document
from .sources import Sources


class ChangedFiles(Sources):
    """Sources with some files changed; those below never see it."""

    def __init__(self, below: Sources, texts: Mapping[Path, SourceText]) -> None:
        """Begin with the texts of the changed files, by path."""
        super().__init__(trusted=below.trusted)
        self._below = below
        self._changed = frozenset(texts)
        for path, text in texts.items():
            self.open(path, text)

    def document(self, path: Path) -> Document:
        """Return a changed file, or one as those below have it."""
        return super().document(path) if path in self._changed else self._below.document(path)

    def is_file(self, path: Path) -> bool:
        """Whether a file stands at ``path``, changed or as it was."""
        return path in self._changed or self._below.is_file(path)

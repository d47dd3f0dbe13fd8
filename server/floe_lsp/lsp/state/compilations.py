"""What the last two stages found, which run when somebody asks for them, until a text changes.

COMPILE and GENERATE look at files that no analysis does, such as dbt_project.yml.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from floe_lsp.compilation import Analysis, Diagnostic

from .files import Files


class Compilations:
    """The newest compilation of each product; few, as each was asked for."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._newest: dict[Path, Analysis] = {}

    def add(self, compiled: Analysis) -> set[Path]:
        """Keep what a compilation found; return the files it, and the one before, are about."""
        before = self.drop(compiled.spec_path)
        self._newest[compiled.spec_path] = compiled
        return before | _places(compiled)

    def drop(self, product: Path) -> set[Path]:
        """Forget what a compilation of a product found; return the files it was about."""
        compiled = self._newest.pop(product, None)
        return set() if compiled is None else _places(compiled)

    def drop_outdated(self, product: Path) -> set[Path]:
        """Forget it if a text has changed since; return the files it was about."""
        compiled = self._newest.get(product)
        return set() if compiled is None or self._is_current(compiled) else self.drop(product)

    def found_in(self, path: Path) -> Iterator[Diagnostic]:
        """Yield what holds of a file."""
        for compiled in self._newest.values():
            found = [each for each in compiled.diagnostics if each.location.path == path]
            if found and self._is_current(compiled):
                yield from found

    def _is_current(self, compiled: Analysis) -> bool:
        read = {compiled.spec_path: compiled.product, **{it.path: it for it in compiled.manifests}}
        # A product that could not be read may have come to be since.
        return all(self._files.document(path) is document for path, document in read.items())


def _places(analysis: Analysis) -> set[Path]:
    return {found.location.path for found in analysis.diagnostics}

"""What each file says now: the editor's buffers over the disk, read and parsed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from floe_lsp.compilation import Document, Sources
from floe_lsp.compilation.load.file_kind import FileKind, kind_of
from floe_lsp.compilation.sources import Buffer
from floe_lsp.compilation.territory import Territory
from floe_lsp.files.names import SPEC_NAMES

from .documents import DocumentStore, OpenDocument

if TYPE_CHECKING:
    from floe_lsp.registries.manifests import CachedManifests

_LOOKED_AGAIN_AFTER = 2
"""Seconds after which files are looked at although no change was told of."""


class Files:
    """The files of one conversation. Written on the event loop's thread, read on every thread."""

    def __init__(
        self,
        store: DocumentStore,
        *,
        watched: Callable[[Path], bool] = lambda _: False,
        trusted: bool = True,
    ) -> None:
        """Begin with nothing read.

        Args:
            store: The open documents.
            watched: Whether the editor tells of each change on disk below a folder; of none if not
                given.
            trusted: As of ``Sources``.
        """
        self.sources = Sources(trusted=trusted, manifests=_copies, moment=self._moment)
        self._watched = watched
        self.generation = 0
        """Counts the changes of what any analysis may read: settings, and files but a product's."""
        self._store = store
        self._buffers: dict[Path, Buffer] = {}
        self._last_good: dict[Path, Document] = {}

    def open(self, document: OpenDocument) -> None:
        """Let a document stand for its file from now on."""
        self._buffers[document.path] = self.sources.open(document.path, document.text)
        self.changed(document.path)

    def close(self, path: Path) -> None:
        """Let the file on disk count again."""
        self.sources.close(path)
        self._buffers.pop(path, None)
        self.forget(path)
        self.changed(path)

    def changed(self, path: Path | None = None) -> None:
        """Take note that a file is another now, or may be; ``None`` for the settings and the disk.

        What is typed into a product is read by no analysis but its own.
        """
        if path is None or path.name not in SPEC_NAMES:
            self.generation += 1

    def _moment(self, folder: Path) -> object | None:
        # Some changes no editor hears of, such as in folders that its settings leave out: so it is
        # looked again after a while, though not at each keystroke.
        is_told = self._watched(folder)
        return (self.generation, monotonic() // _LOOKED_AGAIN_AFTER) if is_told else None

    def buffer(self, path: Path) -> Buffer | None:
        """Return the text of an open document as it is now."""
        return self._buffers.get(path)

    def document(self, path: Path) -> Document | None:
        """Return the parsed document of a file, ``None`` when it cannot be read."""
        try:
            return self.sources.document(path)
        except OSError:
            return None

    def remember(self, parsed: Document) -> None:
        """Keep a document if it can be read without a mistake."""
        if not parsed.problems:
            self._last_good[parsed.path] = parsed

    def last_good(self, path: Path) -> Document | None:
        """Return the newest version of a file that was analysed and has no syntax error."""
        return self._last_good.get(path)

    def keep(self, territory: Territory) -> None:
        """Drop what was remembered and read of files that nobody asks for any more."""
        territory.keep(self._last_good)
        self.sources.keep(territory)

    def forget(self, path: Path) -> None:
        """Drop what was remembered of a file."""
        self._last_good.pop(path, None)

    def kind_of(self, parsed: Document) -> FileKind | None:
        """Return what kind of file a document is, ``None`` for one of another program.

        So it is of an open copy of a registry's manifest, in which there is nothing to correct.
        """
        if self.sources.is_copy(parsed.path):
            return None
        return kind_of(Path(self.name(parsed.path)), parsed)

    def name(self, path: Path) -> str:
        """Return the name of a file as the editor shows it; a buffer's path has another."""
        document = self._store.at(path)
        return path.name if document is None else document.name


def _copies() -> CachedManifests:
    """Return the copies of manifests of registries, as an editor takes them."""
    # Most products name none.
    from floe_lsp.registries.manifests import CachedManifests  # noqa: PLC0415
    from floe_lsp.registries.trust import SignatureTrust  # noqa: PLC0415

    return CachedManifests(trust=replace(SignatureTrust.of_environment(), is_of_editor=True))

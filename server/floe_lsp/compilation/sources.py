"""Reading files: the editor's buffers over the disk, with parsed documents cached.

The files of a product are read in no other way, so a stage that is given ``Sources`` is a pure
function of them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from floe_lsp.files.reading import read, read_bytes, read_whole
from floe_lsp.files.status import is_file, is_folder, is_there, status_of
from floe_lsp.syntax import DEFAULT_LIMITS, SourceText, decode, parse

from .documents import Document
from .folders import FolderCache, FolderListing

if TYPE_CHECKING:
    from floe_lsp.dbt.projects import DbtProjects

_MAX_BYTES = 4 * DEFAULT_LIMITS.characters
"""No text within the limits is longer than this in any encoding; more is not even read."""

_MAX_JSON_BYTES = 256_000_000
"""The manifest that dbt writes has some kilobytes a model; nothing larger is one."""


class Sources:
    """The files that a compilation may read.

    A path is compared as it is given, so callers pass absolute paths.
    """

    def __init__(self) -> None:
        self._buffers: dict[Path, Buffer] = {}
        self._read: dict[Path, tuple[tuple[int, ...], Document]] = {}
        self._keeping = Lock()
        self._folders = FolderCache()
        self._dbt_projects: DbtProjects | None = None

    @property
    def dbt_projects(self) -> DbtProjects:
        """The dbt projects among these files."""
        with self._keeping:
            if self._dbt_projects is None:
                from floe_lsp.dbt.projects import DbtProjects  # noqa: PLC0415 - not for a check

                self._dbt_projects = DbtProjects(self)
            return self._dbt_projects

    def open(self, path: Path, text: SourceText) -> Buffer:
        """Let an editor's buffer stand for the file at ``path`` until ``close``."""
        buffer = Buffer(path, text)
        self._buffers[path] = buffer
        return buffer

    def close(self, path: Path) -> None:
        """Forget the buffer of ``path``; the file on disk counts again."""
        self._buffers.pop(path, None)

    def document(self, path: Path) -> Document:
        """Return the parsed file, from the buffer, the cache or the disk.

        Raises:
            OSError: The file is missing, is not an ordinary one, or may not be read.
        """
        if (buffer := self._buffers.get(path)) is not None:
            return buffer.document()
        if (known := self._known(path, _key(status_of(path)))) is not None:
            return known
        content = read(path, _MAX_BYTES + 1)
        document = _parsed(path, content.data)
        key = _key(content.status)
        with self._keeping:
            # Two threads may have read it at once: documents are told apart by identity.
            if (known := self._known(path, key)) is not None:
                return known
            self._read[path] = (key, document)
        return document

    def _known(self, path: Path, key: tuple[int, ...]) -> Document | None:
        cached = self._read.get(path)
        return cached[1] if cached is not None and cached[0] == key else None

    def is_unsaved(self, path: Path) -> bool:
        """Whether an editor holds a text for ``path`` that the disk does not."""
        buffer = self._buffers.get(path)
        if buffer is None:
            return False
        try:
            content = buffer.document().content
            return read_bytes(path, len(content) + 1) != content
        except OSError:
            return True

    def is_file(self, path: Path) -> bool:
        """Whether a file stands at ``path``, open in the editor or on disk."""
        return path in self._buffers or is_file(path)

    def is_folder(self, path: Path) -> bool:
        """Whether a folder stands at ``path`` on disk."""
        return is_folder(path)

    def exists(self, path: Path) -> bool:
        """Whether anything stands at ``path`` on disk, be it a link that leads nowhere."""
        return is_there(path)

    def folder(self, path: Path) -> FolderListing:
        """Return what stands in a folder on disk, nothing for one that can't be read."""
        return self._folders.list(path)

    def text(self, path: Path) -> str | None:
        """Return the text of any file on disk, ``None`` when it can't be read or is too long."""
        try:
            return decode(read_whole(path, _MAX_BYTES)).text
        except OSError:
            return None

    def json(self, path: Path) -> object:
        """Return the data of a JSON file on disk, ``None`` when it can't be read or is not JSON."""
        try:
            return json.loads(read_whole(path, _MAX_JSON_BYTES))
        except (OSError, ValueError, RecursionError):
            return None

    def state(self, path: Path) -> object:
        """Return what compares unequal after a file or its buffer has changed, appeared or gone."""
        if (buffer := self._buffers.get(path)) is not None:
            return buffer
        try:
            return _key(status_of(path))
        except OSError:
            return None


def _key(status: os.stat_result) -> tuple[int, ...]:
    """What differs between two states of a file."""
    return (status.st_mtime_ns, status.st_size, status.st_ino)


class Buffer:
    """The text of an open document, parsed once, in the first thread that asks for it."""

    def __init__(self, path: Path, text: SourceText) -> None:
        self._path = path
        self._text = text
        self._document: Document | None = None
        self._parsing = Lock()

    def document(self) -> Document:
        """Return the parsed text."""
        with self._parsing:
            if self._document is None:
                content = self._text.text.encode("utf-8", "surrogatepass")
                self._document = _parsed(self._path, content, self._text)
            return self._document


def _parsed(path: Path, content: bytes, text: SourceText | None = None) -> Document:
    """Parse ``content``; ``text`` is given when an editor has decoded it already."""
    if text is None:
        decoded = decode(content)
        text, problems = SourceText(decoded.text), decoded.problems
    else:
        problems = ()
    tree = parse(text)
    return Document(path, content, text, tree, (*problems, *tree.problems))

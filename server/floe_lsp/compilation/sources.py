"""Reading files: the editor's buffers over the disk, with parsed documents cached.

This is the only place that reads (invariant 5), so a stage that is given ``Sources`` is a pure
function of them.
"""

from __future__ import annotations

import stat
from pathlib import Path

from floe_lsp.syntax import DEFAULT_LIMITS, SourceText, decode, parse

from .documents import Document

_MAX_BYTES = 4 * DEFAULT_LIMITS.characters
"""No text within the limits is longer than this in any encoding; more is not even read."""


class Sources:
    """The files that a compilation may read.

    A path is compared as it is given, so callers pass absolute paths.
    """

    def __init__(self) -> None:
        self._buffers: dict[Path, Document] = {}
        self._read: dict[Path, tuple[tuple[int, int, int], Document]] = {}

    def open(self, path: Path, text: SourceText) -> Document:
        """Let an editor's buffer stand for the file at ``path`` until ``close``."""
        document = _parsed(path, text.text.encode("utf-8", "surrogatepass"), text)
        self._buffers[path] = document
        return document

    def close(self, path: Path) -> None:
        """Forget the buffer of ``path``; the file on disk counts again."""
        self._buffers.pop(path, None)

    def document(self, path: Path) -> Document:
        """Return the parsed file, from the buffer, the cache or the disk.

        Raises:
            OSError: The file is missing, is no regular file, or may not be read.
        """
        if (buffer := self._buffers.get(path)) is not None:
            return buffer
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise IsADirectoryError("it is not a file")
        key = (status.st_mtime_ns, status.st_size, status.st_ino)
        cached = self._read.get(path)
        if cached is None or cached[0] != key:
            with path.open("rb") as file:
                cached = (key, _parsed(path, file.read(_MAX_BYTES + 1)))
            self._read[path] = cached
        return cached[1]

    def is_file(self, path: Path) -> bool:
        """Whether a file stands at ``path``, open in the editor or on disk."""
        return path in self._buffers or path.is_file()


def _parsed(path: Path, content: bytes, text: SourceText | None = None) -> Document:
    """Parse ``content``; ``text`` is given when an editor has decoded it already."""
    if text is None:
        decoded = decode(content)
        text, problems = SourceText(decoded.text), decoded.problems
    else:
        problems = ()
    tree = parse(text)
    return Document(path, content, text, tree, (*problems, *tree.problems))

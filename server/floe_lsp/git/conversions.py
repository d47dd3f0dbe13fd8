"""Whether git would store a file in another form than it has in the checkout (gitattributes(5)).

What a filter makes of a file is not known without running it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from .reading import Unreadable, content
from .repository import Repository

_MAX_BYTES = 1024 * 1024
"""Bytes of a file of attributes."""
_CONVERTS = re.compile(rb"(?:^|[ \t])(?:\[attr\]|filter\b|ident\b|working-tree-encoding\b)")
_BY_SUFFIX = re.compile(rb"(?:\*\*/)?\*(\.[A-Za-z0-9._-]+)\Z")
"""A pattern that says at once for which names it is, such as ``*.parquet``."""


def may_be_converted(repository: Repository, parts: tuple[str, ...]) -> bool:
    """Return whether a filter, ``ident`` or an encoding may be set for a file.

    Ends of lines are not counted: those are compared in both forms. Patterns other than
    ``*.parquet`` are taken to fit.

    Args:
        repository: Its attributes are read; those of the user and the machine are not.
        parts: The file, from the work tree on.
    """
    name = os.fsencode(parts[-1])
    try:
        return any(_converts(text, name) for text in _attributes(repository, parts))
    except Unreadable:
        return True


def _attributes(repository: Repository, parts: tuple[str, ...]) -> Iterator[bytes]:
    top = repository.work_tree
    folders = (top.joinpath(*parts[:depth]) for depth in range(len(parts)))
    places = [(each / ".gitattributes", top) for each in folders]
    places.append((repository.common_folder / "info" / "attributes", repository.common_folder))
    for path, folder in places:
        if os.path.lexists(path):
            yield content(path, folder, _MAX_BYTES)


def _converts(attributes: bytes, name: bytes) -> bool:
    for line in attributes.splitlines():
        if line.lstrip().startswith(b"#") or not _CONVERTS.search(line):
            continue
        suffix = _BY_SUFFIX.match(line.split()[0])
        if suffix is None or name.endswith(suffix[1]):
            return True
    return False

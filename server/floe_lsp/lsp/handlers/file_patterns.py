"""Patterns of the files below a folder, as an editor compares them with its documents.

LSP 3.17 ("DocumentFilter") knows a glob over the whole path, with forward slashes; 3.18 also one
that counts from a URI (``RelativePattern``), in which nothing of the folder is read as a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from lsprotocol import types

_IN_PATTERNS = re.compile(r"[*?{}\[\]]")
"""What a pattern reads as something else, so a path that has it cannot be named by one."""


def files_below(
    folder: PurePath, suffixes: Iterable[str], uri: str | None = None
) -> types.GlobPattern | None:
    """Return the pattern of all files below a folder whose names end in one of some suffixes.

    dbt reads files in capital letters too, and patterns tell capitals apart. On Windows they do so
    with the letter of a drive, which editors write in either way; in a URI they settle that.

    Args:
        folder: An absolute path, of whatever system.
        suffixes: With their dots, in small letters.
        uri: The folder's, for an editor that takes patterns that count from one.

    Returns:
        ``None`` where no pattern can name the folder.
    """
    endings = [each.removeprefix(".") for each in suffixes]
    names = ",".join((*endings, *map(str.upper, endings)))
    below = f"**/*.{{{names}}}"
    if uri is not None:
        return types.RelativePattern(uri, below)
    path = folder.as_posix().rstrip("/")
    if _IN_PATTERNS.search(path):
        return None
    if re.match(r"[A-Za-z]:", folder.drive):
        path = f"{{{path[0].lower()},{path[0].upper()}}}{path[1:]}"
    return f"{path}/{below}"

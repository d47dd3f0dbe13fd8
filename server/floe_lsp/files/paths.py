"""Paths as a person or a file writes them: which of them a file can have, and where they lead.

Whatever is kept or looked up by path comes through here first, from a URI, a setting, a field of a
file or the command line.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import Final

from .elsewhere import is_elsewhere

MOST_BYTES: Final = 4_096
"""Bytes of a path: ``PATH_MAX`` of Linux, and more than other systems take unless asked to.

A path costs the square of its length, since each folder above it is a path of its own.
"""


def obstacle(path: str | PurePath) -> str | None:
    """Return why no file can have a path, to go on a sentence with; ``None`` if one can."""
    text = str(path)
    # Counted before they are encoded, which costs the length of it once more.
    if len(text) > MOST_BYTES:
        return f"it is longer than {MOST_BYTES:,} bytes"
    try:
        length = len(os.fsencode(text))
    except UnicodeEncodeError:
        return "it contains half of a pair of UTF-16, which is not a character"
    if length > MOST_BYTES:
        return f"it is longer than {MOST_BYTES:,} bytes"
    return "it contains the character NUL" if "\0" in text else None


def absolute(path: str | PurePath) -> Path:
    """Return a path from the root, with links as they were named, ``..`` behind one followed.

    ``..`` leads to the folder in which the end of a link stands, as for every program that opens
    the path; by the names alone another file would be shown than the one that is opened. Windows
    goes by the names.
    """
    whole = Path(os.path.join(os.getcwd(), path))  # noqa: PTH109, PTH118 - as ``abspath`` does
    if os.name == "nt" or os.pardir not in whole.parts or is_elsewhere(str(whole)):
        return Path(os.path.abspath(whole))  # noqa: PTH100 - keeps links as they were named
    reached = Path(whole.anchor)
    for part in whole.parts[1:]:
        if part != os.pardir:
            reached /= part
            continue
        is_link = os.path.islink(reached)  # noqa: PTH114 - ``Path`` raises for what no file can have
        reached = Path(os.path.realpath(reached) if is_link else reached).parent
    return reached

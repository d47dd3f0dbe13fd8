"""Whether a file of a checkout is the one of its commit."""

from __future__ import annotations

import hashlib
import os

from .conversions import Attributes
from .objects import FOLDER_MODE, Objects
from .reading import content
from .repository import Repository

_MAX_FILE = 16 * 1024 * 1024
"""Bytes; no input of a compilation is as long."""
_FILES = (b"100644", b"100755", b"100664")


def differs(
    repository: Repository,
    objects: Objects,
    attributes: Attributes,
    root: str,
    parts: tuple[str, ...],
) -> bool | None:
    """Return whether the text of a file differs from that in a tree; ``None`` when it is unknown.

    Args:
        repository: Whose checkout it is.
        objects: The repository's trees.
        attributes: The repository's, which say what git would convert.
        root: The id of the commit's tree.
        parts: The file, from the work tree on.

    Raises:
        Unreadable: The file or a tree cannot be read.
    """
    mode, number = FOLDER_MODE, root
    for part in parts:
        if mode != FOLDER_MODE:
            return None  # a submodule, whose files have a commit of their own
        entry = objects.entry(number, os.fsencode(part))
        if entry is None:
            return True
        mode, number = entry
    if mode not in _FILES:
        return None
    top = repository.work_tree
    text = content(top.joinpath(*parts), top, _MAX_FILE)
    if _blob(text, number) == number:
        return False
    unix = text.replace(b"\r\n", b"\n")
    if number in {_blob(unix, number), _blob(unix.replace(b"\n", b"\r\n"), number)}:
        return None  # the same lines; whether git says so is a matter of its settings
    return None if attributes.may_convert(parts) else True


def _blob(text: bytes, like: str) -> str:
    """Return the id of a file's content, by the digest that another id was made with."""
    # SHA-1 where the repository was made with it: an id to compare, not a signature.
    digest = hashlib.sha1(usedforsecurity=False) if len(like) == 40 else hashlib.sha256()
    digest.update(b"blob %d\0" % len(text))
    digest.update(text)
    return digest.hexdigest()

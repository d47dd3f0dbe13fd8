"""URIs as editors write them, and the paths that they stand for (RFC 3986, RFC 8089)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

_AFTER_PATH = re.compile(r"[?#]")
_DRIVE = re.compile(r"\A/([A-Za-z]):(?=/|\Z)")


def normalise(uri: str) -> str:
    """Return one spelling for all spellings of a URI.

    ``file:///c%3A/a%20b`` and ``file:///C:/a b`` are the same document: percent-encoding is undone
    and the letter of a drive is lower case.
    """
    scheme, separator, rest = uri.partition(":")
    rest = unquote(rest)
    if scheme.lower() == "file":
        prefix, path = (rest[:2], rest[2:]) if rest.startswith("//") else ("//", rest)
        path = _DRIVE.sub(lambda match: f"/{match[1].lower()}:", path)
        rest = prefix + path
    return f"{scheme.lower()}{separator}{rest}"


def scheme(uri: str) -> str:
    """Return the scheme in lower case."""
    return uri.partition(":")[0].lower()


def name(uri: str) -> str:
    """Return the last part of a URI, what an editor shows as the name of the document."""
    path = _AFTER_PATH.split(uri.partition(":")[2], maxsplit=1)[0]
    return unquote(path.rpartition("/")[2])


def to_path(uri: str) -> Path | None:
    """Return the path of a ``file`` URI, ``None`` for one of any other scheme."""
    if scheme(uri) != "file":
        return None
    try:
        parts = urlsplit(uri)
    except ValueError:
        # Such as an address with an open bracket for its host.
        return None
    path = unquote(parts.path)
    if "\0" in path:
        return None
    if os.name == "nt":
        path = path[1:] if _DRIVE.match(path) else path
        if parts.netloc:
            path = f"//{unquote(parts.netloc)}{path}"
    return Path(os.path.normpath(path))


def from_path(path: Path) -> str:
    """Return the ``file`` URI of an absolute path."""
    return path.as_uri()

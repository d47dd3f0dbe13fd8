"""URIs as editors write them, and the paths that they stand for (RFC 3986, RFC 8089)."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from floe_lsp.files.paths import obstacle
from floe_lsp.wording.quoting import short

_log = logging.getLogger(__name__)

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
    """Return the path of a ``file`` URI, ``None`` for one that names no file.

    That is one of any other scheme, of a path that no file can have, or of one without its root,
    which would count from a folder that the editor knows nothing of. ``..`` is taken by name, as
    everywhere in URIs (RFC 3986, 5.2.4).
    """
    if scheme(uri) != "file":
        return None
    try:
        parts = urlsplit(uri)
    except ValueError:
        # Such as an address with an open bracket for its host.
        return None
    path = unquote(parts.path)
    if obstacle(path) is not None:
        return None
    if os.name == "nt":
        path = path[1:].ljust(3, "/") if _DRIVE.match(path) else path
        if parts.netloc:
            path = f"//{unquote(parts.netloc)}{path}"
    found = Path(os.path.normpath(path))
    return found if found.is_absolute() else None


def to_paths(uris: Iterable[str], what: str) -> list[Path]:
    """Return the paths of those URIs that name files; the log tells of others of that scheme.

    Args:
        uris: Any URIs.
        what: What each of them is, such as ``a workspace folder``.
    """
    found: list[Path] = []
    for uri in uris:
        path = to_path(uri)
        if path is not None:
            found.append(path)
        elif scheme(uri) == "file":
            _log.warning("%s is left out: '%s' is not the whole path of a file", what, short(uri))
    return found


def from_path(path: Path) -> str:
    """Return the ``file`` URI of an absolute path."""
    return path.as_uri()

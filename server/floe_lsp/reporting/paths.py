"""How a report names a file: as short as the reader's place allows, the same on every system."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from urllib.parse import quote


def display_path(path: PurePath, base: PurePath) -> str:
    """Return ``path`` relative to ``base`` when it lies inside, else absolute, with ``/``.

    Args:
        path: A file; a relative one is taken from ``base``.
        base: The folder that the reader stands in, absolute.

    Returns:
        A POSIX-style path. Links are followed only where the names alone don't tell whether the
        file lies inside (a working folder reached through a link, as ``/tmp`` on macOS).
    """
    absolute = _normal(base / path)
    inside = _relative(absolute, _normal(base))
    if inside is None and isinstance(absolute, Path):
        inside = _relative(_resolved(absolute), _resolved(Path(base)))
    return (absolute if inside is None else inside).as_posix()


def relative_uri(file: str) -> str:
    """Return a relative path of ``display_path`` as a URI reference, percent-encoded (RFC 3986)."""
    try:
        content = file.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # No file is called so, but a person can name one.
        content = file.encode("utf-8", "surrogatepass")
    # A colon stays out of ``safe``: in the first segment it would end a scheme (RFC 3986, 4.2).
    return quote(content, safe="/~!$&'()*+,;=@")


def folder_uri(folder: Path) -> str:
    """Return the ``file://`` address of a folder, with the slash that a base address needs."""
    return folder.absolute().as_uri().rstrip("/") + "/"


def _normal(path: PurePath) -> PurePath:
    """Return a path without ``.`` and ``..``, taken by name."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and len(parts) > 1:
            parts.pop()
        elif part != "..":
            parts.append(part)
    return type(path)(*parts)


def _relative(path: PurePath, base: PurePath) -> PurePath | None:
    try:
        return path.relative_to(base)
    except ValueError:
        return None


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return Path(os.path.abspath(path))  # noqa: PTH100 a loop of links stays as it is

"""What git leaves out of a repository by the patterns of one file, such as ``.gitignore``.

The patterns are somebody else's. One with many stars could try every way to split a name, so it is
not tried: what it names is taken for a part of the repository then. Of one that takes names back
in (``!``) a wider one is tried in its place, so that no file is hidden that git keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from .brackets import NoMatch, NotSaid, with_plain_sets

EXCLUDE_FILE = ".git/info/exclude"
"""Holds the patterns of one checkout, from its root on."""

_MOST_LINES = 2_000
_LONGEST = 500
_MOST_STARS = 3
"""In one name of a pattern. With so many, the 255 letters of a name are split in millions of ways
at worst, which takes a tenth of a second."""

_STARS = re.compile(r"(?<![*\\])\*+")
_TAKES_BACK = "!"
_ALL_BACK = "!**"


class _Line(NamedTuple):
    """A line of the file."""

    is_of_folders: bool
    """It ends in a slash: no file fits."""
    takes_back: bool
    """What fits is kept."""
    regex: re.Pattern[str]
    """What is before that slash."""

    def fits(self, path: str) -> bool:
        """Whether the path itself fits, and not only a folder above it."""
        if self.is_of_folders and not path.endswith("/"):
            return False
        name = path.removesuffix("/")
        if self.regex.groups:
            # The group is the slash behind a folder that fits, with all below it.
            return self.regex.fullmatch(name) is not None
        return self.regex.search(name) is not None


class IgnorePatterns:
    """The patterns of one file, each for paths below the folder that the file is for."""

    def __init__(self, text: str) -> None:
        # Only a line feed ends a line for git.
        lines = [_stripped(line) for line in text.split("\n")]
        read = list(filter(None, map(_bounded, lines[:_MOST_LINES])))
        if any(line.startswith(_TAKES_BACK) for line in lines[_MOST_LINES:]):
            read.append(_ALL_BACK)
        self._lines = tuple(_lines(read)) if read else ()

    def ignores(self, path: str) -> bool | None:
        """Return whether a path is left out by itself; ``None`` where no pattern says anything.

        Args:
            path: Below the folder of the file, with slashes; that of a folder ends in one.
        """
        return self._ignores(_as_bytes(path))

    def leaves_out(self, path: str) -> bool:
        """Return whether a file is left out, by itself or with a folder above it.

        Args:
            path: As for ``ignores``.
        """
        path = _as_bytes(path)
        folders = (path[: match.end()] for match in re.finditer("/", path))
        return any(map(self._ignores, folders)) or self._ignores(path) is True

    def _ignores(self, path: str) -> bool | None:
        for line in reversed(self._lines):
            if line.fits(path):
                return not line.takes_back
        return None


def _lines(lines: list[str]) -> Iterator[_Line]:
    """Yield the patterns of some lines, apart from those that mean nothing to git either."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - 28 ms, where there are patterns

    for line in lines:
        with suppress(ValueError):
            for pattern in GitIgnoreSpec.from_lines([line.removesuffix("/")]).patterns:
                regex: object = getattr(pattern, "regex", None)
                if pattern.include is not None and isinstance(regex, re.Pattern):
                    yield _Line(line.endswith("/"), not pattern.include, regex)


def _stripped(line: str) -> str:
    """Return a line without what git strips: a carriage return, then blanks, at its end."""
    line = line.removesuffix("\r")
    bare = line.rstrip(" ")
    backslashes = len(bare) - len(bare.rstrip("\\"))
    # A blank behind a backslash is one of the name.
    return f"{bare} " if bare != line and backslashes % 2 else bare


def _bounded(line: str) -> str | None:
    """Return what is tried of a line, ``None`` where nothing is."""
    takes_back = line.startswith(_TAKES_BACK)
    if len(line) > _LONGEST:
        return _ALL_BACK if takes_back else None
    try:
        line = with_plain_sets(_as_bytes(line))
    except NoMatch:
        return None
    except NotSaid:
        return _ALL_BACK if takes_back else None
    names: list[str] = []
    for name in line.split("/"):
        # Within a name several stars say what one does.
        plain = name if name in ("**", _ALL_BACK) else _STARS.sub("*", name)
        if len(_STARS.findall(plain)) > _MOST_STARS:
            if not takes_back:
                return None
            plain = "*" if names else "!*"
        names.append(plain)
    return _with_last_blank("/".join(names))


def _as_bytes(text: str) -> str:
    """Return a text with a character for each byte: git knows no others."""
    if text.isascii():
        return text
    try:
        encoded = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        encoded = text.encode("utf-8", "surrogatepass")
    return encoded.decode("latin-1")


def _with_last_blank(line: str) -> str:
    """Return a line in which the library does not strip what git does not strip."""
    last = line[-1:]
    is_kept = last.isspace() and last != " " and line[-2:-1] != "\\"
    return f"{line[:-1]}[{last}]" if is_kept else line

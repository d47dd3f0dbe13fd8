"""What git leaves out of a repository by the patterns of one file, such as ``.gitignore``.

The patterns are somebody else's. One with many stars could try every way to split a name, so it is
passed over: what it names is taken for a part of the repository then, as it is without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec.pattern import Pattern

IGNORE_FILE = ".gitignore"
"""Holds the patterns for the folder that it stands in, and for all below."""

EXCLUDE_FILE = ".git/info/exclude"
"""Holds the patterns of one checkout, from its root on."""

_MOST_LINES = 2_000
_LONGEST = 500
_MOST_STARS = 3
"""In one name of a pattern. With so many, the 255 letters of a name are split in millions of ways
at worst, which takes a tenth of a second."""

_STAR = re.compile(r"(?<![*\\])\*(?!\*)")


class IgnorePatterns:
    """The patterns of one file, each for paths below the folder that the file is for."""

    def __init__(self, text: str) -> None:
        lines = [line for line in text.splitlines()[:_MOST_LINES] if _is_readable(line)]
        self._patterns = tuple(_patterns(lines)) if lines else ()

    def ignores(self, path: str) -> bool | None:
        """Return whether a path is left out; ``None`` where no pattern says anything of it.

        Args:
            path: Below the folder of the file, with slashes; that of a folder ends in one.
        """
        for pattern in reversed(self._patterns):
            if pattern.include is not None and pattern.match_file(path) is not None:
                return pattern.include
        return None


def _patterns(lines: list[str]) -> Iterator[Pattern]:
    """Yield the patterns of some lines, apart from those that mean nothing to git either."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - 28 ms, where there are patterns

    for line in lines:
        with suppress(ValueError):
            yield from GitIgnoreSpec.from_lines([line]).patterns


def _is_readable(line: str) -> bool:
    names = line.split("/")
    most = max(len(_STAR.findall(name)) for name in names)
    return bool(line.strip()) and len(line) <= _LONGEST and most <= _MOST_STARS

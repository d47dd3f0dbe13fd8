"""Glob patterns on the names of models, as manifests write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import translate
from functools import lru_cache

LONGEST = 2_000
"""Characters of a glob pattern; no name is that long."""

_GLOB = re.compile(r"[*?\[]")


class GlobTooLong(Exception):
    """A pattern is longer than is read; the message says so."""


def glob_fits(pattern: str, name: str) -> bool:
    """Return whether a name fits a glob pattern, in its case.

    Raises:
        GlobTooLong: The pattern has more than ``LONGEST`` characters.
    """
    if _GLOB.search(pattern) is None:
        return name == pattern
    if len(pattern) > LONGEST:
        raise GlobTooLong(f"a pattern has {len(pattern):,} characters, {LONGEST:,} are read")
    return _matcher(pattern)(name) is not None


@lru_cache(maxsize=4096)
def _matcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(translate(pattern)).match

"""Tells what floe wrote from files of the user's own, by how they begin.

What earlier versions wrote counts, and so does an artifact of a released floe, whose keys are
sorted in YAML. An empty file is nobody's: ``mktemp`` makes one, and nothing is lost with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from floe_lsp.files.reading import read_bytes
from floe_lsp.files.targets import refuse_target

PROFILES_HEADER = "# Written by floe compile; change the manifest and not this file.\n"

_MOST = 16_000_000
"""Bytes in which an artifact says what it is; where keys are sorted, profiles come before it."""

_METADATA = rb"""
    ^(?:[ ]*|.*[{,][ \t]*) "?metadata"?[ \t]*: \s* \{? \s*
    "?compiled_at"? [ \t]*: [^\n,]+ ,?\s*
    "?floe_version"? [ \t]*: [\s\S]{1,2000}?
    [\s,"](?:source_hash|product_name)"? [ \t]*:
"""
_ARTIFACT = re.compile(_METADATA, re.MULTILINE | re.VERBOSE)
_BEGINNING = re.compile(
    rb"\s*\{|apiVersion: v1\r?\n(?:.*\n)*?kind: ConfigMap\b|(?:---\s)?[a-z_]+:", re.ASCII
)
"""JSON, a ConfigMap, or YAML that begins with a key."""


def is_foreign(path: Path, is_ours: Callable[[bytes], bool]) -> bool:
    """Whether a file stands at a path that floe did not write.

    Raises:
        OSError: It is there and cannot be read.
    """
    try:
        content = read_bytes(path, _MOST)
    except FileNotFoundError:
        return False
    return bool(content) and not is_ours(content)


def is_artifact_at(path: Path) -> bool:
    """Whether an artifact of an earlier compilation stands at a path."""
    try:
        return refuse_target(path) is not None and is_artifact(read_bytes(path, _MOST))
    except OSError:
        return False


def is_profile(content: bytes) -> bool:
    """Whether a content begins as the dbt profile that a compilation writes."""
    return content.replace(b"\r\n", b"\n", 1).startswith(PROFILES_HEADER.encode())


def is_artifact(content: bytes) -> bool:
    """Whether a content begins as an artifact: JSON, YAML or a ConfigMap."""
    return _BEGINNING.match(content) is not None and _ARTIFACT.search(content) is not None

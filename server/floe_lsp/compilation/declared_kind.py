"""Whether a file says that it is one of those that floe reads, so that it may be quoted.

A product can name any file of the machine as its manifest, and any file can stand under the name of
a product, as a link. What is in such a file is shown only when it says by its own keys that it is
floe's: a line in a comment or inside another text says nothing.
"""

from __future__ import annotations

import re

from floe_lsp.files.names import CONTRACT_NAMES, PROJECT_FILE, SPEC_NAMES
from floe_lsp.schemas.odcs.contract import CONTRACT_KIND
from floe_lsp.schemas.versions import API_GROUP, API_VERSION, MANIFEST_KIND, SPEC_KIND
from floe_lsp.syntax import Node, SourceText, fields_of
from floe_lsp.wording.look_alikes import MEANT
from floe_lsp.wording.near_miss import near_miss

_DBT_KEYS = frozenset({"config-version", "model-paths", "models", "profile", "seeds"})
_PRODUCT_KEYS = frozenset(
    {"destinations", "ingestion", "outputPorts", "output_ports", "transforms"}
)
_CORE_VERSION = re.compile(r"v\d+(?:(?:alpha|beta)\d+)?", re.ASCII)
"""The ``apiVersion`` of what belongs to no group of Kubernetes."""
_CONTRACT_VERSION = re.compile(r"v[23]\.\d+\.\d+", re.ASCII)
"""The ``apiVersion`` of a data contract."""
_LINE = re.compile(
    r"""(?:[ \t]*(?:\#.*)?|[ \t].*|---(?:[ \t].*)?|%.*|-[ \t].*|[\]}].*
        |["']?(?P<key>[A-Za-z][\w.-]*)["']?[ \t]*:[ \t]*(?P<value>(?:[^ \t\n].*)?))$""",
    re.VERBOSE | re.ASCII,
)
"""A line as a mapping at the root of a file can have it."""

_MEANT = str.maketrans(dict(MEANT))


def says_it_is_ours(name: str, text: SourceText, root: Node | None) -> bool:
    """Return whether a file says by its own keys what it is: a product, a manifest, a contract.

    It says so by ``apiVersion``, or by ``kind`` where no ``apiVersion`` says that it is another
    program's; one that says neither, by its name and by fields that a product has. A text that
    cannot be parsed is read line by line, as far as it looks like a mapping; characters that look
    like those of YAML are taken for what was meant, or nobody could be told of them.

    Args:
        name: The name of the file: only dbt's own name makes it dbt's project, and that of a data
            contract one. Fields such as ``transforms`` have other programs, too.
        text: What stands in it; an empty file has nothing to show.
        root: Its tree, when it could be read without a mistake.
    """
    if not text.text.strip():
        return True
    said = _said_by_lines(text) if root is None else _said_by(root)
    if name == PROJECT_FILE:
        return not _DBT_KEYS.isdisjoint(said)
    version, kind = said.get("apiVersion"), said.get("kind")
    if name in CONTRACT_NAMES:
        return _is_of_a_contract(version, kind)
    if version is not None and version.startswith(API_GROUP):
        return True
    if version is None and kind is None:
        return name in SPEC_NAMES and not _PRODUCT_KEYS.isdisjoint(said)
    return kind == SPEC_KIND or (kind == MANIFEST_KIND and not _is_others(version))


def _is_of_a_contract(version: str | None, kind: str | None) -> bool:
    """Whether it is a data contract by its kind, be it misspelt, or by its version alone."""
    if kind is not None:
        return near_miss(kind, [CONTRACT_KIND]) is not None
    return version is not None and _CONTRACT_VERSION.fullmatch(version) is not None


def _is_others(version: str | None) -> bool:
    """Whether a version is one of another program, and no slip of the pen."""
    if version is None:
        return False
    if "/" in version:
        return near_miss(version, [API_VERSION]) is None
    return _CORE_VERSION.fullmatch(version) is not None


def _said_by(root: Node | None) -> dict[str, str]:
    """Return the keys at the root of a tree, with their values as text."""
    return {key: str(entry.value.value) for key, entry in fields_of(root).items()}


def _said_by_lines(text: SourceText) -> dict[str, str]:
    said: dict[str, str] = {}
    for number in range(text.line_count):
        line = text.line(number)
        match = _LINE.match(line if line.isascii() else line.translate(_MEANT))
        if match is None:
            break
        if match["key"] is not None:
            said.setdefault(match["key"], match["value"].partition(" #")[0].strip("\"' \t"))
    return said

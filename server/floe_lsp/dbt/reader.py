"""Reads the files of dbt projects, a property file once while it stays the same.

What a property file says is kept, and not the tree that it was read from: that takes fifty times
its length. All of a project may be as long and hold as much as the largest projects have.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from traceback import format_tb
from typing import NamedTuple

from floe_lsp.syntax import DEFAULT_LIMITS, ProblemKind

from .built import BuiltNode, read_built
from .files import ProjectFiles, YamlFile
from .notices import Notices, named
from .properties import ResourceProperties, read_property_file

_log = logging.getLogger(__name__)

_MAX_CHARACTERS = 8_000_000
_MAX_VALUES = 500_000
"""Of all property files of a project together; those behind the first that passes one say nothing.
A project of 1,500 models with 25 columns each has 430,000 keys and values, if each column has a
description, a type and two tests."""


_LARGE = frozenset({ProblemKind.TOO_LARGE, ProblemKind.TOO_DEEP, ProblemKind.TOO_MANY_ALIASES})


class KnownProperties(NamedTuple):
    """What a property file says, its state when it said so, and what it costs to read."""

    state: object
    facts: tuple[ResourceProperties, ...]
    characters: int
    values: int
    is_cut: bool
    """Whether it is larger than a document may be."""


class ProjectReader:
    """Reads what the files of a project hold; what cannot be read holds nothing."""

    def __init__(self, files: ProjectFiles, notices: Notices) -> None:
        self.files = files
        self._notices = notices
        self.known: dict[Path, KnownProperties] = {}
        """By property file; whoever keeps the files drops what nobody asks for any more."""

    def properties(
        self, folder: Path, paths: Sequence[Path]
    ) -> Iterator[tuple[ResourceProperties, ...]]:
        """Yield what each property file of a project describes, while they stay within bounds."""
        characters = values = 0
        cut: list[Path] = []
        for count, path in enumerate(paths):
            if characters >= _MAX_CHARACTERS or values >= _MAX_VALUES:
                self._say(folder, cut, _too_much(len(paths) - count))
                return
            found = self._properties(path)
            characters += found.characters
            values += found.values
            if found.is_cut:
                cut.append(path)
            yield found.facts
        self._say(folder, cut, None)

    def _say(self, folder: Path, cut: Sequence[Path], too_much: str | None) -> None:
        self._notices.say(folder, "all property files", too_much)
        text = f"larger than a document may be, and not read whole: {named(folder, cut)}"
        self._notices.say(folder, "large property files", text if cut else None)

    def _properties(self, path: Path) -> KnownProperties:
        # Asked before: of a file that changes meanwhile it is another one the next time.
        state = self.files.state(path)
        before = self.known.get(path)
        if before is not None and before.state == state:
            return before
        try:
            file = self.files.document_once(path)
        except OSError:
            return KnownProperties(state, (), 0, 0, is_cut=False)
        found = KnownProperties(
            state,
            _properties(file),
            _cost(file),
            file.size,
            any(each.kind in _LARGE for each in file.problems),
        )
        self.known[path] = found
        return found

    def built(self, path: Path, project: str | None) -> Mapping[str, BuiltNode]:
        """Return the models and seeds of dbt's manifest by name (see ``read_built``)."""
        return read_built(self.files.json(path), project)


def _cost(file: YamlFile) -> int:
    """Return as how many characters a file counts: one that is not parsed costs its reading."""
    length = len(file.text.text)
    return length if length <= DEFAULT_LIMITS.characters else length // 4


def _too_much(files: int) -> str:
    return (
        f"its property files have more than {_MAX_CHARACTERS:,} characters or {_MAX_VALUES:,} keys "
        f"and values together, so what the last {files:,} of them describe is not known"
    )


def _properties(file: YamlFile) -> tuple[ResourceProperties, ...]:
    """Read a property file; one that breaks us keeps no other from being read."""
    try:
        return tuple(read_property_file(file))
    except Exception as error:  # noqa: BLE001 - our code may fail in any way
        # Not what it says: that may repeat what stands in the file.
        trace = "".join(format_tb(error.__traceback__)) + type(error).__name__
        reason = "this is a fault of floe, please report it"
        _log.error("%s cannot be read; %s\n%s", file.path, reason, trace)
        return ()

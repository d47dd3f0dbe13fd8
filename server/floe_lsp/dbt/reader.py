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

from .built import BuiltNode, read_built
from .files import ProjectFiles, YamlFile
from .properties import ResourceProperties, read_property_file

_log = logging.getLogger(__name__)

_MAX_CHARACTERS = 8_000_000
_MAX_VALUES = 250_000
"""Of all property files of a project together; those from the first that passes one on say
nothing."""


class KnownProperties(NamedTuple):
    """What a property file says, its state when it said so, and what it costs to read."""

    state: object
    facts: tuple[ResourceProperties, ...]
    characters: int
    values: int


class ProjectReader:
    """Reads what the files of a project hold; what cannot be read holds nothing."""

    def __init__(self, files: ProjectFiles) -> None:
        self.files = files
        self.known: dict[Path, KnownProperties] = {}
        """By property file; whoever keeps the files drops what nobody asks for any more."""

    def properties(self, paths: Sequence[Path]) -> Iterator[tuple[ResourceProperties, ...]]:
        """Yield what each property file of a project describes, while they stay within bounds."""
        characters = values = 0
        for path in paths:
            if characters >= _MAX_CHARACTERS or values >= _MAX_VALUES:
                return
            found = self._properties(path)
            characters += found.characters
            values += found.values
            yield found.facts

    def _properties(self, path: Path) -> KnownProperties:
        # Asked before: of a file that changes meanwhile it is another one the next time.
        state = self.files.state(path)
        before = self.known.get(path)
        if before is not None and before.state == state:
            return before
        try:
            file = self.files.document_once(path)
        except OSError:
            return KnownProperties(state, (), 0, 0)
        found = KnownProperties(state, _properties(file), len(file.text.text), file.size)
        self.known[path] = found
        return found

    def built(self, path: Path, project: str | None) -> Mapping[str, BuiltNode]:
        """Return the models and seeds of dbt's manifest by name (see ``read_built``)."""
        return read_built(self.files.json(path), project)


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

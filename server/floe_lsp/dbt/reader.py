"""Reads the files of dbt projects, a property file once while it stays the same."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from traceback import format_tb
from weakref import WeakKeyDictionary

from .built import BuiltNode, read_built
from .files import ProjectFiles, YamlFile
from .properties import ResourceProperties, read_property_file

_log = logging.getLogger(__name__)


class ProjectReader:
    """Reads what the files of a project hold; what cannot be read holds nothing."""

    def __init__(self, files: ProjectFiles) -> None:
        self.files = files
        self._read: WeakKeyDictionary[YamlFile, tuple[ResourceProperties, ...]]
        self._read = WeakKeyDictionary()

    def properties(self, path: Path) -> tuple[ResourceProperties, ...]:
        """Return what a property file describes, in the order written."""
        try:
            file = self.files.document(path)
        except OSError:
            return ()
        found = self._read.get(file)
        if found is None:
            found = self._read[file] = _properties(file)
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

"""Reads the files of dbt projects, each once while it stays the same.

What a file says is kept, and not the tree that it was read from: that takes fifty times its length.
All of a project may be as long and hold as much as the largest projects have.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from traceback import format_tb
from typing import NamedTuple, TypeVar

from floe_lsp.syntax import DEFAULT_LIMITS, ProblemKind, SourceText

from .code_files import UNREADABLE_CODE, CodeFile
from .files import ProjectFiles, YamlFile
from .notices import Notices, named
from .properties import UNREADABLE, PropertyFile, read_property_file

_log = logging.getLogger(__name__)

Read = TypeVar("Read")

_MAX_CHARACTERS = 8_000_000
_MAX_VALUES = 500_000
"""Of all property files of a project together; those behind the first that passes one say nothing.
A project of 1,500 models with 25 columns each has 430,000 keys and values, if each column has a
description, a type and two tests."""

_MAX_CODE = 16_000_000
_MAX_COST = 300_000
"""Characters of all models, macros and snapshots of a project, and tokens of their templates.
At worst so many tokens take more than half as long as all property files may."""

_LARGE = frozenset({ProblemKind.TOO_LARGE, ProblemKind.TOO_DEEP, ProblemKind.TOO_MANY_ALIASES})


class KnownProperties(NamedTuple):
    """What a property file says, its state when it said so, and what it costs to read."""

    state: object
    facts: PropertyFile
    characters: int
    values: int
    is_cut: bool
    """Whether it is larger than a document may be."""


class KnownCode(NamedTuple):
    """What a file of code says, how it was read, and its state when it said so."""

    state: object
    read_by: object
    file: CodeFile


class CodeBudget:
    """How much code of one project may still be read."""

    def __init__(self) -> None:
        self._characters = _MAX_CODE
        self._cost = _MAX_COST
        self.left_out = 0
        """How many files were not within it."""

    def takes(self, file: CodeFile) -> bool:
        """Whether a file is still within it; from then on it counts."""
        is_within = self.is_left
        self._characters -= len(file.text)
        self._cost -= file.cost
        self.left_out += not is_within
        return is_within

    @property
    def is_left(self) -> bool:
        """Whether another file may be read."""
        return self._characters > 0 and self._cost > 0


class ProjectReader:
    """Reads what the files of a project hold; what cannot be read holds nothing."""

    def __init__(self, files: ProjectFiles, notices: Notices) -> None:
        self.files = files
        self._notices = notices
        self.known: dict[Path, KnownProperties] = {}
        """By property file; whoever keeps the files drops what nobody asks for any more."""
        self.known_code: dict[Path, KnownCode] = {}
        """By file of code, as ``known``."""

    def properties(
        self, folder: Path, paths: Sequence[Path], states: Mapping[Path, object]
    ) -> Iterator[PropertyFile]:
        """Yield what each property file of a project describes.

        From where they pass the bounds of a project on they are unreadable. What is not in
        ``states`` is asked for its state.
        """
        characters = values = 0
        cut: list[Path] = []
        for count, path in enumerate(paths):
            if characters >= _MAX_CHARACTERS or values >= _MAX_VALUES:
                self._say(folder, cut, _too_much(len(paths) - count))
                yield UNREADABLE
                return
            found = self._properties(path, states)
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

    def _state(self, path: Path, states: Mapping[Path, object]) -> object:
        # Asked before: of a file that changes meanwhile it is another one the next time.
        return states[path] if path in states else self.files.state(path)

    def _properties(self, path: Path, states: Mapping[Path, object]) -> KnownProperties:
        state = self._state(path, states)
        before = self.known.get(path)
        if before is not None and before.state == state:
            return before
        try:
            file = self.files.document_once(path)
        except OSError:
            return KnownProperties(state, UNREADABLE, 0, 0, is_cut=False)
        found = KnownProperties(
            state,
            _properties(file),
            _cost(file),
            file.size,
            any(each.kind in _LARGE for each in file.problems),
        )
        self.known[path] = found
        return found

    def code(
        self,
        paths: Iterable[Path],
        read: Callable[[SourceText], CodeFile],
        budget: CodeBudget,
        states: Mapping[Path, object],
    ) -> Mapping[Path, CodeFile]:
        """Return what files of code say, unreadable from where they pass the bounds on.

        Args:
            paths: The files.
            read: How a file of this kind is read.
            budget: What may still be read of the project.
            states: The states of files, as far as they are known.
        """
        found: dict[Path, CodeFile] = {}
        for path in paths:
            file = (
                self._code(path, read, self._state(path, states))
                if budget.is_left
                else UNREADABLE_CODE
            )
            found[path] = file if budget.takes(file) else UNREADABLE_CODE
        return found

    def tell_of_code(self, folder: Path, budget: CodeBudget) -> None:
        """Say in the log how much code of a project was not read."""
        text = _too_much_code(budget.left_out)
        self._notices.say(folder, "code", text if budget.left_out else None)

    def _code(self, path: Path, read: Callable[[SourceText], CodeFile], state: object) -> CodeFile:
        before = self.known_code.get(path)
        if before is not None and before.state == state and before.read_by is read:
            return before.file
        text = self.files.source_text(path)
        file = UNREADABLE_CODE if text is None else _guarded(path, lambda: read(text))
        file = file or UNREADABLE_CODE
        self.known_code[path] = KnownCode(state, read, file)
        return file

    def json(self, path: Path) -> object:
        """Return the data of a JSON file, ``None`` for one that can't be read."""
        return self.files.json(path)


def _cost(file: YamlFile) -> int:
    """Return as how many characters a file counts: one that is not parsed costs its reading."""
    length = len(file.text.text)
    return length if length <= DEFAULT_LIMITS.characters else length // 4


def _too_much(files: int) -> str:
    return (
        f"its property files have more than {_MAX_CHARACTERS:,} characters or {_MAX_VALUES:,} keys "
        f"and values together, so what the last {files:,} of them describe is not known"
    )


def _too_much_code(files: int) -> str:
    return (
        f"its models, macros and snapshots have more than {_MAX_CODE:,} characters or "
        f"{_MAX_COST:,} words and signs in templates together, so what {files:,} of them ask for "
        "is not known"
    )


def _properties(file: YamlFile) -> PropertyFile:
    """Read a property file; one that breaks us keeps no other from being read."""
    return _guarded(file.path, lambda: read_property_file(file)) or UNREADABLE


def _guarded(path: Path, read: Callable[[], Read]) -> Read | None:
    """Return what is read, ``None`` where that breaks us."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - our code may fail in any way
        # Not what it says: that may repeat what stands in the file.
        trace = "".join(format_tb(error.__traceback__)) + type(error).__name__
        reason = "this is a fault of floe, please report it"
        _log.error("%s cannot be read; %s\n%s", path, reason, trace)
        return None

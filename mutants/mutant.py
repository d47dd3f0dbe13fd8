"""One small way to break a file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """A piece of a file, in bytes, with what takes its place."""

    start: int
    end: int
    text: str
    kind: str
    """What is done to the code, for a reader."""

    def apply(self, content: bytes) -> bytes:
        """Return the content with the edit done."""
        return content[: self.start] + self.text.encode() + content[self.end :]

    def lines(self, content: bytes) -> tuple[int, ...]:
        """Return the lines on which the replaced piece stands, counted from one."""
        first = content.count(b"\n", 0, self.start) + 1
        return tuple(range(first, first + content.count(b"\n", self.start, self.end) + 1))

    def difference(self, content: bytes) -> str:
        """Return the lines that change, as they were with ``-`` and as they are with ``+``."""
        start = content.rfind(b"\n", 0, self.start) + 1
        end = content.find(b"\n", self.end)
        end = len(content) if end < 0 else end
        before = content[start:end].decode()
        head, tail = content[start : self.start].decode(), content[self.end : end].decode()
        return "\n".join(
            (
                *(f"-{line}" for line in before.split("\n")),
                *(f"+{line}" for line in f"{head}{self.text}{tail}".split("\n")),
            )
        )


@dataclass(frozen=True)
class Mutant:
    """One way to break a file."""

    name: str
    """Stays the same while the lines that change do, wherever in the file they stand."""
    path: str
    """Relative to the checkout."""
    promise: str
    """The row of the table of promises that it belongs to."""
    edit: Edit
    lines: tuple[int, ...]
    """The lines that it changes, counted from one."""


def mutants_of(path: str, promise: str, content: bytes, edits: Iterable[Edit]) -> Iterator[Mutant]:
    """Yield the mutants that edits of a file make, each with a name of its own."""
    seen: Counter[str] = Counter()
    for edit in edits:
        said = f"{path}\n{edit.kind}\n{edit.difference(content)}"
        seen[said] += 1
        yield Mutant(name_of(f"{said}\n{seen[said]}"), path, promise, edit, edit.lines(content))


def name_of(said: str) -> str:
    """Return a short name for a description."""
    return hashlib.sha256(said.encode()).hexdigest()[:8]

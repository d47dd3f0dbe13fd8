"""One small way to break a file."""

from __future__ import annotations

import difflib
import hashlib
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


@dataclass(frozen=True)
class Mutant:
    """One way to break a file; ``identity`` holds as long as its lines and their function do."""

    identity: str
    path: str
    """Relative to the checkout."""
    promise: str
    """The part of the table of promises that it belongs to."""
    edits: tuple[Edit, ...]
    lines: tuple[int, ...]
    """The lines that it changes, counted from one."""

    @property
    def kind(self) -> str:
        """What is done to the code."""
        return self.edits[0].kind

    def apply(self, content: bytes) -> bytes:
        """Return the content of the file, broken."""
        for edit in sorted(self.edits, key=lambda each: each.start, reverse=True):
            content = edit.apply(content)
        return content

    def difference(self, content: bytes) -> str:
        """Return what it changes, as lines that begin with ``-`` and ``+``."""
        before, after = (text.decode().splitlines() for text in (content, self.apply(content)))
        changed = difflib.unified_diff(before, after, lineterm="", n=0)
        return "\n".join(
            line for line in changed if line[:1] in "+-" and line[:3] not in {"+++", "---"}
        )


def mutants_of(path: str, promise: str, content: bytes, edits: list[Edit]) -> list[Mutant]:
    """Return the mutants that single edits of a file make, each with an identity of its own."""
    found: list[Mutant] = []
    seen: dict[str, int] = {}
    for edit in edits:
        mutant = Mutant("", path, promise, (edit,), lines_of(content, edit))
        said = f"{path}\n{edit.kind}\n{mutant.difference(content)}"
        seen[said] = seen.get(said, 0) + 1
        named = identity(f"{said}\n{seen[said]}")
        found.append(Mutant(named, path, promise, (edit,), mutant.lines))
    return found


def identity(said: str) -> str:
    """Return a short name for a description."""
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def lines_of(content: bytes, edit: Edit) -> tuple[int, ...]:
    """Return the lines on which the replaced piece stands."""
    first = content.count(b"\n", 0, edit.start) + 1
    return tuple(range(first, first + content.count(b"\n", edit.start, edit.end) + 1))

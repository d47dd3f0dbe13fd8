"""How the parts of an answer are run: as they are, or so that one that fails costs only itself.

An answer about a file, such as its hover, loses the part that failed and nothing more; a failure of
ours is no finding here, for it says nothing about the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from typing_extensions import TypeVarTuple, Unpack

Given = TypeVarTuple("Given")
Made = TypeVar("Made")


class PartGuard:
    """Joins the parts of an answer and lets their exceptions through, as tests want it."""

    def join(
        self,
        parts: Iterable[Callable[[Unpack[Given]], Iterable[Made]]],
        *given: Unpack[Given],
    ) -> Iterator[Made]:
        """Yield what each part of an answer makes, one part after another.

        What writes into files is no such answer: half of a rename is worse than none.

        Args:
            parts: What the answer is made of; none of them needs another.
            given: What each part is given.
        """
        for part in parts:
            yield from part(*given)


UNGUARDED_PARTS = PartGuard()


class PartFence(PartGuard):
    """Tells of a part that fails, and goes on with the others."""

    def __init__(self, failed: Callable[[str, Exception], object]) -> None:
        """Keep who is told of each failure, for logs: which part failed, and how."""
        self._failed = failed

    def join(
        self,
        parts: Iterable[Callable[[Unpack[Given]], Iterable[Made]]],
        *given: Unpack[Given],
    ) -> Iterator[Made]:
        """Yield what the parts of an answer make; one that fails ends with what it made so far."""
        for part in parts:
            try:
                yield from part(*given)
            except Exception as error:  # noqa: BLE001, PERF203 - our code may fail in any way
                self._failed(part_name(part), error)


def part_name(part: Callable[..., object]) -> str:
    """Return the name of a part of an answer: that of its function, with its file."""
    return f"{part.__module__}.{getattr(part, '__qualname__', type(part).__qualname__)}"

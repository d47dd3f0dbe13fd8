"""What the driver needs of a target, and how a target says that something must not be."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Protocol, TypeVar

Input = TypeVar("Input")


class Broken(AssertionError):
    """An input after which something does not hold that must hold of every input."""

    def __init__(self, oracle: str, message: str) -> None:
        """Say which promise is broken, in words that are the same for all such inputs."""
        super().__init__(f"{oracle}: {message}")
        self.oracle = oracle


@dataclass(frozen=True)
class Ran:
    """What one input did."""

    operations: int
    """How much was asked: documents analysed, or messages sent to the server."""
    features: frozenset[Hashable]
    """What was seen, such as codes of findings; an input that shows a new one is kept."""


class Target(Protocol[Input]):
    """One way to try the program. An input is plain data."""

    name: str
    thorough_each: int
    """Of so many inputs one is held against the costly oracles as well."""
    warm_after: int
    """Executions after which nothing is loaded for the first time any more."""

    def seeds(self) -> list[Input]:
        """Return inputs to begin with."""
        ...

    def mutated(self, given: Input, other: Input, chance: Random) -> Input:
        """Return another input made of one, or of two."""
        ...

    def run(self, given: Input, *, thorough: bool) -> Ran:
        """Try an input.

        Raises:
            Broken: Something does not hold; so says any other exception.
        """
        ...

    def smaller(self, given: Input) -> Iterator[Input]:
        """Yield simpler inputs, those that leave out most first."""
        ...

    def dumped(self, given: Input) -> str:
        """Return an input as text."""
        ...

    def loaded(self, text: str) -> Input:
        """Return the input of a text."""
        ...

    def size_in_memory(self) -> int:
        """Return how much is kept between inputs, in a measure that only a leak lets grow."""
        ...

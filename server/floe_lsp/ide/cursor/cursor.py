"""A place where something could be written, and what is written around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from floe_lsp.syntax import Path, Span


class Slot(Enum):
    """What is missing at the cursor."""

    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True)
class Word:
    """What an accepted item replaces, and how the new text must be written."""

    span: Span
    """Offsets of the old word, without its quotes; empty where nothing is written yet."""
    prefix: str
    """What is written left of the cursor."""
    quote: str = ""
    """The quote that the word stands in."""
    is_open: bool = False
    """Whether the closing quote is missing."""
    before: str = ""
    """What has to come first: the blank after a colon, the dash of an item."""
    behind: str = ""


@dataclass(frozen=True)
class Cursor:
    """A place where something could be written."""

    slot: Slot
    path: Path
    """Of the value; for a key, of the mapping that it goes into. Every index is 0."""
    word: Word
    column: int
    """Where the key begins, or the one whose value is awaited: lines below count from it."""
    levels: tuple[Mapping[str, str], ...] = ()
    """For each step of ``path``, the keys beside it with their values; nothing for an index."""
    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    """For a key, the others of its mapping."""
    items: tuple[str, ...] = ()
    """For an item of a list, the others."""
    in_flow: bool = False
    has_colon: bool = False
    has_children: bool = False
    """Whether the lines below are already the value of the key."""

    @property
    def is_item(self) -> bool:
        """Whether an item of a list is awaited."""
        return bool(self.path) and self.path[-1] == 0

    @cached_property
    def data(self) -> object:
        """What is written around the path, as plain data with text values."""
        value: object = {key: text or None for key, text in self.keys.items()}
        if self.slot is Slot.VALUE:
            value = None
        for step, beside in zip(reversed(self.path), reversed(self.levels), strict=True):
            if isinstance(step, int):
                value = [value]
            else:
                value = {**{key: text or None for key, text in beside.items()}, step: value}
        return value

    def beside(self, *path: str | int) -> Mapping[str, str]:
        """Return the keys and values of the mapping at a path that leads towards the cursor."""
        if len(path) == len(self.path):
            return self.keys
        return self.levels[len(path)] if len(path) < len(self.levels) else {}

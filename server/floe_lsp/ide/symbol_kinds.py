"""What an entry of an outline is, by the names that LSP gives ``SymbolKind``."""

from __future__ import annotations

from enum import Enum


class SymbolKind(str, Enum):
    """The kinds that floe's files need."""

    MODULE = "Module"
    """A product or a manifest."""
    NAMESPACE = "Namespace"
    """A mapping."""
    ARRAY = "Array"
    CLASS = "Class"
    """A transform."""
    METHOD = "Method"
    """A quality check."""
    INTERFACE = "Interface"
    """An output port."""
    EVENT = "Event"
    """A schedule."""
    PROPERTY = "Property"
    OBJECT = "Object"
    """Any other item of a list."""

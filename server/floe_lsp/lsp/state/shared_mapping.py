"""A mapping that one thread writes and every thread reads as it was at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from types import MappingProxyType
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class SharedMapping(Generic[Key, Value]):
    """Writes cost what they cost in a dict; the first view after some writes costs one copy."""

    def __init__(self) -> None:
        self._entries: dict[Key, Value] = {}
        self._view: Mapping[Key, Value] | None = None
        self._changing = Lock()

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def get(self, key: Key) -> Value | None:
        """Return the newest value of a key."""
        return self._entries.get(key)

    def set(self, key: Key, value: Value) -> None:
        """Let a key have a value from now on."""
        with self._changing:
            self._entries[key] = value
            self._view = None

    def remove(self, key: Key) -> None:
        """Take a key out, if it is there."""
        with self._changing:
            if self._entries.pop(key, None) is not None:
                self._view = None

    def view(self) -> Mapping[Key, Value]:
        """Return the mapping as it is now; what is written later does not change it."""
        with self._changing:
            if self._view is None:
                self._view = MappingProxyType(dict(self._entries))
            return self._view

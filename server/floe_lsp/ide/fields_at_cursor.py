"""What the contract says of the place of a cursor, also where the document does not parse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.model_places import value_at
from floe_lsp.syntax import Path

from .cursor.cursor import Cursor
from .field_docs import model_below
from .places import ENGINE_OPTIONS, in_engine_options
from .snapshot import Snapshot

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True)
class FieldsAtCursor:
    """A cursor in a snapshot, and the fields that may stand there."""

    snapshot: Snapshot
    cursor: Cursor

    @cached_property
    def engine(self) -> str | None:
        """The engine whose options are edited, ``None`` anywhere else."""
        if not in_engine_options(self.snapshot.kind, self.cursor.path):
            return None
        return self.cursor.beside(*ENGINE_OPTIONS[:-1]).get("type")

    @cached_property
    def _contract(self) -> tuple[type[BaseModel], Path, object]:
        """The model that describes the place, the path in it, and what is written there."""
        path = self.cursor.path
        model, skipped = model_below(self.snapshot, path, self.engine)
        return model, path[skipped:], value_at(self.cursor.data, path[:skipped])

    def describe(self, *more: str | int) -> reflection.FieldDoc | None:
        """Return what the contract says of the cursor's path, or of one below it."""
        model, path, data = self._contract
        return reflection.describe(model, (*path, *more), data)

    def allowed_keys(self, *more: str | int) -> tuple[str, ...]:
        """Return the keys that the mapping at the cursor's path, or one below it, may have."""
        model, path, data = self._contract
        return reflection.allowed_keys(model, (*path, *more), data)

    def required_keys(self, *more: str | int) -> tuple[str, ...]:
        """Return the keys that the mapping at the cursor's path, or one below it, must have."""
        model, path, data = self._contract
        return reflection.required_keys(model, (*path, *more), data)

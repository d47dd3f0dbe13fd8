"""One error of a model at what the person typed: the places that it speaks of, and their names.

Pydantic knows a path through data; here it becomes the key and the value of a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.schema_words import expected_type
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.errors import ModelError
from floe_lsp.schemas.types.field_types import FieldType, TypeKind
from floe_lsp.schemas.types.reflection import FieldDoc
from floe_lsp.syntax import (
    MappingNode,
    Node,
    Path,
    ScalarNode,
    SequenceNode,
    child_of,
    dereference,
    locate,
)
from floe_lsp.wording.paths import subject
from floe_lsp.wording.quoting import quote, shown

from .repeated_names import TakenNames

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, eq=False)
class LocatedError:
    """An error of validating a document as a model."""

    document: Document
    root: Node
    model: type[BaseModel]
    error: ModelError
    taken: TakenNames
    """Shared by all errors of the document."""

    @cached_property
    def path(self) -> Path:
        """The path of the error, without the steps that Pydantic adds for a union's branch."""
        path: list[int | str] = []
        node = self.root
        loc = self.error.loc
        for index, step in enumerate(loc):
            child = child_of(node, step)
            if child is not None:
                node = child.value
            elif index < len(loc) - 1:
                continue
            path.append(step)
        return tuple(path)

    # --- places -------------------------------------------------------------------------------

    @property
    def key(self) -> Node | None:
        """The key at the path, where there is one."""
        found = locate(self.root, self.path)
        return None if found is None else found.key

    @cached_property
    def value(self) -> Node:
        """The value at the path; its key where the value is written as nothing."""
        found = locate(self.root, self.path)
        if found is None:
            return self.root
        node = dereference(found.value)
        if node.start == node.end and found.key is not None:
            return found.key
        return node

    @property
    def collection_key(self) -> Node | None:
        """The key of a collection: too many entries are not the first one's fault."""
        found = locate(self.root, self.path)
        if found is None or isinstance(dereference(found.value), ScalarNode):
            return None
        return found.key

    def owner_place(self, path: Path) -> Node:
        """Return where to show that something is missing: the owner's key, else its first key."""
        found = locate(self.root, path)
        if found is not None and found.key is not None:
            return found.key
        node = dereference(self.root if found is None else found.value)
        if isinstance(node, MappingNode) and node.entries:
            return node.entries[0].key
        return node

    def holder(self, path: Path) -> Node:
        """Return the mapping or list in which a path ends."""
        parent = locate(self.root, path[:-1])
        return self.root if parent is None else dereference(parent.value)

    @property
    def is_in_flow(self) -> bool:
        """Whether the value stands inside brackets."""
        node = self.holder(self.path)
        return isinstance(node, (MappingNode, SequenceNode)) and node.flow

    # --- what the models say ------------------------------------------------------------------

    @cached_property
    def doc(self) -> FieldDoc | None:
        """What the models say of the field."""
        return reflection.describe(self.model, self.path, self.document.value)

    @property
    def is_required(self) -> bool:
        """Whether the field must be given."""
        return self.doc is None or self.doc.required

    @property
    def allowed(self) -> tuple[str, ...]:
        """The only values that the field takes; empty where that is not what is wrong."""
        if self.error.type not in ("literal_error", "enum") or self.doc is None:
            return ()
        return self.doc.allowed

    @property
    def expected(self) -> FieldType:
        """What the field takes: every member of a union, of anything else the kind alone."""
        # What is written at a union says nothing about it here: it is wrong.
        doc = reflection.describe(self.model, self.path)
        if doc is not None and doc.type.members:
            return doc.type
        expected = expected_type(self.error.type)
        if expected is not None:
            return expected
        return FieldType(TypeKind.ANY) if doc is None else doc.type

    # --- words --------------------------------------------------------------------------------

    @property
    def subject(self) -> str:
        """The name of the field, with that of the item it stands in."""
        return subject(self.path)

    @property
    def shown(self) -> str:
        """The value as a message shows it."""
        return shown(self.error.input)

    def owner(self, path: Path) -> str:
        """Name the mapping at a path: the file, an item by its own name, else a field."""
        if not path:
            return self.document.path.name
        name = locate(self.root, (*path, "name")) if isinstance(path[-1], int) else None
        typed = None if name is None else name.value.value
        return quote(typed) if isinstance(typed, str) and typed.strip() else subject(path)

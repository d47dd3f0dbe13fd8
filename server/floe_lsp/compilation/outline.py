"""A tolerant view of a product's tree, for rules that must also work on a file with mistakes.

The Pydantic model exists only when every field is right. The outline takes what is there: a
transform without a name, a ``dependsOn`` that holds numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from weakref import ref

from floe_lsp.schemas.product.floe_spec import TransformSpec
from floe_lsp.syntax import (
    Entry,
    MappingNode,
    Node,
    child_of,
    dereference,
    entries,
    fields_of,
    items_of,
)
from floe_lsp.wording.placeholders import is_placeholder

from .documents import Document

# A look-up for each spelling and no loop: this runs for every transform at every keystroke.
_DEPENDS_ON, _DEPENDS_ON_TOO = TransformSpec.keys_of("depends_on")
_QUALITY_CHECKS, _QUALITY_CHECKS_TOO = TransformSpec.keys_of("quality_checks")


@dataclass(frozen=True)
class Reference:
    """A name that stands in a list, with its node as typed."""

    name: str
    node: Node


@dataclass(frozen=True, eq=False)
class TransformOutline:
    """One item of ``transforms``."""

    node: MappingNode
    fields: dict[str, Entry]
    name: str | None
    """The declared name when it is text."""
    dependencies: tuple[Reference, ...]
    """The names in ``depends_on`` that are text."""

    @property
    def name_node(self) -> Node:
        """The name's value, or the whole item when there is none."""
        entry = self.fields.get("name")
        return self.node if entry is None else entry.value

    @property
    def engine_node(self) -> Node | None:
        """The value of ``compute``, whatever it is."""
        entry = self.fields.get("compute")
        return None if entry is None else entry.value

    @property
    def engine(self) -> str | None:
        """The engine that it names itself."""
        return self._text("compute") or None

    @property
    def tier(self) -> str | None:
        """Its tier, when it is text."""
        return self._text("tier")

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags that are text."""
        entry = self.fields.get("tags")
        found = items_of(None if entry is None else entry.value)
        return tuple(item.value for item in found if isinstance(item.value, str))

    @property
    def depends_on(self) -> Entry | None:
        """The entry with the names of those that are built before."""
        return self.fields.get(_DEPENDS_ON) or self.fields.get(_DEPENDS_ON_TOO)

    @property
    def quality_checks(self) -> Entry | None:
        """The entry with the transform's checks."""
        return self.fields.get(_QUALITY_CHECKS) or self.fields.get(_QUALITY_CHECKS_TOO)

    def _text(self, field: str) -> str | None:
        entry = self.fields.get(field)
        value = None if entry is None else entry.value.value
        return value if isinstance(value, str) else None


class ProductOutline:
    """The parts of floe.yaml that rules ask for, read from the tree on first use."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def transforms(self) -> tuple[TransformOutline, ...]:
        """The items of ``transforms`` that are mappings."""
        return tuple(
            _transform(node)
            for item in items_of(self._section("transforms"))
            if isinstance(node := dereference(item), MappingNode)
        )

    @cached_property
    def by_name(self) -> dict[str, TransformOutline]:
        """The first transform of each name."""
        found: dict[str, TransformOutline] = {}
        for transform in self.transforms:
            if transform.name is not None:
                found.setdefault(transform.name, transform)
        return found

    @cached_property
    def references(self) -> dict[str, list[Reference]]:
        """Every place in a ``dependsOn`` that names a transform, by that name."""
        found: dict[str, list[Reference]] = {}
        for transform in self.transforms:
            for reference in transform.dependencies:
                found.setdefault(reference.name, []).append(reference)
        return found

    @cached_property
    def dependants(self) -> dict[str, list[TransformOutline]]:
        """By name the transforms that depend on it, each once, in the order of the file."""
        found: dict[str, list[TransformOutline]] = {}
        for transform in self.transforms:
            for name in dict.fromkeys(reference.name for reference in transform.dependencies):
                found.setdefault(name, []).append(transform)
        return found

    def downstream(self, name: str) -> set[str]:
        """Return the names of all transforms that depend on one, by others too."""

        def above(of: str) -> list[str]:
            return [user.name for user in self.dependants.get(of, ()) if user.name]

        return reach(name, above)

    @cached_property
    def schedule(self) -> dict[str, Entry]:
        """The fields of ``schedule``."""
        return fields_of(self._section("schedule"))

    def _section(self, name: str) -> Node | None:
        root = self.document.root
        child = None if root is None else child_of(root, name)
        return None if child is None else child.value


def reach(start: str, edges: Callable[[str], Iterable[str]]) -> set[str]:
    """Return every name that can be reached from ``start``, without ``start`` itself."""
    seen = {start}
    queue = deque([start])
    while queue:
        for name in edges(queue.popleft()):
            if name not in seen:
                seen.add(name)
                queue.append(name)
    return seen - {start}


class _Kept:
    """The outline of a document, as long as anybody holds it; it holds the document itself."""

    def __init__(self, _: Document) -> None:
        self.outline: ref[ProductOutline] | None = None


def outline_of(document: Document) -> ProductOutline:
    """Return the outline of a document: the same while anybody holds it, so it is read once."""
    kept = document.once(_Kept)
    found = None if kept.outline is None else kept.outline()
    if found is None:
        found = ProductOutline(document)
        kept.outline = ref(found)
    return found


def _transform(node: MappingNode) -> TransformOutline:
    found = entries(node)
    name = found["name"].value.value if "name" in found else None
    depends_on = found.get(_DEPENDS_ON) or found.get(_DEPENDS_ON_TOO)
    return TransformOutline(
        node,
        found,
        name if isinstance(name, str) and not is_placeholder("name", name) else None,
        tuple(
            Reference(item.value, item)
            for item in items_of(depends_on.value if depends_on else None)
            if isinstance(item.value, str)
        ),
    )

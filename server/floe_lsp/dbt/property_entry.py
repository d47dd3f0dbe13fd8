"""Where a property file describes something, and the description as a tree of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar, cast

from floe_lsp.syntax import (
    Entry,
    MappingNode,
    Node,
    SourceText,
    Span,
    dereference,
    entries,
    fields_of,
    items_of,
)

from .yaml_text import parse_as_dbt

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True)
class PropertyEntry:
    """The place where a property file describes something."""

    path: Path
    text: SourceText
    span: Span
    """The name as typed, with its quotes."""
    name: Node
    """The node of the name: an alias when it was typed as one."""
    item: Span
    """The whole description."""
    _made: dict[object, tuple[object, object]] = field(
        default_factory=dict[object, tuple[object, object]], init=False, compare=False, repr=False
    )

    def made_again(self, make: Callable[[PropertyEntry, K], T], about: K) -> T:
        """Return what is made of the description, made again only about something else.

        It is kept as long as the file says the same, be it that of an older keystroke.

        Args:
            make: Makes it, and is its name: of each the newest is kept.
            about: All else that it is made of.
        """
        before = self._made.get(make)
        if before is not None and before[0] == about:
            return cast("T", before[1])
        made = make(self, about)
        self._made[make] = (about, made)
        return made

    @cached_property
    def _line(self) -> Span:
        """The description, from the beginning of its first line to the end of its last."""
        start = self.text.line_span(self.text.position(self.item.start).line).start
        return Span(start, self.text.line_span(self.text.position(self.item.end).line).end)

    @property
    def excerpt_start(self) -> int:
        """Where the excerpt stands in the file."""
        return self._line.start

    @cached_property
    def excerpt(self) -> SourceText:
        """The lines of the description, with blanks for what stands before it on the first.

        The tree of the file is not kept; what writes into a description reads it again from these.
        """
        start, end = self._line
        text = self.text.text
        lines = " " * (self.item.start - start) + text[self.item.start : end]
        return SourceText(lines, line_break=self.text.line_break)

    @cached_property
    def fields(self) -> MappingNode | None:
        """The description as a tree over the excerpt; ``None`` where it cannot stand by itself."""
        tree = parse_as_dbt(self.excerpt)
        return tree.root if isinstance(tree.root, MappingNode) and not tree.problems else None

    @cached_property
    def columns(self) -> Mapping[Span, MappingNode]:
        """The columns, those of versions too, by the places of their names.

        The places count in the file, the nodes in the excerpt of it. There are none where the
        description cannot be read by itself.
        """
        offset = self.excerpt_start
        found: dict[Span, MappingNode] = {}
        for column in _columns_in({} if self.fields is None else entries(self.fields)):
            name = entries(column).get("name")
            if name is not None:
                start, end = name.value.span
                found[Span(start + offset, end + offset)] = column
        return found


def _columns_in(fields: dict[str, Entry]) -> Iterator[MappingNode]:
    versions = fields.get("versions")
    below = items_of(None if versions is None else versions.value)
    for place in (fields, *map(fields_of, below)):
        columns = place.get("columns")
        for each in items_of(None if columns is None else columns.value):
            column = dereference(each)
            if isinstance(column, MappingNode):
                yield column

"""A parsed file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from floe_lsp.syntax import Node, Place, SourceText, Span, SyntaxProblem, TextEdit, Tree, locate

from .codes import CODES, Severity
from .diagnostics import Applicability, Diagnostic, Edit, Fix, Location, Related
from .scalars import content_span

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Document:
    """One YAML file as it was read: compared and cached by identity."""

    path: Path
    content: bytes
    """The bytes as read; an editor's buffer is encoded as UTF-8."""
    text: SourceText
    tree: Tree
    problems: tuple[SyntaxProblem, ...]
    """What is wrong with the encoding and the YAML."""
    _made: dict[object, object] = field(
        default_factory=dict[object, object], init=False, repr=False
    )

    def once(self, make: Callable[[Document], T]) -> T:
        """Return what ``make`` reads out of this document, made on first use.

        It is kept as long as the document and must not hold it, or neither would ever be freed.
        """
        if make not in self._made:
            # Two threads may both make it; both get the one that is kept.
            return cast("T", self._made.setdefault(make, make(self)))
        return cast("T", self._made[make])

    @property
    def root(self) -> Node | None:
        """The root node, ``None`` for an empty document."""
        return self.tree.root

    @property
    def value(self) -> object:
        """The plain data of the whole document."""
        return None if self.root is None else self.root.value

    @property
    def name_node(self) -> Node | None:
        """The name of the product or the platform: the value of ``metadata.name``."""
        return self.node("metadata", "name")

    @property
    def start(self) -> Node | Span:
        """What stands for the whole file: its root, or its beginning when there is none."""
        return self.root or Span(0, 0)

    def place(self, *path: str | int) -> Place | None:
        """Return the key and value at a path, ``None`` where nothing is written."""
        return None if self.root is None else locate(self.root, path)

    def node(self, *path: str | int) -> Node | None:
        """Return the value at a path, ``None`` where nothing is written."""
        place = self.place(*path)
        return None if place is None else place.value

    def key(self, *path: str | int) -> Node | None:
        """Return the key at a path, ``None`` where nothing is written."""
        place = self.place(*path)
        return None if place is None else place.key

    def location(self, place: Node | Span) -> Location:
        """Return the location of a node or a span of this document, clamped to one line."""
        span = content_span(self.text, place) if isinstance(place, Node) else place
        return Location(self.path, self.text.first_line(span), self.text)

    def related(self, place: Node | Span, message: str) -> Related:
        """Return a related place of this document."""
        return Related(self.location(place), message)

    def fix(
        self,
        title: str,
        *edits: TextEdit,
        applicability: Applicability = Applicability.UNSAFE,
    ) -> Fix:
        """Return a fix that edits this document."""
        return Fix(
            title,
            tuple(Edit(Location(self.path, edit.span, self.text), edit.text) for edit in edits),
            applicability,
        )

    def diagnostic(
        self,
        code: str,
        place: Node | Span,
        message: str,
        suggestion: str | None = None,
        *,
        related: tuple[Related, ...] = (),
        fixes: tuple[Fix, ...] = (),
        severity: Severity | None = None,
    ) -> Diagnostic:
        """Return a finding at a place of this document; ``severity`` if not the code's own."""
        return Diagnostic(
            code,
            message,
            self.location(place),
            severity or CODES[code].severity,
            suggestion,
            related,
            fixes,
        )

"""A parsed file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from floe_lsp.syntax import (
    Node,
    Place,
    ProblemKind,
    SourceText,
    Span,
    SyntaxProblem,
    TextEdit,
    Tree,
    locate,
)
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.syntax.problems import joined
from floe_lsp.wording.file_paths import below_shared_folder
from floe_lsp.wording.quoting import quote_name

from .codes import CODES, Severity, Trait
from .declared_kind import says_it_is_ours
from .diagnostics import NO_TEXT, Applicability, Diagnostic, Edit, Fix, Location, Related
from .scalars import content_span
from .secrecy import Secrecy

if TYPE_CHECKING:
    from floe_lsp.registries.reference import Reference

T = TypeVar("T")


MOST_EDITS = 5_000
"""No fix of a finding has more."""

_HELP_WITHOUT_TEXT = {
    "E013": "save the file as UTF-8",
    "E014": "remove the character; in text, write it as an escape in double quotes",
    "E027": "type the spaces and signs again that are not those of YAML",
}
"""What is to be done about a text of which nothing may be shown."""


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
    address: Reference | None = None
    """Where a registry holds it, with its digest; ``path`` is that of a copy then."""
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
    def is_quotable(self) -> bool:
        """Whether anything of the text may be shown: not of a file of another program.

        Such a file is read when a product names it, whether by mistake or to see what is in it.
        """
        return self.once(_says_it_is_ours)

    @property
    def is_foreign(self) -> bool:
        """Whether the file holds something, and does not say that it is one that floe reads."""
        if self.is_quotable:
            return False
        return all(each.kind is not ProblemKind.EMPTY_DOCUMENT for each in self.problems)

    @property
    def secrecy(self) -> Secrecy:
        """What of the text may be shown to nobody, whoever wrote it."""
        return self.once(_secrecy)

    def named_from(self, folder: Path) -> str:
        """Return how files in a folder name this one, where nothing of the machine may be told."""
        if self.address is not None:
            return str(self.address)
        return below_shared_folder(folder, self.path)

    @property
    def root(self) -> Node | None:
        """The root node, ``None`` for an empty document."""
        return self.tree.root

    @property
    def size(self) -> int:
        """Keys and values that were read, also those of a part that was read again."""
        return self.tree.size

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
        shown = self.secrecy.shown if self.is_quotable else NO_TEXT
        return Location(self.path, self.text.first_line(span), self.text, shown)

    def related(self, place: Node | Span, message: str) -> Related:
        """Return a related place of this document."""
        return Related(self.location(place), self.masked(message))

    def fix(
        self,
        title: str,
        *edits: TextEdit,
        applicability: Applicability = Applicability.UNSAFE,
        near_miss: bool = False,
    ) -> Fix:
        """Return a fix that edits this document.

        Args:
            title: What it does, as an imperative.
            edits: In order of place, without overlaps.
            applicability: Whether it may be applied unseen.
            near_miss: See ``Fix.is_near_miss``.
        """
        together = tuple(joined(edits))
        return Fix(
            self.masked(title),
            tuple(Edit(Location(self.path, each.span, self.text), each.text) for each in together),
            applicability,
            moves_a_secret=any(self.masked(each.text) != each.text for each in together),
            is_near_miss=near_miss,
        )

    def near_miss_fix(
        self,
        *places: Node | Span,
        near: str,
        applicability: Applicability = Applicability.UNSAFE,
        renames: bool = False,
    ) -> Fix:
        """Return the fix that writes the word which was probably meant.

        Args:
            places: Where it is misspelt, in order of place.
            near: What was meant.
            applicability: Whether it may be applied unseen.
            renames: Whether a key is named, which is written as it is.
        """
        text = near if renames else emit_scalar(near)
        spans = (each.span if isinstance(each, Node) else each for each in places)
        return self.fix(
            f"{'Rename to' if renames else 'Replace with'} {quote_name(near)}",
            *(TextEdit(span, text) for span in spans),
            applicability=applicability,
            near_miss=True,
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
        """Return a finding at a place of this document; ``severity`` if not the code's own.

        Its words may name values: what is secret among them is hidden here, for all that show it.
        Of a file that may not be quoted only the place and the kind of the finding are told. A fix
        of very many edits is left out: nobody can look at it, and reports write each of them.
        """
        info = CODES[code]
        fixes = tuple(each for each in fixes if len(each.edits) <= MOST_EDITS)
        if not self.is_quotable:
            related, fixes = (), ()
            if Trait.QUOTES_NOTHING not in info.traits:
                message, suggestion = info.title, _HELP_WITHOUT_TEXT.get(code)
        return Diagnostic(
            code,
            self.masked(message),
            self.location(place),
            severity or info.severity,
            None if suggestion is None else self.masked(suggestion),
            related,
            fixes,
        )

    def counted(
        self, code: str, place: Node | Span, severity: Severity | None = None
    ) -> Diagnostic:
        """Return a finding that is told by its kind alone, one of more than are shown.

        Describing tens of thousands, which are only counted, would take seconds.
        """
        info = CODES[code]
        # Its place is the whole one: what masks secrets goes by those that are only counted, too.
        span = content_span(self.text, place) if isinstance(place, Node) else place
        location = Location(self.path, self.text.first_line(span), self.text, NO_TEXT)
        return Diagnostic(code, info.title, location, severity or info.severity)

    def masked(self, words: str) -> str:
        """Return words with stars for the secrets of this document that they repeat."""
        return self.secrecy.masked(words)


def _says_it_is_ours(document: Document) -> bool:
    root = None if document.problems else document.root
    return says_it_is_ours(document.path.name, document.text, root)


def _secrecy(document: Document) -> Secrecy:
    return Secrecy(document.text, document.root, is_sound=not document.problems)

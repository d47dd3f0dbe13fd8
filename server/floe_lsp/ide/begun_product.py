"""A floe.yaml that is empty or just begun: what it lacks is no fault yet, and can be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from floe_lsp.compilation import Diagnostic, Document
from floe_lsp.compilation.codes import Trait
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.schemas.versions import API_VERSION, SPEC_KIND
from floe_lsp.syntax import MappingNode, Node, Span, TextEdit, fields_of
from floe_lsp.syntax.edits import line_break

from .completion.file_templates import product_template
from .completion.snippets import filled
from .fixes.actions import ActionKind, CodeAction
from .fixes.edits import action
from .new_product import NewProduct, product_name_in, product_text
from .snapshot import Snapshot

_LONGEST = 10_000
"""Characters that are looked at; a comment may stand above what is begun."""
_HEAD = {"apiVersion": API_VERSION, "kind": SPEC_KIND, "metadata": None}
"""The keys of a product's head, with the only value that they may have."""


def is_begun(document: Document) -> bool:
    """Whether a file has no more than the head of a product, or the beginning of it."""
    if isinstance(document.root, MappingNode):
        return all(
            key in _HEAD and _is_begun_value(entry.value, _HEAD[key])
            for key, entry in fields_of(document.root).items()
        )
    said = [line for line in document.text.text[:_LONGEST].splitlines() if _says_something(line)]
    return not said or (len(said) == 1 and any(key.startswith(said[0].rstrip()) for key in _HEAD))


def _is_begun_value(node: Node, value: str | None) -> bool:
    return value is None or node.value is None or value.startswith(str(node.value))


def says_what_is_missing(document: Document, found: Diagnostic) -> bool:
    """Whether a finding only says what is still to be written in a file that is begun.

    One at the value of ``kind`` says that something else was begun.
    """
    kind = document.node("kind")
    is_about_kind = kind is not None and found.location.span == kind.span
    return Trait.NOT_WRITTEN_YET in found.info.traits and not is_about_kind


def is_blank(document: Document) -> bool:
    """Whether nothing stands in a file, but for comments."""
    return document.root is None and not document.is_foreign


def new_product_here(snapshot: Snapshot, here: Iterable[Diagnostic]) -> Iterator[CodeAction]:
    """Yield the action that writes a whole product where one is begun, and keeps what is there."""
    document = snapshot.document
    lacking = tuple(each for each in here if says_what_is_missing(document, each))
    if snapshot.kind is not FileKind.PRODUCT or not lacking or not is_begun(document):
        return
    folder = snapshot.path.parent
    given = [document.node("metadata", key) for key in ("name", "owner")]
    name, owner = (str(each.value) if each is not None and each.value else None for each in given)
    new = NewProduct(folder, name or product_name_in(folder, snapshot.sources), owner)
    lines = document.text.text.splitlines()
    kept = [line.rstrip() for line in lines if _says_something(line)]
    head = filled(product_template(new.name, owner=owner)).splitlines()
    if not all(any(each.startswith(line) for each in head) for line in kept):
        return
    comments = [line for line in lines if line.strip() and not _says_something(line)]
    whole = "\n".join([*comments, product_text(new, snapshot.sources)])
    whole = whole.replace("\n", line_break(document.text))
    edit = TextEdit(Span(0, len(document.text.text)), whole)
    found = action(snapshot, "New product here", ActionKind.QUICK_FIX, (edit,))
    yield CodeAction(found.title, found.kind, found.edits, lacking)


def _says_something(line: str) -> bool:
    return line.strip() not in ("", "---") and not line.lstrip().startswith(("#", "%"))

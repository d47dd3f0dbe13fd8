"""What the word at a cursor is: one answer, with which every feature begins.

What a word is follows from its place (``places``), and from where aliases bring it: the item of
``x-inputs: &inputs [stg_orders]``, used as ``dependsOn: *inputs``, names a transform.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path as FilePath

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.manifest_files import manifest_file
from floe_lsp.ide.places import WordKind, place_at
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import AliasNode, Node, Path, ScalarNode, Span, dereference, path_at
from floe_lsp.syntax.walk import entry_of, walk

from . import broken_text
from .ignored_codes import ignored_code_at
from .transforms import transform_names
from .written import anchor_span, written_span

_ANCHOR = re.compile(r"&[^\s,\[\]{}]+")

BY_PLACE_ALONE = (WordKind.TRANSFORM, WordKind.ENGINE, WordKind.PRODUCT, WordKind.MANIFEST)
"""What names a thing by its place, whatever an alias uses the same text for."""


@dataclass(frozen=True)
class Definition:
    """What a word is, and where it stands."""

    kind: WordKind
    name: str
    """The name of the thing; of a key or a plain value its text, empty where it holds no text."""
    origin: Span
    """The word as typed, without quotes."""
    node: Node | None = None
    """The node of the word as typed; of ``&name``, the node that carries it. ``None`` in a
    comment, and where the YAML could not be read."""
    path: Path = ()
    """Where the value stands in the document, also when the word is its key."""
    is_declaration: bool = False
    file: FilePath | None = None
    """The file of a manifest, or the copy of one; ``None`` where its address leads to neither."""

    @property
    def span(self) -> Span:
        """The word as typed, with its quotes."""
        if self.node is None or self.kind is WordKind.ANCHOR:
            return self.origin
        return self.node.span

    @property
    def anchored(self) -> Node | None:
        """The node that an anchor stands at, ``None`` for an alias of nothing."""
        return self.node.target if isinstance(self.node, AliasNode) else self.node


def definition_at(snapshot: Snapshot, offset: int) -> Definition | None:
    """Return what stands at a code-point offset, ``None`` between words."""
    return (
        _code_at(snapshot, offset)
        or _anchor_at(snapshot, offset)
        or _word_at(snapshot, offset)
        or _reference_in_broken_text(snapshot, offset)
    )


def definition_of(snapshot: Snapshot, path: Path, node: ScalarNode) -> Definition:
    """Return what a value is that stands at ``path``, by itself or by an alias."""
    origin = written_span(snapshot.document.text.text, node)
    name: object = node.value
    if not isinstance(name, str) or not name:
        return Definition(WordKind.VALUE, "", origin, node, path)
    place = place_at(snapshot.kind, path)
    kind, declares = place.kind, place.declares
    if kind not in BY_PLACE_ALONE or (kind is WordKind.TRANSFORM and not declares):
        named = _names_transform(snapshot, name, node)
        if named is not None:
            kind, declares = WordKind.TRANSFORM, named
    file = None
    if kind is WordKind.MANIFEST:
        file = snapshot.path
        if not declares:
            file = manifest_file(snapshot.sources, snapshot.path, name)
    return Definition(kind, name, origin, node, path, declares, file)


def _code_at(snapshot: Snapshot, offset: int) -> Definition | None:
    found = ignored_code_at(snapshot.document, offset)
    return None if found is None else Definition(WordKind.CODE, found.code, found.span)


def _anchor_at(snapshot: Snapshot, offset: int) -> Definition | None:
    """Return the anchor whose ``&name`` stands at ``offset``."""
    document = snapshot.document
    text = document.text
    line = text.line_span(text.position(offset).line)
    for match in _ANCHOR.finditer(text.text, line.start, line.end):
        if match.start() <= offset <= match.end():
            name, span = match[0][1:], Span(*match.span())
            last = document.tree.anchors.get(name)
            for node in chain(() if last is None else (last,), walk(document.root)):
                if node.anchor == name and anchor_span(text, node) == span:
                    path = () if document.root is None else path_at(document.root, node.start).path
                    return Definition(WordKind.ANCHOR, name, span, node, path, True)
    return None


def _word_at(snapshot: Snapshot, offset: int) -> Definition | None:
    root = snapshot.document.root
    if root is None:
        return None
    path, node, on_key = path_at(root, offset)
    if not node.start <= offset <= node.end:
        return None
    if isinstance(node, AliasNode):
        return Definition(WordKind.ANCHOR, node.name, node.span, node, path)
    if not isinstance(node, ScalarNode):
        return None
    if not on_key:
        return definition_of(snapshot, path, node)
    kind = WordKind.FIELD
    if node.text == "<<":
        entry = entry_of(root, node)
        kind = WordKind.MERGE if entry is not None and entry.is_merge else kind
    name = node.value if isinstance(node.value, str) else ""
    return Definition(kind, name, written_span(snapshot.document.text.text, node), node, path)


def transform_of(name: str) -> Definition:
    """Return what a name means that stands outside of a product: the transform, wherever named."""
    return Definition(WordKind.TRANSFORM, name, Span(0, 0))


def _reference_in_broken_text(snapshot: Snapshot, offset: int) -> Definition | None:
    span = broken_text.reference_at(snapshot, offset)
    if span is None:
        return None
    return Definition(WordKind.TRANSFORM, snapshot.document.text.slice(span), span)


def _names_transform(snapshot: Snapshot, name: str, node: Node) -> bool | None:
    """Return whether a node declares a transform, ``None`` where it doesn't name one."""
    outline = snapshot.outline
    if snapshot.kind is not FileKind.PRODUCT:
        return None
    if name not in outline.by_name and name not in outline.references:
        return None
    found = [
        each.is_declaration
        for each in transform_names(snapshot, name)
        if dereference(each.node) is node
    ]
    return any(found) if found else None

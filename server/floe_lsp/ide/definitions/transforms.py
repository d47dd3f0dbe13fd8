"""Every place of a product that names one of its transforms.

Aliases are followed: in ``x-inputs: &inputs [stg_orders]``, used as ``dependsOn: *inputs``, the
item names a transform although it stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.places import WordKind, words_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Node, dereference


class TransformMention(NamedTuple):
    """A place that names a transform; ``node`` is as typed, so it may be an alias."""

    name: str
    node: Node
    is_declaration: bool


def transform_names(snapshot: Snapshot, name: str | None = None) -> Iterator[TransformMention]:
    """Yield the places that name the transform ``name``, or any: declarations come first.

    A ``dependsOn`` names a transform even where none of this name is declared. An output port and
    the table of a destination do only where one is.
    """
    outline = snapshot.outline
    for transform in outline.transforms:
        if transform.name and name in (None, transform.name):
            yield TransformMention(transform.name, transform.name_node, True)
    for each in outline.references if name is None else (name,):
        for reference in outline.references.get(each, ()):
            yield TransformMention(reference.name, reference.node, False)
    for published, node in _published(snapshot):
        if name in (None, published):
            yield TransformMention(published, node, False)


def references_by_name(snapshot: Snapshot) -> dict[str, list[Node]]:
    """Return every place that names a transform without declaring it, by that name."""
    references = snapshot.outline.references
    found = {name: [each.node for each in places] for name, places in references.items()}
    for published, node in _published(snapshot):
        found.setdefault(published, []).append(node)
    return found


def transform_nodes(snapshot: Snapshot) -> dict[int, bool]:
    """Return by ``id`` the nodes that name a transform, and whether each declares it."""
    found: dict[int, bool] = {}
    for each in transform_names(snapshot):
        node = id(dereference(each.node))
        found[node] = found.get(node, False) or each.is_declaration
    return found


def published_names(snapshot: Snapshot) -> Iterator[Node]:
    """Yield what names a transform where one is declared: output ports, tables of destinations."""
    if snapshot.kind is FileKind.PRODUCT:
        for kind in (WordKind.PORT, WordKind.TABLE):
            for node, _ in words_of(snapshot.document.root, FileKind.PRODUCT, kind):
                yield node


def _published(snapshot: Snapshot) -> Iterator[tuple[str, Node]]:
    """The output ports that publish a declared transform, and destinations that read it."""
    for node in published_names(snapshot):
        published: object = node.value
        if isinstance(published, str) and published in snapshot.outline.by_name:
            yield published, node

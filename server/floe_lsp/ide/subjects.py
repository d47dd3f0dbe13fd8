"""What a cursor is about when somebody wants to go elsewhere from it, or to rename it.

``targets`` says what a node means by its path. Here aliases and merged parts are followed too: in
``x-inputs: &inputs [stg_orders]``, used as ``dependsOn: *inputs``, the item is a reference to a
transform although it stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from pathlib import Path

from floe_lsp.compilation.load.manifests import resolve
from floe_lsp.compilation.outline import Reference, fields, items
from floe_lsp.syntax import AliasNode, Node, ScalarNode, Span, dereference

from .kinds import FileKind
from .snapshot import Snapshot
from .targets import Role, target_at
from .walk import anchor_span, walk

_ANCHOR = re.compile(r"&[^\s,\[\]{}]+")
_WORD = re.compile(r"[A-Za-z0-9_]+")
_REFERENCE_LINE = re.compile(r"\s*-\s+[\"']?|.*\bdepends(?:On|_on)\s*:.*")
PORTS = ("outputPorts", "output_ports")


class Kind(str, Enum):
    """A thing that has a name of its own."""

    TRANSFORM = "transform"
    ENGINE = "engine"
    ANCHOR = "anchor"
    PRODUCT = "product"
    MANIFEST = "manifest"


@dataclass(frozen=True)
class Subject:
    """A named thing, and where the cursor found it."""

    kind: Kind
    name: str
    origin: Span
    """What was typed at the cursor, without quotes."""
    node: Node | None = None
    """The node at the cursor; of an anchor, the node that carries it."""
    is_declaration: bool = False
    path: Path | None = None
    """The file of a manifest."""


def subject_at(snapshot: Snapshot, offset: int) -> Subject | None:
    """Return what stands at a code-point offset, ``None`` where nothing has a name."""
    anchor = _anchor_at(snapshot, offset)
    if anchor is not None:
        return anchor
    target = target_at(snapshot, offset)
    if target is None:
        return _reference_in_broken_text(snapshot, offset)
    node = target.node
    if isinstance(node, AliasNode):
        if node.target is None:
            return None
        return Subject(Kind.ANCHOR, node.name, node.span, node.target)
    if target.role is Role.KEY or not isinstance(node.value, str) or not node.value:
        return None
    origin = written_span(snapshot.document.text.text, node)
    if target.role in (Role.MANIFEST_PATH, Role.MANIFEST_NAME):
        return _manifest(snapshot, target.role, node, origin)
    kind = _KINDS.get(target.role)
    if kind is None and snapshot.kind is FileKind.PRODUCT:
        kind = _transform_by_alias(snapshot, node)
    if snapshot.kind is FileKind.MANIFEST and target.path[:1] == ("approved_products",):
        return Subject(Kind.PRODUCT, node.value, origin, node)
    if kind is None:
        return None
    declares = target.role in _DECLARING or (
        kind is Kind.TRANSFORM and any(_declares(snapshot, node))
    )
    return Subject(kind, node.value, origin, node, declares)


_KINDS = {
    Role.TRANSFORM_DECLARATION: Kind.TRANSFORM,
    Role.TRANSFORM_REFERENCE: Kind.TRANSFORM,
    Role.ENGINE: Kind.ENGINE,
    Role.PRODUCT_NAME: Kind.PRODUCT,
}
_DECLARING = (Role.TRANSFORM_DECLARATION, Role.PRODUCT_NAME)


def written_span(text: str, node: Node) -> Span:
    """Return where the text of a scalar stands, without its quotes."""
    if isinstance(node, ScalarNode) and node.style in ("single", "double"):
        inner = Span(node.start + 1, node.start + 1 + len(node.text))
        if text[inner.start : inner.end] == node.text and inner.end < node.end:
            return inner
    return node.span


def port_names(snapshot: Snapshot) -> Iterator[Reference]:
    """Yield the names of the output ports: each is the model that it publishes."""
    root = fields(snapshot.document.root)
    for key in PORTS:
        for item in items(root[key].value if key in root else None):
            entry = fields(item).get("name")
            if entry is not None and isinstance(entry.value.value, str):
                yield Reference(entry.value.value, entry.value)


def _manifest(snapshot: Snapshot, role: Role, node: Node, origin: Span) -> Subject | None:
    name = str(node.value)
    if role is Role.MANIFEST_NAME:
        return Subject(Kind.MANIFEST, name, origin, node, True, snapshot.path)
    if "://" in name or "\0" in name:
        return None
    return Subject(Kind.MANIFEST, name, origin, node, False, resolve(snapshot.path, name))


def _anchor_at(snapshot: Snapshot, offset: int) -> Subject | None:
    """Return the anchor whose ``&name`` stands at ``offset``."""
    text = snapshot.document.text
    line = text.line_span(text.position(offset).line)
    for match in _ANCHOR.finditer(text.text, line.start, line.end):
        if match.start() <= offset <= match.end():
            name = match[0][1:]
            last = snapshot.document.tree.anchors.get(name)
            likely = () if last is None else (last,)
            for node in chain(likely, walk(snapshot.document.root)):
                if node.anchor == name and anchor_span(text, node) == match.span():
                    return Subject(Kind.ANCHOR, name, Span(*match.span()), node, True)
    return None


def _transform_by_alias(snapshot: Snapshot, node: Node) -> Kind | None:
    """Return whether a node names a transform from somewhere else, or publishes one."""
    outline = snapshot.outline
    references = outline.references.get(node.value, [])
    if any(dereference(reference.node) is node for reference in references):
        return Kind.TRANSFORM
    if any(_declares(snapshot, node)):
        return Kind.TRANSFORM
    if node.value in outline.by_name and any(
        dereference(reference.node) is node for reference in port_names(snapshot)
    ):
        return Kind.TRANSFORM
    return None


def _declares(snapshot: Snapshot, node: Node) -> Iterator[bool]:
    for transform in snapshot.outline.transforms:
        if transform.name == node.value and dereference(transform.name_node) is node:
            yield True


def _reference_in_broken_text(snapshot: Snapshot, offset: int) -> Subject | None:
    """Return a transform that is named where the YAML could not be read, by the line alone."""
    document = snapshot.document
    if not document.problems or snapshot.kind is not FileKind.PRODUCT:
        return None
    line = document.text.line_span(document.text.position(offset).line)
    for match in _WORD.finditer(document.text.text, line.start, line.end):
        if match.start() <= offset <= match.end():
            before = document.text.text[line.start : match.start()]
            if match[0] in snapshot.outline.by_name and _REFERENCE_LINE.fullmatch(before):
                return Subject(Kind.TRANSFORM, match[0], Span(*match.span()))
    return None

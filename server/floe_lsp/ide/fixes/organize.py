"""Sorts the transforms so that each stands below those it depends on.

Transforms that are in order stay where they are: a dependency that stands too low is pulled up to
right above the first one that needs it. An item takes the comments right above it along; blank
lines, and comments that a blank line sets apart, stay in their place.
"""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.codes import Trait
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import (
    AliasNode,
    MappingNode,
    Node,
    SequenceNode,
    SourceText,
    Span,
    TextEdit,
    parse,
)
from floe_lsp.syntax.edits import item_span
from floe_lsp.syntax.tokens import TokenKind, tokens
from floe_lsp.syntax.walk import walk


def organized(snapshot: Snapshot) -> tuple[TextEdit, ...]:
    """Return the edits that sort the transforms, none where they are sorted or cannot be."""
    document = snapshot.document
    if snapshot.kind is not FileKind.PRODUCT or document.problems:
        return ()
    node = document.node("transforms")
    transforms = snapshot.outline.transforms
    if not isinstance(node, SequenceNode) or node.flow or len(transforms) != len(node.items):
        return ()
    order = _order(node, transforms)
    if order is None or order == sorted(order):
        return ()
    key = document.key("transforms")
    chunks = None if key is None else _chunks(document.text, document.root, key, node)
    if chunks is None:
        return ()
    texts = [document.text.slice(chunk) for chunk in chunks]
    edits = tuple(
        TextEdit(chunk, texts[index])
        for chunk, index in zip(chunks, order, strict=True)
        if document.text.slice(chunk) != texts[index]
    )
    return edits if _keeps_meaning(snapshot, edits, order) else ()


def stops(diagnostics: tuple[Diagnostic, ...]) -> bool:
    """Whether findings tell that there is no order."""
    return any(Trait.NO_ORDER in each.info.traits for each in diagnostics)


def _order(node: SequenceNode, transforms: tuple[TransformOutline, ...]) -> list[int] | None:
    """The items in their new order, ``None`` where there is none."""
    places: dict[str, int] = {}
    for index, (item, transform) in enumerate(zip(node.items, transforms, strict=True)):
        if item is not transform.node or transform.name is None or transform.name in places:
            return None
        places[transform.name] = index
    anchors = {anchor: index for index, item in enumerate(node.items) for anchor in _anchors(item)}
    needs = [
        sorted(
            {places[each.name] for each in transform.dependencies if each.name in places}
            | {anchors[name] for name in _aliases(transform.node) if name in anchors} - {index}
        )
        for index, transform in enumerate(transforms)
    ]
    return _sorted(needs)


def _sorted(needs: list[list[int]]) -> list[int] | None:
    """Each index after those it needs, else as they are; ``None`` with a circle."""
    order: list[int] = []
    state = [0] * len(needs)  # 0 not seen, 1 open, 2 placed
    for start in range(len(needs)):
        if state[start]:
            continue
        state[start] = 1
        pending = [(start, iter(needs[start]))]
        while pending:
            index, rest = pending[-1]
            following = next(rest, None)
            if following is None:
                pending.pop()
                state[index] = 2
                order.append(index)
            elif state[following] == 1:
                return None
            elif state[following] == 0:
                state[following] = 1
                pending.append((following, iter(needs[following])))
    return order


def _anchors(item: Node) -> Iterator[str]:
    return (node.anchor for node in walk(item) if node.anchor is not None)


def _aliases(item: Node) -> Iterator[str]:
    return (node.name for node in walk(item) if isinstance(node, AliasNode))


def _chunks(
    source: SourceText, root: Node | None, key: Node, node: SequenceNode
) -> list[Span] | None:
    """The lines of each item with the comments that belong to it, without the last break."""
    found = tokens(source, root)
    if found is None:
        return None
    alone: dict[int, int] = {}
    ends: dict[int, int] = {}
    for token in found:
        line, column = source.position(token.start)
        if token.kind is TokenKind.COMMENT and not source.line(line)[:column].strip():
            alone[line] = column
        elif token.kind is TokenKind.BLOCK:
            ends[token.start] = source.position(token.end).line
    bounds: list[tuple[int, int]] = []
    column = source.position(item_span(source, node, 0).start).column
    previous = source.position(key.end).line
    for index in range(len(node.items)):
        span = item_span(source, node, index)
        first, last = source.position(span.start).line, source.position(span.end).line
        last = max([last, *(end for start, end in ends.items() if span.start <= start < span.end)])
        if source.line(first)[: source.position(span.start).column].strip():
            return None
        while first - 1 > previous and alone.get(first - 1, column + 1) <= column:
            first -= 1
        while alone.get(last + 1, -1) > column:
            last += 1
        bounds.append((first, last))
        previous = last
    return [
        Span(source.line_span(first).start, source.line_span(last).end) for first, last in bounds
    ]


def _keeps_meaning(snapshot: Snapshot, edits: tuple[TextEdit, ...], order: list[int]) -> bool:
    """Whether the sorted text holds the same transforms, and all else as before."""
    document = snapshot.document
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += [document.text.text[at : edit.span.start], edit.text]
        at = edit.span.end
    after = parse(SourceText("".join([*pieces, document.text.text[at:]])))
    before = document.root
    if after.problems or not isinstance(before, MappingNode):
        return False
    if not isinstance(after.root, MappingNode):
        return False
    expected = dict(before.value)
    items = expected["transforms"]
    expected["transforms"] = [items[index] for index in order]
    return repr(expected) == repr(after.root.value)

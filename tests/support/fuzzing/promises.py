"""What holds of every tree and of every finding, whatever the text is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from floe_lsp.compilation import Diagnostic, Document
from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.syntax import MappingNode, Node, SequenceNode
from floe_lsp.syntax.walk import walk

from .target import Broken


def hold_of_tree(document: Document) -> None:
    """Check that nodes lie inside the text, children inside their parents, in order."""
    length = len(document.text)
    for node in walk(document.root):
        if not 0 <= node.start <= node.end <= length:
            raise Broken("nodes lie inside the text", f"{node.span} of {length}")
        done = node.start
        for child in _children(node):
            if not done <= child.start <= child.end <= node.end:
                raise Broken("children lie inside their parents, in order", f"{child.span}")
            done = child.end
    for problem in document.tree.problems:
        if not 0 <= problem.span.start <= problem.span.end <= length:
            raise Broken("problems lie inside the text", f"{problem}")


def _children(node: Node) -> Iterable[Node]:
    if isinstance(node, MappingNode):
        for entry in node.entries:
            yield entry.key
            yield entry.value
    elif isinstance(node, SequenceNode):
        yield from node.items


def hold_of_findings(found: Sequence[Diagnostic]) -> None:
    """Check places, order and words of findings."""
    keys = [each.sort_key() for each in found]
    if keys != sorted(keys):
        raise Broken("findings are in order", f"{keys}")
    for each in found:
        code = each.code
        _inside(each.location, f"{code} lies inside its text")
        if not each.message.strip():
            raise Broken(f"{code} says something", repr(each.message))
        for related in each.related:
            _inside(related.location, f"related places of {code} lie inside their texts")
        for fix in each.fixes:
            _holds_of_edits(fix.edits, code)


def _holds_of_edits(edits: Sequence[Edit], code: str) -> None:
    for edit in edits:
        _inside(edit.location, f"edits of {code} lie inside their texts")
    places = sorted((each.location.sort_key()) for each in edits)
    for (path, _, end), (next_path, start, _) in pairwise(places):
        if path == next_path and end > start:
            raise Broken(f"edits of {code} do not overlap", f"{places}")


def _inside(location: Location, promise: str) -> None:
    if not 0 <= location.span.start <= location.span.end <= len(location.text):
        raise Broken(promise, f"{location.span} of {len(location.text)}")


def told(found: Iterable[Diagnostic]) -> list[object]:
    """Return everything that findings say, as plain data that can be compared."""
    return [
        (
            each.sort_key(),
            each.severity,
            each.suggestion,
            [(it.location.sort_key(), it.message) for it in each.related],
            [
                (fix.title, fix.applicability, [(e.location.sort_key(), e.text) for e in fix.edits])
                for fix in each.fixes
            ],
        )
        for each in found
    ]

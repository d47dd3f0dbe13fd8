"""Writes a new name where an old one stands, in the quotes that are there."""

from __future__ import annotations

from collections.abc import Iterable

from floe_lsp.compilation import Document
from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.ide.definitions.written import written_span
from floe_lsp.schemas.types.text_rules import TextFormat
from floe_lsp.syntax import Node, ScalarNode, SourceText, Span, dereference
from floe_lsp.syntax.emit import emit_scalar


def illegal(rule: TextFormat, name: str) -> str | None:
    """Return why a name is not allowed, and what is."""
    complaint = rule.complaint(name)
    if complaint is None:
        return None
    # The message of a near miss says what is allowed already, since the advice is a candidate.
    advice = complaint.suggestion if complaint.replacement is None else None
    return f"{complaint.message}: {advice}" if advice else complaint.message


def renamed(document: Document, nodes: Iterable[Node], name: str) -> tuple[Edit, ...]:
    """Return the edits that write ``name`` in each node, at an alias in the node it stands for.

    Names are letters, digits, hyphens and underscores; one that YAML would read as something else
    than text, such as ``true``, is quoted.
    """
    places = {(node := dereference(each)).span: node for each in nodes}
    return tuple(
        _edit(document, node, name) for _, node in sorted(places.items(), key=lambda item: item[0])
    )


def _edit(document: Document, node: Node, name: str) -> Edit:
    span, text = spelling(document.text, node, name)
    return Edit(Location(document.path, span, document.text), text)


def spelling(source: SourceText, node: Node, name: str) -> tuple[Span, str]:
    """Return what to replace of a scalar, and by what."""
    inner = written_span(source.text, node)
    if isinstance(node, ScalarNode) and inner != node.span:
        return inner, name
    return node.span, emit_scalar(name)

"""Renaming an anchor: ``&name`` and every alias that stands for its node."""

from __future__ import annotations

import re

from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.definitions.occurrences import occurrences_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Span
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.quoting import quote

from .certainty import unread_place
from .results import RenameRefused, RenameResult

_NAME = re.compile(r"[A-Za-z0-9_-]+")
"""What every YAML reader takes; YAML 1.2.2 (section 6.9.2) allows more than libyaml does."""


def anchor_refusal(snapshot: Snapshot, definition: Definition) -> str | None:
    """Return why the anchor can't be renamed at all."""
    spans = [each.span for each in occurrences_of(snapshot, definition)]
    for mark in "&*":
        if reason := unread_place(snapshot.document, mark + definition.name, spans):
            return reason
    return None


def rename_anchor(
    snapshot: Snapshot, definition: Definition, name: str
) -> RenameResult | RenameRefused:
    """Rename an anchor with its aliases."""
    name = name.lstrip("&*")
    if not _NAME.fullmatch(name):
        return RenameRefused(
            f"{quote(name)} is not a valid anchor name: use letters, digits, hyphens and "
            "underscores"
            if name
            else "the anchor name is empty: use letters, digits, hyphens and underscores"
        )
    if name == definition.name:
        return RenameResult(())
    for node in walk(snapshot.document.root):
        if node.anchor == name and node is not definition.anchored:
            line = snapshot.document.text.position(node.start).line + 1
            return RenameRefused(f"an anchor is called {quote(name)} already, in line {line}")
    if reason := anchor_refusal(snapshot, definition):
        return RenameRefused(reason)
    document = snapshot.document
    places = sorted(each.span for each in occurrences_of(snapshot, definition))
    return RenameResult(
        tuple(
            Edit(Location(document.path, Span(span.start + 1, span.end), document.text), name)
            for span in places
        )
    )

"""Edits of what a property file says of a model: the file itself stays as it was written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Edit, Fix, Location
from floe_lsp.syntax import Span, TextEdit

if TYPE_CHECKING:
    from floe_lsp.dbt.property_entry import PropertyEntry


def fix_of(title: str, entry: PropertyEntry, edits: Iterable[TextEdit]) -> Fix:
    """Return a fix that makes edits of the excerpt in the file."""
    path, text, offset = entry.path, entry.text, entry.excerpt_start
    in_order = sorted(edits, key=lambda edit: edit.span)
    return Fix(
        title,
        tuple(
            Edit(
                Location(path, Span(each.span.start + offset, each.span.end + offset), text),
                each.text,
            )
            for each in in_order
        ),
    )

"""What a data product is: by its own name, and where a manifest approves it."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.ide.content import Block, Strong, paragraph
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.definitions.occurrences import occurrences_of
from floe_lsp.ide.snapshot import Snapshot

from . import fields
from .links import file_link
from .manifests import version_of


def product(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Describe the product of a name, and the field in which the name stands."""
    yield from snapshot.part_guard.join((_described, fields.value), snapshot, definition)


def _described(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    title = Strong(definition.name)
    if definition.is_declaration:
        yield paragraph(title, *version_of(snapshot.document), ", a data product")
    else:
        for each in occurrences_of(snapshot, definition):
            if each.is_declaration:
                link = file_link(snapshot, each.document.path)
                yield paragraph(title, *version_of(each.document), ", a data product: ", link)

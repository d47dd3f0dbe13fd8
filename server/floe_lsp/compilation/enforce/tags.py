"""Tags that a transform of floe.yaml must have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from floe_lsp.compilation.diagnostics import Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.syntax import Node, SequenceNode, TextEdit
from floe_lsp.syntax.edits import insert_entry, insert_item
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.quoting import quote


def missing_tags(transform: TransformOutline, required: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that a transform lacks, each once, in the order of ``required``."""
    present = frozenset(transform.tags)
    return tuple(dict.fromkeys(tag for tag in required if tag not in present))


def tags_place(transform: TransformOutline) -> Node:
    """Return where the tags of a transform stand, or its name where it has none."""
    entry = transform.fields.get("tags")
    return transform.name_node if entry is None else entry.value


def lacks(tags: Sequence[str]) -> str:
    """Say which tags are lacking, such as ``lacks the tag 'tested'``."""
    names = ", ".join(map(quote, tags))
    return f"lacks the tag{'' if len(tags) == 1 else 's'} {names}"


def adding(document: Document, transform: TransformOutline, tags: Sequence[str]) -> tuple[Fix, ...]:
    """Return the fix that adds tags to a transform, where they are written in its own list."""
    edit = _edit(document, transform, tags)
    if edit is None:
        return ()
    return (document.fix(f"Add {', '.join(map(quote, tags))} to the tags", edit),)


def _edit(document: Document, transform: TransformOutline, tags: Sequence[str]) -> TextEdit | None:
    entry = transform.fields.get("tags")
    if entry is None:
        return insert_entry(document.text, transform.node, "tags", list(tags))
    written = entry.value
    if not isinstance(written, SequenceNode):
        return None
    if not written.items:
        return TextEdit(written.span, f"[{', '.join(emit_scalar(tag) for tag in tags)}]")
    edits = [insert_item(document.text, written, tag) for tag in tags]
    return TextEdit(edits[0].span, "".join(edit.text for edit in edits))

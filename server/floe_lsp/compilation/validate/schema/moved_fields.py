"""The fixes of E108 that move a field with its value to the mapping where it belongs."""

from __future__ import annotations

from typing import cast

from floe_lsp.compilation.diagnostics import Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.syntax import (
    Entry,
    MappingNode,
    Path,
    ScalarNode,
    Span,
    TextEdit,
    dereference,
    entries,
    fields_of,
)
from floe_lsp.syntax.edits import insert_entry, line_break, remove_entry
from floe_lsp.syntax.emit import Data, emit_entry
from floe_lsp.wording.quoting import quote


def moves(
    document: Document, path: Path, owner: Path, holder: MappingNode, entry: Entry
) -> tuple[Fix, ...]:
    """Return the fix that moves a field under a mapping, nothing where that is no simple edit.

    Args:
        document: The file.
        path: Where the field stands.
        owner: The mapping in which it belongs.
        holder: The mapping in which it is written, which may be one that is merged.
        entry: Its key and value there.
    """
    if holder.flow or holder is not document.node(*path[:-1]):
        return ()
    if not owner:
        return _to_the_top(document, path, holder, entry)
    if len(owner) == 1 and len(path) == 1:
        return _below(document, str(owner[0]), holder, entry)
    return ()


def _below(document: Document, owner: str, holder: MappingNode, entry: Entry) -> tuple[Fix, ...]:
    """Move a single value from the root of a file to one of its mappings."""
    if not isinstance(entry.value, ScalarNode) or entry.value.anchor is not None:
        return ()
    name, value = str(entry.key.value), cast("Data", entry.value.value)
    title = f"Move under {quote(owner)}"
    target = document.node(owner)
    if target is None:
        column = document.text.position(entry.key.start).column
        lines = emit_entry(owner, {name: value}, column)
        span = Span(entry.key.start, max(entry.key.end, entry.value.end))
        edit = TextEdit(span, "\n".join(lines).lstrip())
        return (document.fix(title, edit),)
    mapping = dereference(target)
    if not isinstance(mapping, MappingNode) or name in entries(mapping):
        return ()
    return (
        document.fix(
            title,
            insert_entry(document.text, mapping, name, value),
            remove_entry(document.text, holder, entry.key),
        ),
    )


def _to_the_top(
    document: Document, path: Path, holder: MappingNode, entry: Entry
) -> tuple[Fix, ...]:
    """Move whole lines behind the field of the file in which they stand, with less indentation."""
    source, name, above = document.text, str(path[-1]), document.place(path[0])
    if above is None or above.key is None or name in fields_of(document.root):
        return ()
    first, column = source.position(entry.key.start)
    last = source.position(max(entry.key.end, entry.value.end)).line
    lines = [source.line(number) for number in range(first, last + 1)]
    if any(line[:column].strip(" ") for line in lines):
        return ()
    brk = line_break(source)
    moved = brk.join(line[column:] for line in lines)
    removed = remove_entry(source, holder, entry.key)
    end = source.line_span(source.position(max(above.key.end, above.value.end)).line).end
    if end >= removed.span.end:
        edits = (removed, TextEdit(Span(end, end), f"{brk}{moved}"))
    elif source.text.startswith(brk, removed.span.start):
        edits = (TextEdit(removed.span, f"{brk}{moved}"),)
    else:
        edits = (TextEdit(removed.span, f"{moved}{brk}"),)
    return (document.fix(f"Move {quote(name)} to the top level", *edits),)

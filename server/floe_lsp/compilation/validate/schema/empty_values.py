"""E109: a value that is null, or not written at all, and what to write."""

from __future__ import annotations

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.schemas.types.raw import is_list, is_mapping
from floe_lsp.syntax import Node, SequenceNode, Span, locate
from floe_lsp.syntax.edits import item_span, remove_item
from floe_lsp.syntax.emit import emit_scalar

from .example_values import example_value, value_to_write
from .located_errors import LocatedError
from .missing_fields import filled, names
from .swallowed_text import instead_of_text
from .unknown_keys import removal
from .wrong_values import choices


def empty(error: LocatedError) -> Diagnostic:
    """Return that the field at the error's path has no value, or a comment in its place (E136)."""
    document, allowed = error.document, error.allowed
    written = locate(error.root, error.path)
    if written is not None:
        swallowed = instead_of_text(
            document, error.model, error.path, written.value, Severity.ERROR
        )
        if swallowed is not None:
            return swallowed
    expected = (
        "one of " + ", ".join(allowed)
        if len(allowed) > 1
        else "".join(allowed) or error.expected.expected
    )
    place: Node | Span = error.key or error.value
    suggestion = value_advice(error)
    holder, last = error.holder(error.path), error.path[-1] if error.path else None
    fixes: tuple[Fix, ...] = ()
    if isinstance(holder, SequenceNode) and isinstance(last, int):
        edit = remove_item(document.text, holder, holder.items[last])
        fixes = (document.fix("Remove the empty item", edit),)
        suggestion += ", or remove the item"
        if not holder.flow:
            place = item_span(document.text, holder, last)
    elif not error.is_required:
        fixes = (*_choices(error), *removal(document, error.path))
    elif len(allowed) > 1:
        fixes = _choices(error)
    elif edits := filled(error, error.path, value_to_write(error.model, error.path)):
        fixes = (document.fix(f"Fill in '{last}'", *edits),)
    message = f"{error.subject} has no value; it must be {expected}"
    return document.diagnostic("E109", place, message, suggestion, fixes=fixes)


def _choices(error: LocatedError) -> tuple[Fix, ...]:
    """Return a fix for each value that may be written where nothing is."""
    return tuple(
        error.document.fix(f"Write '{value}'", *edits)
        for value in choices(error.allowed)
        if (edits := filled(error, error.path, value))
    )


def value_advice(error: LocatedError) -> str:
    """Say what to write where nothing is written."""
    doc = error.doc
    value = example_value(error.model, error.path)
    example = f", such as {value}" if isinstance(value, str) and value else ""
    if is_mapping(value) and value:
        return f"give it {names(value)}"
    if is_list(value):
        fields = value[0] if value else None
        each = f", each with {names(fields)}" if is_mapping(fields) else ""
        return f"list its entries below it{each}"
    if doc is None or doc.required or isinstance(error.path[-1], int):
        only = doc is not None and len(doc.allowed) == 1
        return f"write {value}" if only else f"give it a value{example}"
    otherwise = "or remove it"
    if isinstance(doc.default, (str, bool, int, float)):
        otherwise += f"; the default is {emit_scalar(doc.default)}"
    return f"give it a value{example}, {otherwise}"

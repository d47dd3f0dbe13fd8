"""E103: a required field that is missing, and the fix that adds one."""

from __future__ import annotations

from collections.abc import Iterable

from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.schemas.types.raw import is_list, is_mapping
from floe_lsp.syntax import MappingNode, Path, TextEdit, child_of, locate
from floe_lsp.syntax.edits import fill_entry, insert_entry
from floe_lsp.syntax.emit import Data, emit_flow
from floe_lsp.wording.counting import sentence
from floe_lsp.wording.quoting import quote

from .example_values import example_value, value_to_write
from .located_errors import LocatedError


def missing(error: LocatedError) -> Diagnostic:
    """Return that the field at the error's path is missing, at the key of what it belongs to."""
    parent_path, name = error.path[:-1], str(error.path[-1])
    return error.document.diagnostic(
        "E103",
        error.owner_place(parent_path),
        f"{error.owner(parent_path)} has no '{name}'",
        f"add {_example(error, name)}",
        fixes=addition(error, error.path),
    )


def addition(error: LocatedError, path: Path) -> tuple[Fix, ...]:
    """Return the fix that adds the field at ``path`` with an example of its value."""
    mapping, name = error.holder(path), path[-1]
    if not isinstance(mapping, MappingNode) or not isinstance(name, str):
        return ()
    text = error.document.text
    value = value_to_write(error.model, path)
    if child_of(mapping, name) is not None:
        edits = filled(error, path, value)
    elif mapping.entries:
        edits = (insert_entry(text, mapping, name, value),)
    else:
        entry = insert_entry(text, mapping, name, value)
        edits = filled(error, path[:-1], {name: value}) or (entry,)
    return (error.document.fix(f"Add '{name}'", *edits),)


def filled(error: LocatedError, path: Path, value: Data) -> tuple[TextEdit, ...]:
    """Return the edits that give the empty field at ``path`` a value."""
    found, holder = locate(error.root, path), error.holder(path)
    if found is None or found.key is None or not isinstance(holder, MappingNode):
        return ()
    return fill_entry(error.document.text, holder, found.key, value)


def names(fields: Iterable[object]) -> str:
    """Return names of fields as a sentence lists them: "'name', 'type' and 'path'"."""
    return sentence(quote(str(name)) for name in fields)


def _example(error: LocatedError, name: str) -> str:
    """What to add: the name of the field, and what it may look like."""
    value = example_value(error.model, error.path)
    if is_list(value):
        fields = value[0] if value else None
        entries = f" of entries with {names(fields)}" if is_mapping(fields) else ""
        return f"'{name}', a list{entries}"
    if is_mapping(value):
        return f"'{name}' with {names(value)}" if value else f"'{name}'"
    allowed = () if error.doc is None else error.doc.allowed
    if len(allowed) > 1:
        return f"'{name}', one of {', '.join(allowed)}"
    if value == "":
        return f"'{name}'"
    line = f"{name}: {emit_flow(value)}"
    return f"'{line}'" if allowed else f"'{name}', such as {line}"

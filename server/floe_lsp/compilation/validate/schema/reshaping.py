"""A value of the wrong shape, and how the right one would be written: ``tags: a`` as ``[a]``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.schema_words import type_advice
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.field_types import FieldType, TypeKind
from floe_lsp.schemas.types.raw import is_mapping
from floe_lsp.syntax import MappingNode, Node, Path, ScalarNode, SequenceNode, Span, TextEdit
from floe_lsp.syntax.edits import as_item, as_mapping
from floe_lsp.syntax.emit import Data, emit_flow, emit_scalar
from floe_lsp.wording.quoting import quote, short, shortened

from .example_values import value_to_write

if TYPE_CHECKING:
    from pydantic import BaseModel

_TIGHT_COLON = re.compile(r"([\w-]+):(\S[^:\r\n]*)")
_EVERYTHING = frozenset({"all", "any", "auto", "each", "every", "everything", "none", "*"})
"""What stands for all or for nothing and is the name of no item; YAML reads true as no text."""
_NUMBER = re.compile(r"\s*([-+]?[0-9][0-9_,']*(?:\.[0-9]+)?)\s*(?:%\s*)?")


@dataclass(frozen=True)
class Reshaping:
    """What to do about a value of the wrong shape; without edits it is only said."""

    suggestion: str
    title: str = ""
    edits: tuple[TextEdit, ...] = ()
    is_safe: bool = False


@dataclass(frozen=True)
class Misfit:
    """A value that is not what its field takes."""

    document: Document
    model: type[BaseModel]
    path: Path
    node: Node
    in_flow: bool
    """Whether the value stands inside brackets, where block form is impossible."""


def reshape(misfit: Misfit, expected: FieldType) -> Reshaping:
    """Say how to write a value as what is expected."""
    node, kind = misfit.node, expected.kind
    found: Reshaping | None = None
    if isinstance(node, ScalarNode):
        if kind is TypeKind.LIST:
            found = _scalar_as_list(misfit, node)
        elif kind is TypeKind.MAPPING:
            found = _scalar_as_mapping(misfit, node)
        elif kind in (TypeKind.NUMBER, TypeKind.WHOLE_NUMBER):
            found = _text_as_number(node, kind)
    elif isinstance(node, MappingNode):
        if kind is TypeKind.LIST:
            found = _mapping_as_list(misfit, node)
    elif isinstance(node, SequenceNode):
        if kind is TypeKind.MAPPING:
            found = _list_as_mapping(misfit, node)
        elif kind is TypeKind.TEXT:
            found = _list_as_text(node)
    return found or Reshaping(_advice(misfit, expected))


def _advice(misfit: Misfit, expected: FieldType) -> str:
    doc = reflection.describe(misfit.model, misfit.path, misfit.document.value)
    if expected.kind is TypeKind.TEXT and doc is not None and doc.examples:
        return f"write one piece of text, such as {doc.examples[0]}"
    if expected.kind is TypeKind.MAPPING and doc is not None and doc.keys:
        return f"write its fields below it: {', '.join(doc.keys)}"
    return type_advice(expected)


def _scalar_as_list(misfit: Misfit, node: ScalarNode) -> Reshaping | None:
    item = reflection.describe(misfit.model, (*misfit.path, 0), misfit.document.value)
    if item is not None and item.keys:
        if _means_everything(node):
            return Reshaping("list each of them below it, one '- ' a line; none is taken by itself")
        fields = _fields(misfit.model, (*misfit.path, 0), node.text)
        if fields is None:
            return None
        entry = emit_flow(fields).strip("{}") if len(fields) == 1 else emit_flow(fields)
        return Reshaping(f"list its entries below it, as '- {shortened(entry)}'")
    if "\n" in node.text:
        return None
    parts = (
        [part.strip() for part in node.text.split(",")] if node.style == "plain" else [node.text]
    )
    items = ", ".join(emit_scalar(part) for part in parts if part)
    text = f"[{items}]"
    return _replacement(
        node, text, f"put it in brackets: {shortened(text)}", is_safe=len(parts) == 1
    )


def _means_everything(node: ScalarNode) -> bool:
    return node.text.strip().casefold() in _EVERYTHING


def _mapping_as_list(misfit: Misfit, node: MappingNode) -> Reshaping | None:
    """Tell an item that lacks its dash from a mapping that is keyed by the items' names."""
    item = (*misfit.path, 0)
    keys = reflection.allowed_keys(misfit.model, item, misfit.document.value)
    typed = [entry.key.value for entry in node.entries if not entry.is_merge]
    if typed and not keys and all(isinstance(key, str) for key in typed):
        items = ", ".join(emit_scalar(str(key)) for key in typed)
        return Reshaping(f"write it as a list: [{shortened(items)}]")
    if not typed or not keys:
        return None
    if tight := _tight_dash(node, keys):
        return tight
    if any(key in keys for key in typed):
        edits = () if node.flow else as_item(misfit.document.text, node)
        first = quote(str(typed[0]))
        return Reshaping(f"begin each entry with '- ', here before {first}", "Add '- '", edits)
    name = _main_field(misfit.model, item, str(typed[0]))
    return (
        Reshaping(
            f"write each entry as a list item, '- {name}: {short(str(typed[0]))}', with its fields "
            f"below {quote(name)}"
        )
        if name
        else None
    )


def _tight_dash(node: MappingNode, keys: tuple[str, ...]) -> Reshaping | None:
    """``-name: a``: without a space after it, the dash is a part of the key."""
    written = [entry.key for entry in node.entries]
    tight = [
        key
        for key in written
        if isinstance(key, ScalarNode) and key.style == "plain" and key.text[:1] == "-"
    ]
    if not any(key.text[1:] in keys for key in tight):
        return None
    places = [Span(key.start + 1, key.start + 1) for key in tight]
    edits = tuple(TextEdit(place, " ") for place in places) if len(tight) == len(written) else ()
    return Reshaping(
        f"put a space after the '-': - {shortened(tight[0].text[1:])}",
        "Insert a space",
        edits,
        is_safe=True,
    )


def _scalar_as_mapping(misfit: Misfit, node: ScalarNode) -> Reshaping | None:
    keys = reflection.allowed_keys(misfit.model, misfit.path, misfit.document.value)
    tight = _TIGHT_COLON.fullmatch(node.text) if node.style == "plain" else None
    if tight and tight[1] in keys and not misfit.in_flow:
        place = Span(node.start + tight.end(1) + 1, node.start + tight.end(1) + 1)
        return Reshaping(
            f"put a space after the colon: {tight[1]}: {shortened(tight[2])}",
            "Insert a space",
            (TextEdit(place, " "),),
            is_safe=True,
        )
    name = _main_field(misfit.model, misfit.path, node.text)
    if name is None and (chosen := _field_with_choice(misfit, keys, node.text)):
        return Reshaping(f"write {{{chosen}: {emit_scalar(node.text)}}}")
    if name is None or not isinstance(node.value, str) or not node.text or "\n" in node.text:
        return None
    if isinstance(misfit.path[-1], int) and _means_everything(node):
        return Reshaping("name each of them; none is taken by itself")
    fields = _fields(misfit.model, misfit.path, node.text) or {name: node.text}
    is_item = isinstance(misfit.path[-1], int)
    text = emit_flow(fields)
    if len(fields) > 1:
        return _replacement(node, text, f"write {shortened(text)}", is_safe=False)
    if is_item and not misfit.in_flow and node.style == "plain":
        text = text[1:-1]
    return _replacement(node, text, f"write {shortened(text)}", is_safe=True)


def _list_as_mapping(misfit: Misfit, node: SequenceNode) -> Reshaping | None:
    known = reflection.allowed_keys(misfit.model, misfit.path, misfit.document.value)
    typed = [key for item in node.items if is_mapping(item.value) for key in item.value]
    if known and not any(key in known for key in typed):
        return _list_under_its_field(misfit, known)
    edits = as_mapping(misfit.document.text, node)
    if not edits:
        return None
    return Reshaping("leave out the '- ' before its fields", "Remove '- '", edits)


def _list_under_its_field(misfit: Misfit, known: tuple[str, ...]) -> Reshaping | None:
    """``ingestion`` holds the list that belongs under ``ingestion.sources``."""
    for key in known:
        doc = reflection.describe(misfit.model, (*misfit.path, key))
        if doc is not None and doc.required and doc.type.kind is TypeKind.LIST:
            return Reshaping(f"put the list under '{key}'")
    return None


def _list_as_text(node: SequenceNode) -> Reshaping | None:
    if not node.flow or len(node.items) != 1 or not isinstance(node.items[0].value, str):
        return None
    text = emit_scalar(node.items[0].value)
    return _replacement(node, text, f"write it without brackets: {shortened(text)}", is_safe=True)


def _text_as_number(node: ScalarNode, kind: TypeKind) -> Reshaping | None:
    match = _NUMBER.fullmatch(node.text)
    if match is None:
        return None
    number = re.sub("[_,']", "", match[1])
    if kind is TypeKind.WHOLE_NUMBER and "." in number:
        return None
    return _replacement(node, number, f"write {shortened(number)}", is_safe=False)


def _replacement(node: Node, text: str, suggestion: str, *, is_safe: bool) -> Reshaping:
    edit = TextEdit(node.span, text)
    return Reshaping(suggestion, f"Replace with {shortened(text)}", (edit,), is_safe)


def _field_with_choice(misfit: Misfit, keys: tuple[str, ...], value: str) -> str | None:
    """The only field of a mapping that has ``value`` among its few allowed ones."""
    described = ((key, reflection.describe(misfit.model, (*misfit.path, key))) for key in keys)
    found = [key for key, doc in described if doc is not None and value in doc.allowed]
    return found[0] if len(found) == 1 else None


def _fields(model: type[BaseModel], path: Path, value: str) -> dict[str, Data] | None:
    """The required fields of which ``value`` is one, with placeholders for the others.

    It is the one that has such an example, else the one that a single text stands for.
    """
    required = reflection.required_keys(model, path)
    docs = {key: reflection.describe(model, (*path, key)) for key in required}
    known = [key for key, doc in docs.items() if doc and value in (*doc.allowed, *doc.examples)]
    given = known[0] if len(known) == 1 else _main_field(model, path, value)
    if given is None:
        return None
    return {key: value if key == given else value_to_write(model, (*path, key)) for key in required}


def _main_field(model: type[BaseModel], path: Path, value: str) -> str | None:
    """The field that a single text stands for: the first one that is required and takes it."""
    for key in reflection.allowed_keys(model, path):
        doc = reflection.describe(model, (*path, key))
        if doc is None or not doc.required or doc.type.kind is not TypeKind.TEXT:
            continue
        if not doc.allowed or value in doc.allowed:
            return key
    return None

"""Completion in a data contract: the keys and the values that its standard knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from floe_lsp.compilation import Document
from floe_lsp.ide.content import Content
from floe_lsp.ide.cursor.cursor import Cursor, Slot
from floe_lsp.ide.cursor.cursors_at import cursors_at
from floe_lsp.ide.document_style import Style, style_of
from floe_lsp.ide.field_docs import field_blocks
from floe_lsp.schemas.odcs.fields import allowed_keys, describe, required_keys
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.schemas.types.reflection import FieldDoc
from floe_lsp.syntax import TextEdit
from floe_lsp.syntax.emit import emit_scalar

from .items import CompletionItem, ItemKind


def complete_contract(document: Document, offset: int) -> tuple[CompletionItem, ...]:
    """Return what may be written at a code-point offset, the likeliest first.

    The document may be of any syntax; nothing is offered in a file that says it is something else.
    """
    if document.is_foreign:
        return ()
    found: dict[tuple[str, ItemKind], CompletionItem] = {}
    for order, cursor in enumerate(cursors_at(document.text, offset)):
        place = _Place(document, cursor, order)
        for item in place.keys() if cursor.slot is Slot.KEY else place.values():
            found.setdefault((item.label, item.kind), item)
    return tuple(found.values())


@dataclass(frozen=True)
class _Place:
    document: Document
    cursor: Cursor
    order: int

    @cached_property
    def _style(self) -> Style:
        return style_of(self.document.text)

    def keys(self) -> Iterator[CompletionItem]:
        """Yield the keys that are not there yet, those first that have to be."""
        cursor = self.cursor
        required = required_keys(cursor.path, cursor.data)
        every = dict.fromkeys((*required, *allowed_keys(cursor.path, cursor.data)))
        for index, key in enumerate(each for each in every if each not in cursor.keys):
            doc = describe((*cursor.path, key), cursor.data)
            if doc is not None:
                words = doc.type.words
                yield self._item(
                    key,
                    ItemKind.PROPERTY,
                    self._key(key, doc),
                    index,
                    f"{words}, required" if key in required else words,
                    Content(tuple(field_blocks(doc))),
                    triggers_suggest=bool(doc.allowed) or doc.type.kind is TypeKind.BOOLEAN,
                )

    def values(self) -> Iterator[CompletionItem]:
        """Yield the values that are allowed, or else the examples of the standard."""
        doc = describe(self.cursor.path, self.cursor.data)
        if doc is None:
            return
        if doc.type.kind is TypeKind.BOOLEAN:
            known: list[str | bool] = [True, False]
        else:
            known = [*doc.allowed] or [each for each in doc.examples if isinstance(each, str)]
        kind = ItemKind.ENUM_MEMBER if doc.allowed or True in known else ItemKind.VALUE
        detail = None if kind is ItemKind.ENUM_MEMBER else "example"
        word = self.cursor.word
        for index, value in enumerate(known):
            if word.quote and not isinstance(value, str):
                continue
            text = emit_scalar(value)
            label = value if isinstance(value, str) else text
            written = label if word.quote else text
            closing = word.quote if word.is_open else ""
            whole = f"{word.before}{written}{closing}{word.behind}"
            is_default = "default" if value == doc.default else detail
            yield self._item(label, kind, whole, index, is_default)

    def _key(self, key: str, doc: FieldDoc) -> str:
        """Return a key as it is written at the cursor, with the beginning of its value."""
        cursor, word = self.cursor, self.cursor.word
        if word.quote:
            text = f"{key}{word.quote if word.is_open else ''}"
        elif cursor.has_colon:
            text = key
        elif cursor.in_flow or cursor.has_children:
            text = f"{key}:" if cursor.has_children else f"{key}: "
        else:
            text = f"{key}:{self._stub(doc)}"
        return f"{word.before}{text}{word.behind}"

    def _stub(self, doc: FieldDoc) -> str:
        column, kind = self.cursor.column, doc.type.likeliest
        line = self._style.line_break
        if len(doc.allowed) == 1:
            return f" {emit_scalar(doc.allowed[0])}"
        if kind.kind is TypeKind.LIST:
            return f"{line}{' ' * (column + self._style.dash)}- "
        if kind.kind is TypeKind.MAPPING:
            return f"{line}{' ' * (column + self._style.step)}"
        return " "

    def _item(
        self,
        label: str,
        kind: ItemKind,
        text: str,
        index: int,
        detail: str | None,
        documentation: Content | None = None,
        *,
        triggers_suggest: bool = False,
    ) -> CompletionItem:
        return CompletionItem(
            label,
            kind,
            TextEdit(self.cursor.word.span, text),
            f"{self.order}{index:05d}",
            label,
            detail,
            documentation,
            triggers_suggest=triggers_suggest,
        )

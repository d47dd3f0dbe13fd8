"""One question for completions: the snapshot, the cursor, and how an answer is written there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.content import Content
from floe_lsp.ide.document_style import Style, style_of
from floe_lsp.ide.fields_at_cursor import FieldsAtCursor
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.syntax import Path, Span, TextEdit
from floe_lsp.syntax.emit import emit_scalar

from .items import MAX_ITEMS, CompletionItem, ItemData, ItemKind
from .snippets import Part, plain, snippet


@dataclass(frozen=True)
class Proposal:
    """A value that may be written, before it is known how."""

    value: str | bool
    kind: ItemKind = ItemKind.VALUE
    detail: str | None = None
    documentation: Content | None = None
    filter_text: str | None = None
    data: ItemData | None = None
    is_raw: bool = False
    """Whether the value is YAML already, as an alias is, and must not be quoted."""
    triggers_suggest: bool = False


@dataclass(frozen=True)
class CompletionContext(FieldsAtCursor):
    """A cursor in a snapshot."""

    snippets: bool
    order: int = 0
    """Items of a cursor with a lower number come first."""

    @property
    def is_product(self) -> bool:
        """Whether the file is a floe.yaml."""
        return self.snapshot.kind is FileKind.PRODUCT

    @cached_property
    def style(self) -> Style:
        """How the document is indented."""
        return style_of(self.snapshot.document.text)

    def written(self, value: str | bool, *, is_raw: bool = False, wrap: bool = False) -> str:
        """Return a value as it is written at the cursor: quoted, in brackets, with its blank."""
        word = self.cursor.word
        text = value if is_raw and isinstance(value, str) else emit_scalar(value)
        if word.quote and isinstance(value, str):
            inner = value.replace("'", "''")
            text = json.dumps(value, ensure_ascii=False)[1:-1] if word.quote == '"' else inner
            text += word.quote if word.is_open else ""
        elif wrap:
            text = f"[{text}]"
        return f"{word.before}{text}{word.behind}"

    def value_items(self, proposals: Iterable[Proposal], rank: int = 5) -> list[CompletionItem]:
        """Return proposals, given by likelihood, as items; ``rank`` sorts groups of them."""
        doc = self.describe()
        wrap = doc is not None and doc.type.kind is TypeKind.LIST and not self.cursor.is_item
        items: list[CompletionItem] = []
        for index, proposal in enumerate(self._likely(proposals)):
            if self.cursor.word.quote and not isinstance(proposal.value, str):
                continue
            text = self.written(proposal.value, is_raw=proposal.is_raw, wrap=wrap)
            label = (
                proposal.value if isinstance(proposal.value, str) else emit_scalar(proposal.value)
            )
            items.append(
                CompletionItem(
                    label,
                    proposal.kind,
                    TextEdit(self.cursor.word.span, text),
                    f"{self.order}{rank}{index:05d}",
                    proposal.filter_text or label,
                    proposal.detail,
                    proposal.documentation,
                    data=proposal.data,
                    triggers_suggest=proposal.triggers_suggest,
                )
            )
        return items

    def _likely(self, proposals: Iterable[Proposal]) -> list[Proposal]:
        """Return the proposals; of very many, those that the typed letters fit, and not all."""
        found = list(proposals)
        if len(found) <= MAX_ITEMS:
            return found
        typed = self.cursor.word.prefix.casefold()
        fitting = (each for each in found if fits(typed, each.filter_text or str(each.value)))
        return list(islice(fitting, MAX_ITEMS))

    def item_of_parts(
        self,
        label: str,
        kind: ItemKind,
        parts: Sequence[Part],
        sort_key: str,
        *,
        detail: str | None = None,
        documentation: Content | None = None,
        data: ItemData | None = None,
        triggers_suggest: bool = False,
        begins_line: bool = False,
        filter_text: str | None = None,
    ) -> CompletionItem:
        """Return an item whose text has placeholders; with ``begins_line``, blanks before it go."""
        word = self.cursor.word
        if begins_line:
            text, (start, end) = self.snapshot.document.text.text, word.span
            word = replace(word, span=Span(len(text[:start].rstrip(" ")), end), before="")
        whole: list[Part] = [word.before, *parts, word.behind]
        has_placeholders = self.snippets and any(not isinstance(part, str) for part in parts)
        return CompletionItem(
            label,
            kind,
            TextEdit(word.span, plain(whole)),
            f"{self.order}{sort_key}",
            filter_text or label,
            detail,
            documentation,
            snippet(whole) if has_placeholders else None,
            data,
            triggers_suggest,
        )


def fits(typed: str, text: str) -> bool:
    """Return whether the letters of ``typed``, in lower case, stand in ``text`` in their order."""
    letters = iter(text.casefold())
    return all(letter in letters for letter in typed)


def as_data(path: Path) -> list[str | int]:
    """Return a path as JSON can hold it."""
    return list(path)

"""Keys that a mapping may have and has not yet, each with the beginning of its value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from floe_lsp.ide.places import KeySource, WordKind, place_at
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.schemas.types.reflection import FieldDoc
from floe_lsp.syntax import Path
from floe_lsp.syntax.emit import emit_scalar

from . import words
from .context import CompletionContext, as_data
from .items import CompletionItem, ItemKind
from .snippets import Part, Placeholder

_REQUIRED = 0
_OPTIONAL = 1
_FREE = 2


def key_items(context: CompletionContext) -> Iterator[CompletionItem]:
    """Yield an item for each key: the required ones first, then in the order of the contract."""
    yield from context.snapshot.part_guard.join((_of_contract, _free), context)


def _of_contract(context: CompletionContext) -> Iterator[CompletionItem]:
    cursor = context.cursor
    required = set(context.required_keys())
    for index, key in enumerate(context.allowed_keys()):
        doc = context.describe(key)
        if doc is None or not cursor.keys.keys().isdisjoint((key, *doc.spellings)):
            continue
        is_required = key in required
        rank = _REQUIRED if is_required else _OPTIONAL
        yield _item(context, key, doc, f"{rank}{index:05d}", is_required=is_required)


def _free(context: CompletionContext) -> Iterator[CompletionItem]:
    for index, (key, detail) in enumerate(_free_keys(context)):
        if key not in context.cursor.keys:
            doc = context.describe(key) or FieldDoc(key)
            yield _item(context, key, doc, f"{_FREE}{index:05d}", detail=detail)


def _free_keys(context: CompletionContext) -> Iterable[tuple[str, str]]:
    """The likely keys of a mapping that takes any, with what each is."""
    source = place_at(context.snapshot.kind, context.cursor.path).keys
    return () if source is None else _KEY_SOURCES[source](context)


def _labels(context: CompletionContext) -> Iterator[tuple[str, str]]:
    return ((key, "used in this workspace") for key in words.label_keys(context.snapshot))


def _categories(_: CompletionContext) -> Iterator[tuple[str, str]]:
    for category in PluginCategory:
        if category.manifest_key is not None:
            yield category.value, category.noun


_KEY_SOURCES: dict[KeySource, Callable[[CompletionContext], Iterable[tuple[str, str]]]] = {
    KeySource.CATEGORIES: _categories,
    KeySource.LABELS: _labels,
}


def _item(
    context: CompletionContext,
    key: str,
    doc: FieldDoc,
    sort_key: str,
    *,
    is_required: bool = False,
    detail: str | None = None,
) -> CompletionItem:
    cursor = context.cursor
    if cursor.word.quote or cursor.has_colon or cursor.has_children:
        parts: list[Part] = [_name(context, key)]
    elif cursor.in_flow:
        parts = [f"{emit_scalar(key)}: ", *_flow_value(doc)]
    else:
        parts = [f"{emit_scalar(key)}:", *ValueStub(context).value((key,), doc, cursor.column)]
    placeholders = [part for part in parts if isinstance(part, Placeholder)]
    # An option may be a template too, so its type is text beside what it really is.
    words_of_type = (doc.type if context.engine is None else doc.type.likeliest).words
    return context.item_of_parts(
        key,
        ItemKind.PROPERTY,
        parts,
        sort_key,
        detail=detail or (f"{words_of_type}, required" if is_required else words_of_type),
        data={
            "kind": WordKind.FIELD.value,
            "path": as_data((*cursor.path, key)),
            "engine": context.engine,
        },
        triggers_suggest=len(placeholders) == 1,
    )


def _name(context: CompletionContext, key: str) -> str:
    word, cursor = context.cursor.word, context.cursor
    if word.quote:
        closing = word.quote if word.is_open else ""
        colon = "" if cursor.has_colon or not word.is_open else ": " * cursor.in_flow or ":"
        return f"{key}{closing}{colon}"
    return emit_scalar(key) + ("" if cursor.has_colon else ":")


def _flow_value(doc: FieldDoc) -> list[Part]:
    if len(doc.choices) == 1:
        return [doc.choices[0]]
    kind = doc.type.likeliest.kind
    if kind is TypeKind.LIST:
        return ["[", Placeholder(), "]"]
    if doc.keys or kind is TypeKind.MAPPING:
        return ["{", Placeholder(), "}"]
    return [Placeholder()]


class ValueStub:
    """Writes the beginning of a value after its key, lines below with their full indentation."""

    def __init__(self, context: CompletionContext, *, has_examples: bool = False) -> None:
        """Write at a cursor; with ``has_examples`` also values that may be left out have one."""
        self._context = context
        self._style = context.style
        self._has_examples = has_examples

    def entries(self, path: Path, keys: Iterable[str], column: int) -> Iterator[Part]:
        """Yield entries of the mapping at a path below the cursor's, one a line from ``column``."""
        for index, key in enumerate(keys):
            if index:
                yield self.line(column)
            doc = self._context.describe(*path, key)
            yield f"{emit_scalar(key)}:"
            if doc is not None:
                yield from self.value((*path, key), doc, column)

    def value(self, path: Path, doc: FieldDoc, column: int) -> Iterator[Part]:
        """Yield what follows the colon of a key at ``column``."""
        kind = doc.type.likeliest.kind
        if len(doc.choices) == 1 and kind is not TypeKind.LIST:
            yield f" {emit_scalar(doc.choices[0])}"
        elif doc.keys and doc.type.kind is TypeKind.MAPPING:
            yield from self._mapping(path, column + self._style.step)
        elif kind is TypeKind.LIST:
            yield from self._list(path, column)
        elif kind is TypeKind.MAPPING:
            yield self.line(column + self._style.step)
            yield Placeholder()
        else:
            yield " "
            is_shown = doc.required or self._has_examples
            example = doc.examples[0] if is_shown and doc.examples else ""
            yield Placeholder("" if doc.choices else _example(example))

    def _mapping(self, path: Path, column: int) -> Iterator[Part]:
        required = self._context.required_keys(*path)
        if not required or len(self._choosers(path)) > 1:
            yield self.line(column)
            yield Placeholder()
        if required:
            yield self.line(column)
            yield from self.entries(path, required, column)

    def _choosers(self, path: Path) -> tuple[str, ...]:
        """The values of the key that decides which of several mappings is meant."""
        doc = self._context.describe(*path, "type")
        return (
            doc.allowed if doc is not None and len(self._context.required_keys(*path)) > 3 else ()
        )

    def _list(self, path: Path, column: int) -> Iterator[Part]:
        item = self._context.describe(*path, 0)
        if item is None or not item.keys:
            yield from (" [", Placeholder(), "]")
            return
        dash = column + self._style.dash
        yield f"{self.line(dash)}- "
        required = self._context.required_keys(*path, 0)
        if not required:
            yield Placeholder()
        yield from self.entries((*path, 0), required, dash + 2)

    def line(self, column: int) -> str:
        """Return a line break with the indentation of what begins at a column."""
        return self._style.line_break + " " * column


def _example(value: object) -> str:
    return emit_scalar(value) if isinstance(value, str) and value else ""

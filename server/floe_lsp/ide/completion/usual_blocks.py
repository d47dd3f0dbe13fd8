"""Blocks of lines that people write often, of more keys than the contract asks for.

They are offered where a key can begin and nowhere else: what is written as text stays text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.places import PlacePattern
from floe_lsp.syntax import Path

from .context import CompletionContext
from .items import CompletionItem, ItemKind
from .keys import ValueStub
from .snippets import Part


@dataclass(frozen=True)
class _Block:
    """Keys that are written together."""

    place: PlacePattern
    """Of the mapping at the cursor."""
    below: Path
    """The path from there to the mapping of the keys."""
    keys: tuple[str, ...]
    detail: str


_BLOCKS = (
    _Block(
        PlacePattern(FileKind.PRODUCT, "transforms[]"),
        (),
        ("name", "tier", "dependsOn"),
        "a transform",
    ),
    _Block(
        PlacePattern(FileKind.PRODUCT, "transforms[]"),
        ("qualityChecks", 0),
        ("name", "type", "column", "dimension", "severity"),
        "a quality check",
    ),
    _Block(
        PlacePattern(FileKind.PRODUCT, ""),
        ("schedule",),
        ("cron", "timezone"),
        "when the product is built",
    ),
)


def usual_blocks(context: CompletionContext) -> Iterator[CompletionItem]:
    """Yield the blocks that may begin at a key's place and hold nothing that is there already."""
    cursor = context.cursor
    if cursor.in_flow or cursor.has_colon or cursor.has_children or cursor.word.quote:
        return
    for index, block in enumerate(_BLOCKS):
        if block.place.file is context.snapshot.kind and block.place.matches(cursor.path):
            # A whole item is begun with its first key, what stands below a key of it later.
            is_first = cursor.is_item and not cursor.keys
            fits = _is_free(context, str(block.below[0])) if block.below else is_first
            if fits and not (block.below and is_first):
                yield _item(context, block, f"3{index:05d}")


def _is_free(context: CompletionContext, key: str) -> bool:
    """Whether a key stands there in none of its spellings."""
    doc = context.describe(key)
    return doc is not None and context.cursor.keys.keys().isdisjoint((key, *doc.spellings))


def _item(context: CompletionContext, block: _Block, sort_key: str) -> CompletionItem:
    head = "".join(f"{key}: " for key in block.below[:1])
    return context.item_of_parts(
        head + ", ".join(block.keys),
        ItemKind.SNIPPET,
        list(_parts(context, block)),
        sort_key,
        detail=block.detail,
        filter_text=str(block.below[0] if block.below else block.keys[0]),
    )


def _parts(context: CompletionContext, block: _Block) -> Iterator[Part]:
    stub, column = ValueStub(context, has_examples=True), context.cursor.column
    if block.below:
        yield f"{block.below[0]}:"
        is_list = len(block.below) > 1
        column += context.style.dash if is_list else context.style.step
        yield stub.line(column) + "- " * is_list
        column += 2 * is_list
    yield from stub.entries(block.below, block.keys, column)

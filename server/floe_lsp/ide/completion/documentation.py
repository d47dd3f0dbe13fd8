"""The documentation of an item, found when the client shows it (``completionItem/resolve``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast
from zoneinfo import ZoneInfo

from floe_lsp.ide.content import Block, Code, Content, listed, paragraph
from floe_lsp.ide.field_docs import describe_for, field_blocks
from floe_lsp.ide.places import WordKind
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.errors import PluginError

from .items import MODEL, ItemData


def documentation_of(snapshot: Snapshot, item_data: ItemData) -> Content | None:
    """Return what there is to read about an item.

    Args:
        snapshot: The file that was completed, or a newer version of it.
        item_data: ``CompletionItem.data``, perhaps after a way through JSON.

    Returns:
        ``None`` when there is nothing to read, and for data that is not ours.
    """
    blocks = tuple(snapshot.part_guard.join((_blocks,), snapshot, item_data))
    return Content(blocks) if blocks else None


def _blocks(snapshot: Snapshot, item_data: ItemData) -> Iterable[Block]:
    kind, name = item_data.get("kind"), item_data.get("name")
    if kind == WordKind.FIELD.value:
        return _key(snapshot, item_data)
    if not isinstance(name, str):
        return ()
    if kind == WordKind.PLUGIN.value:
        return _plugin(snapshot, str(item_data.get("category")), name)
    return _BY_KIND[str(kind)](snapshot, name) if kind in _BY_KIND else ()


def _key(snapshot: Snapshot, item_data: ItemData) -> Iterator[Block]:
    given = item_data.get("path")
    if not isinstance(given, Sequence) or isinstance(given, str):
        return
    path = tuple(step for step in cast("Sequence[object]", given) if isinstance(step, str | int))
    engine = item_data.get("engine")
    doc = describe_for(snapshot, path, engine if isinstance(engine, str) else None)
    if doc is not None:
        yield from field_blocks(doc)


def _transform(snapshot: Snapshot, name: str) -> Iterator[Block]:
    transform = snapshot.outline.by_name.get(name)
    yield from _model(snapshot, name)
    if transform is None:
        return
    if transform.dependencies:
        names = listed(Code(reference.name) for reference in transform.dependencies)
        yield paragraph("Depends on ", *names)
    else:
        yield paragraph("Depends on no other transform")


def _model(snapshot: Snapshot, name: str) -> Iterator[Block]:
    model = snapshot.dbt.models.get(name)
    if model is None:
        return
    if model.description:
        yield paragraph(model.description)
    if model.columns:
        yield paragraph("Columns: ", *listed(Code(column.name) for column in model.columns))


def _plugin(snapshot: Snapshot, category: str, name: str) -> Iterator[Block]:
    found = next((each for each in PluginCategory if each.value == category), None)
    if found is None:
        return
    source = snapshot.registry.find(found, name)
    if source is not None:
        yield paragraph(f"{source.described()[:1].upper()}{source.described()[1:]}")
    if found is PluginCategory.COMPUTE:
        try:
            yield paragraph(snapshot.registry.load_compute(name).description)
        except PluginError as error:
            yield paragraph(error.message)


def _time_zone(snapshot: Snapshot, name: str) -> Iterator[Block]:
    try:
        now = snapshot.now.astimezone(ZoneInfo(name))
    except (OSError, ValueError, KeyError):
        return
    yield paragraph(f"{now:%H:%M} now, UTC{now:%z}")


_BY_KIND: dict[str, Callable[[Snapshot, str], Iterator[Block]]] = {
    WordKind.TRANSFORM.value: _transform,
    WordKind.TIME_ZONE.value: _time_zone,
    MODEL: _model,
}

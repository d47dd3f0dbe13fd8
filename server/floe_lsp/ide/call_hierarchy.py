"""The transform graph as a call hierarchy: incoming is "used by", outgoing is "depends on".

The graph is that of floe.yaml. What reads a transform in the dbt project without being one itself,
a model that nobody declared or a snapshot, belongs to those who use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.compilation.resolve.engine_names import default_engine
from floe_lsp.syntax import SourceText, Span

from .definitions import definition_at
from .definitions.project import readers_in_dbt
from .limits import MOST_ENTRIES
from .manifest_chain import chain_of
from .places import WordKind, symbol_of
from .snapshot import Snapshot
from .symbol_kinds import SymbolKind


@dataclass(frozen=True)
class HierarchyItem:
    """A transform, or a model of dbt; ``span`` holds ``selection``, which is its name."""

    name: str
    kind: SymbolKind
    path: Path
    text: SourceText
    """What the spans count in, those of the edges that go out from it too."""
    span: Span
    selection: Span
    detail: str = ""


@dataclass(frozen=True)
class HierarchyCall:
    """An edge of the graph.

    ``item`` is the transform at its other end. ``spans`` are the places in ``dependsOn`` that make
    the edge: in ``item`` for an incoming one, in the transform that was asked about otherwise.
    """

    item: HierarchyItem
    spans: tuple[Span, ...]


def prepare_call_hierarchy(snapshot: Snapshot, offset: int) -> HierarchyItem | None:
    """Return the transform that a code-point offset names, if it is declared."""
    found = definition_at(snapshot, offset)
    if found is None or found.kind is not WordKind.TRANSFORM:
        return None
    return transform_item(snapshot, found.name)


def transform_item(snapshot: Snapshot, name: str) -> HierarchyItem | None:
    """Return the transform of a name, if it is declared."""
    transform = snapshot.outline.by_name.get(name)
    return None if transform is None else _item(snapshot, transform, name, _default(snapshot))


def incoming_calls(snapshot: Snapshot, name: str) -> tuple[HierarchyCall, ...]:
    """Return what depends on ``name``: transforms in the order of the file, then dbt's models."""
    engine = _default(snapshot)
    transforms = (
        HierarchyCall(_item(snapshot, transform, transform.name, engine), spans)
        for transform in snapshot.outline.transforms
        if transform.name and (spans := _spans(transform).get(name))
    )
    return tuple(islice(chain(transforms, _models(snapshot, name)), MOST_ENTRIES))


def outgoing_calls(snapshot: Snapshot, name: str) -> tuple[HierarchyCall, ...]:
    """Return the declared transforms that ``name`` depends on, in the order of its list."""
    outline = snapshot.outline
    transform = outline.by_name.get(name)
    if transform is None:
        return ()
    engine = _default(snapshot)
    found = (
        HierarchyCall(_item(snapshot, outline.by_name[each], each, engine), spans)
        for each, spans in _spans(transform).items()
        if each in outline.by_name
    )
    return tuple(islice(found, MOST_ENTRIES))


def _models(snapshot: Snapshot, name: str) -> Iterator[HierarchyCall]:
    """Yield what reads a model in the dbt project without being a transform."""
    kind = symbol_of(FileKind.PRODUCT, ("transforms", 0))
    for node, named in readers_in_dbt(snapshot, name):
        if node.name not in snapshot.outline.by_name:
            first = named[0]
            start = Span(0, 0)
            item = HierarchyItem(
                node.name, kind, first.path, first.text, start, start, f"dbt {node.kind}"
            )
            yield HierarchyCall(item, tuple(each.span for each in named))


def _default(snapshot: Snapshot) -> str:
    default = default_engine(chain_of(snapshot))
    return default.name if default else ""


def _item(
    snapshot: Snapshot, transform: TransformOutline, name: str, default: str
) -> HierarchyItem:
    engine = transform.engine or default
    span, selection = transform.node.span, transform.name_node.span
    if not (span.start <= selection.start and selection.end <= span.end):
        selection = Span(span.start, span.start)
    kind = symbol_of(FileKind.PRODUCT, ("transforms", 0))
    text = snapshot.document.text
    return HierarchyItem(name, kind, snapshot.path, text, span, selection, engine)


def _spans(transform: TransformOutline) -> dict[str, tuple[Span, ...]]:
    """Where a transform names each that it depends on, in the order of its list."""
    found: dict[str, list[Span]] = {}
    for each in transform.dependencies:
        found.setdefault(each.name, []).append(each.node.span)
    return {name: tuple(spans) for name, spans in found.items()}

"""What is not written but holds (LSP ``textDocument/inlayHint``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from zoneinfo import ZoneInfo

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.compilation.resolve.engine_names import default_engine
from floe_lsp.compilation.validate import cron
from floe_lsp.syntax import Span

from .limits import MOST_ENTRIES
from .manifest_chain import chain_of, manifest_name
from .schedules import in_words, is_enabled, next_runs, timestamp, zone_of
from .snapshot import Snapshot


class HintCategory(str, Enum):
    """What a hint tells, so that each can be switched off alone."""

    ENGINE = "engine"
    NEXT_RUN = "nextRun"


@dataclass(frozen=True)
class InlayHint:
    """Text to show after ``offset``, with a gap before it."""

    offset: int
    label: str
    category: HintCategory
    tooltip: str


def inlay_hints(snapshot: Snapshot, span: Span | None = None) -> tuple[InlayHint, ...]:
    """Return the hints of a product, or of the part that is in view, in the order of the text."""
    if snapshot.kind is not FileKind.PRODUCT:
        return ()
    low, high = span or Span(0, len(snapshot.document.text))
    found = snapshot.part_guard.join((_engines, _next_run), snapshot, Span(low, high))
    # In one place the order of the parts.
    shown = sorted(
        (hint for hint in found if low <= hint.offset <= high), key=lambda hint: hint.offset
    )
    return tuple(shown[:MOST_ENTRIES])


def _engines(snapshot: Snapshot, view: Span) -> Iterator[InlayHint]:
    """Yield the engines that are not the platform's default, which is what a reader expects."""
    default = default_engine(chain_of(snapshot))
    if default is None:
        return
    which = f"{default.name}, by {default.field} of {manifest_name(default.setting.document)}"
    for transform in _named(snapshot, view):
        if transform.engine is not None and transform.engine != default.name:
            place = transform.name_node.end
            tooltip = f"Its own engine; the default is {which}"
            yield InlayHint(place, transform.engine, HintCategory.ENGINE, tooltip)


def _named(snapshot: Snapshot, view: Span) -> Iterator[TransformOutline]:
    for transform in snapshot.outline.transforms:
        if transform.name and view.start <= transform.name_node.end <= view.end:
            yield transform


def _next_run(snapshot: Snapshot, _: Span) -> Iterator[InlayHint]:
    entry = snapshot.outline.schedule.get("cron")
    expression: object = None if entry is None else entry.value.value
    zone = zone_of(snapshot)
    if entry is None or not isinstance(expression, str) or zone is None:
        return
    if cron.problems(expression):
        return
    if not is_enabled(snapshot):
        yield InlayHint(entry.value.end, "does not run", HintCategory.NEXT_RUN, "enabled is false")
        return
    runs = next_runs(expression, snapshot.now.astimezone(zone), 1)
    for run in runs:
        words = snapshot.part_guard.join((_schedule, _zone), expression, zone)
        label = f"next {timestamp(run)}"
        yield InlayHint(entry.value.end, label, HintCategory.NEXT_RUN, ", ".join(words))


def _schedule(expression: str, _: ZoneInfo) -> Iterator[str]:
    yield in_words(expression)


def _zone(_: str, zone: ZoneInfo) -> Iterator[str]:
    yield zone.key

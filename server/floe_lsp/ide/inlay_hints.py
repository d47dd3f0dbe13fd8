"""What is not written but holds (LSP ``textDocument/inlayHint``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.resolve.engine_names import default_engine
from floe_lsp.compilation.validate import cron
from floe_lsp.syntax import Span
from floe_lsp.wording.counting import counted

from .graph import dependants
from .limits import MOST_ENTRIES
from .manifest_chain import chain_of, manifest_name
from .schedules import in_words, is_enabled, next_runs, timestamp, zone_of
from .snapshot import Snapshot


class HintCategory(str, Enum):
    """What a hint tells, so that each can be switched off alone."""

    ENGINE = "engine"
    NEXT_RUN = "nextRun"
    DEPENDANTS = "dependants"


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
    found = (*_transforms(snapshot, low, high), *_next_run(snapshot))
    shown = sorted(
        (hint for hint in found if low <= hint.offset <= high), key=lambda hint: hint.offset
    )
    return tuple(shown[:MOST_ENTRIES])


def _transforms(snapshot: Snapshot, low: int, high: int) -> Iterator[InlayHint]:
    default = default_engine(chain_of(snapshot))
    users = dependants(snapshot)
    for transform in snapshot.outline.transforms:
        node = transform.name_node
        if not transform.name or not low <= node.end <= high:
            continue
        if default is not None and transform.engine_node is None:
            tooltip = f"Default engine, by {default.field} of " + manifest_name(
                default.setting.document
            )
            yield InlayHint(node.end, default.name, HintCategory.ENGINE, tooltip)
        using = users.get(transform.name, ())
        if using:
            count = counted(len(using), "dependant")
            more = f" and {len(using) - 8} more" if len(using) > 8 else ""
            tooltip = f"Used by {', '.join(user.name or '?' for user in using[:8])}{more}"
            yield InlayHint(node.end, count, HintCategory.DEPENDANTS, tooltip)


def _next_run(snapshot: Snapshot) -> Iterator[InlayHint]:
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
        label = f"next {timestamp(run)}"
        yield InlayHint(
            entry.value.end,
            label,
            HintCategory.NEXT_RUN,
            f"{in_words(expression)}, {zone.key}",
        )

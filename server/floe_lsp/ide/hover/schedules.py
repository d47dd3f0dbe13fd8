"""When a schedule runs: a cron expression in words, its next runs, a time zone's offset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from floe_lsp.compilation.validate import cron as crontab
from floe_lsp.compilation.validate import time_zones
from floe_lsp.ide.content import Block, Bullets, Code, Strong, paragraph
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.schedules import (
    in_words,
    is_enabled,
    next_runs,
    offset_words,
    timestamp,
    zone_named,
    zone_of,
)
from floe_lsp.ide.snapshot import Snapshot


def cron(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Say a cron expression in words, with the next three times at which it fires."""
    wrong = crontab.problems(definition.name)
    if wrong:
        yield from (paragraph(each.message) for each in wrong)
        return
    yield from snapshot.part_guard.join((_in_words, _next_runs), snapshot, definition.name)


def _in_words(_: Snapshot, expression: str) -> Iterator[Block]:
    yield paragraph(Strong(in_words(expression)))


def _next_runs(snapshot: Snapshot, expression: str) -> Iterator[Block]:
    zone = zone_of(snapshot)
    if not is_enabled(snapshot):
        yield paragraph("It does not run: ", Code("enabled"), " is false")
    elif zone is None:
        yield paragraph("When it runs next is unknown until the time zone is a known one")
    else:
        yield paragraph("Next runs, in ", Code(zone.key), ":")
        runs = next_runs(expression, snapshot.now.astimezone(zone), 3)
        yield Bullets(tuple((timestamp(run),) for run in runs))


def time_zone(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Say how far a time zone is from UTC now, and what time it is there."""
    zone = zone_named(definition.name)
    if zone is None:
        meant = time_zones.meant_by(definition.name)
        advice = f"; did you mean {meant}?" if meant else ""
        yield paragraph(Code(definition.name), f" is not a time zone of the IANA database{advice}")
        return
    yield from snapshot.part_guard.join((_offset, _change), snapshot.now.astimezone(zone), zone)


def _offset(now: datetime, zone: ZoneInfo) -> Iterator[Block]:
    yield paragraph(Strong(zone.key), f", {offset_words(now)}")


def _change(now: datetime, _: ZoneInfo) -> Iterator[Block]:
    changes = next_change(now)
    if changes is not None:
        day = f"{changes:%Y-%m-%d}"
        yield paragraph(f"Clocks change on {day}, then {offset_words(changes)}")


def next_change(now: datetime) -> datetime | None:
    """Return a moment after the offset next changes within a year, on the day of the change."""
    for days in range(1, 367):
        later = (now + timedelta(days=days)).replace(hour=23, minute=59)
        if later.utcoffset() != now.utcoffset():
            return later
    return None

"""When a schedule runs: a cron expression in words, its next runs, a time zone's offset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from floe_lsp.compilation.validate import cron as crontab
from floe_lsp.compilation.validate import time_zones
from floe_lsp.ide.content import Block, Bullets, Code, Strong, paragraph
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.snapshot import Snapshot

DEFAULT_ZONE = "UTC"


def cron(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Read a cron expression out loud, with the next three times at which it fires."""
    wrong = crontab.problems(definition.name)
    if wrong:
        yield from (paragraph(each.message) for each in wrong)
        return
    yield paragraph(Strong(crontab.describe(definition.name)))
    zone = zone_of(snapshot)
    if not is_enabled(snapshot):
        yield paragraph("It does not run: ", Code("enabled"), " is false")
    elif zone is None:
        yield paragraph("When it runs next is unknown until the time zone is a known one")
    else:
        yield paragraph("Next runs, in ", Code(zone.key), ":")
        runs = crontab.next_runs(definition.name, snapshot.now.astimezone(zone), 3)
        yield Bullets(tuple((timestamp(run),) for run in runs))


def time_zone(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Say how far a time zone is from UTC now, and what time it is there."""
    zone = _zone(definition.name)
    if zone is None:
        meant = time_zones.meant_by(definition.name)
        advice = f"; did you mean {meant}?" if meant else ""
        yield paragraph(Code(definition.name), f" is not a time zone of the IANA database{advice}")
        return
    now = snapshot.now.astimezone(zone)
    yield paragraph(Strong(zone.key), f", {offset_words(now)}")
    changes = next_change(now)
    if changes is not None:
        day = f"{changes:%Y-%m-%d}"
        yield paragraph(f"Clocks change on {day}, then {offset_words(changes)}")


def zone_of(snapshot: Snapshot) -> ZoneInfo | None:
    """Return the zone that the schedule counts in, ``None`` when it is not a known one."""
    entry = snapshot.outline.schedule.get("timezone")
    if entry is None:
        return ZoneInfo(DEFAULT_ZONE)
    value: object = entry.value.value
    return _zone(value) if isinstance(value, str) else None


def is_enabled(snapshot: Snapshot) -> bool:
    """Whether the schedule runs."""
    entry = snapshot.outline.schedule.get("enabled")
    return entry is None or entry.value.value is not False


def timestamp(moment: datetime) -> str:
    """Write a moment with its weekday and its distance from UTC."""
    return f"{moment:%a %Y-%m-%d %H:%M} ({offset_words(moment)})"


def offset_words(moment: datetime) -> str:
    """Write the distance from UTC: ``UTC+01:00``, or ``UTC`` for none."""
    offset = moment.utcoffset() or timedelta()
    minutes = round(abs(offset).total_seconds() / 60)
    if not minutes:
        return "UTC"
    sign = "+" if offset > timedelta() else "-"
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"


def next_change(now: datetime) -> datetime | None:
    """Return a moment after the offset next changes within a year, on the day of the change."""
    for days in range(1, 367):
        later = (now + timedelta(days=days)).replace(hour=23, minute=59)
        if later.utcoffset() != now.utcoffset():
            return later
    return None


def _zone(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if name in time_zones.names() else None

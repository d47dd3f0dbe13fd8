"""When a product is built: its schedule in words, its next runs, its time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from cronsim import CronSim

from floe_lsp.compilation.validate import cron, time_zones
from floe_lsp.schemas.product.floe_spec import ScheduleSpec

from .snapshot import Snapshot

_DEFAULTS = ScheduleSpec.model_fields


def in_words(expression: str) -> str:
    """Return a valid cron expression as an English sentence, with 24-hour times."""
    from cron_descriptor import ExpressionDescriptor, Options  # noqa: PLC0415 - when asked only

    # As everything else that is said, in English; the locale may be of another language, or none.
    options = Options(use_24hour_time_format=True, locale_code="en_US")
    return ExpressionDescriptor(cron.normalised(expression), options).get_description()


def next_runs(expression: str, after: datetime, count: int) -> list[datetime]:
    """Return the next ``count`` times at which a valid expression fires, zoned as ``after``."""
    return list(islice(CronSim(cron.normalised(expression), after), count))


def zone_named(name: str) -> ZoneInfo | None:
    """Return the time zone of a name, ``None`` when there is no such."""
    return ZoneInfo(name) if name in time_zones.names() else None


def zone_of(snapshot: Snapshot) -> ZoneInfo | None:
    """Return the zone that the schedule counts in, ``None`` when it is not a known one."""
    entry = snapshot.outline.schedule.get("timezone")
    value: object = _DEFAULTS["timezone"].default if entry is None else entry.value.value
    return zone_named(value) if isinstance(value, str) else None


def is_enabled(snapshot: Snapshot) -> bool:
    """Whether the schedule runs."""
    entry = snapshot.outline.schedule.get("enabled")
    value: object = _DEFAULTS["enabled"].default if entry is None else entry.value.value
    return value is not False


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

"""What service levels promise: durations and shares, and which of two is the weaker one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from enum import Enum
from typing import Final

from pydantic import TypeAdapter, ValidationError

from .contract import ServiceLevel

_DURATIONS: Final = frozenset(
    {"freshness", "frequency", "latency", "timeliness", "timetodetect", "timetonotify",
     "timetorepair"}
)  # fmt: skip
"""Levels of which a longer time is the weaker promise."""

_LASTING: Final = frozenset({"retention"})
"""Levels of which a shorter time is the weaker promise."""

_SHARES: Final = frozenset(
    {"accuracy", "availability", "completeness", "consistency", "coverage", "quality", "uniqueness",
     "validity"}
)  # fmt: skip
"""Levels of which a lower share is the weaker promise."""

_UNITS: Final = {
    **dict.fromkeys(("ns", "nanosecond", "nanoseconds"), 1e-9),
    **dict.fromkeys(("us", "µs", "microsecond", "microseconds"), 1e-6),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), 1e-3),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3_600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("w", "wk", "week", "weeks"), 7 * 86_400),
    **dict.fromkeys(("mo", "mon", "mth", "month", "months"), 30 * 86_400),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), 365 * 86_400),
}
"""Seconds of each unit; a month and a year have as many as in a duration of ISO 8601 (P1M, P1Y)."""

UNITS_OF_TIME: Final = ("ns", "us", "ms", "s", "min", "h", "d", "w", "month", "y")
"""One word for each unit."""

_PERCENT = ("", "%", "percent", "pct")
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,12})?")
_WITH_UNIT = re.compile(rf"({_NUMBER.pattern})\s?([a-zµ]{{1,12}})")
"""A duration as people write it into one text: ``6 months``."""

_ALL = 100


class LevelKind(Enum):
    """What the value of a service level is."""

    DURATION = "a duration as ISO 8601 writes it, such as PT6H or P1D, or a number with its unit"
    SHARE = "a percentage from 0 to 100"
    OTHER = ""


def kind_of_level(level: ServiceLevel) -> LevelKind:
    """Return what the value of a service level is, by its name."""
    name = kind_name(level)
    if name in _DURATIONS or name in _LASTING:
        return LevelKind.DURATION
    return LevelKind.SHARE if name in _SHARES else LevelKind.OTHER


def amount_of(level: ServiceLevel) -> float | None:
    """Return the seconds of a duration or the percents of a share; ``None`` if it is neither."""
    kind, value, unit = kind_of_level(level), level.value, (level.unit or "").casefold()
    if kind is LevelKind.OTHER or isinstance(value, bool):
        return None
    text = value.strip() if isinstance(value, str) else ""
    if kind is LevelKind.SHARE:
        number = _number(text.removesuffix("%").rstrip() if text else value)
        return number if number is not None and number <= _ALL and unit in _PERCENT else None
    if text[:1] in ("P", "p"):
        return _seconds(text)
    with_unit = _WITH_UNIT.fullmatch(text.casefold())
    if with_unit is not None and not unit:
        text, unit = with_unit.groups()
    number = _number(text or value)
    return number * _UNITS[unit] if number is not None and unit in _UNITS else None


def is_of_unknown_unit(level: ServiceLevel) -> bool:
    """Return whether the unit of a level is what keeps its amount from being known."""
    units = {LevelKind.DURATION: "s", LevelKind.SHARE: "%"}
    known = units.get(kind_of_level(level))
    if known is None or level.unit is None or amount_of(level) is not None:
        return False
    return amount_of(replace(level, unit=known)) is not None


def is_weaker_level(one: ServiceLevel, other: ServiceLevel) -> bool | None:
    """Return whether one level promises less than another; ``None`` where nobody can tell."""
    mine, theirs = amount_of(one), amount_of(other)
    if mine is None or theirs is None:
        same = (one.value, one.unit) == (other.value, other.unit)
        return False if same else None
    return mine > theirs if kind_name(one) in _DURATIONS else mine < theirs


def kind_name(level: ServiceLevel) -> str:
    """Return the name of a level as it is the same in all spellings: ``timetorepair``."""
    return re.sub(r"[\W_]", "", level.name.casefold())


def _seconds(text: str) -> float | None:
    try:
        return TypeAdapter(timedelta).validate_python(text).total_seconds()
    except ValidationError:
        return None


def _number(value: object) -> float | None:
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else None
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e12 else None

"""Cron expressions as Dagster runs them: what is wrong with one, and what it stands for.

Five fields, the ``@daily`` family, ``?`` for ``*``, ranges that wrap (``22-2``), ``L`` and ``#``.
Single fields are checked by cronsim, so that every wrong field is named and not just the first.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from cronsim import CronSim, CronSimError

from floe_lsp.syntax import Span
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote

ALIASES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}


class Field(NamedTuple):
    """One field of an expression, with the values that it takes."""

    name: str
    low: int
    high: int
    words: str


FIELDS = (
    Field("minute", 0, 59, "0-59"),
    Field("hour", 0, 23, "0-23"),
    Field("day of month", 1, 31, "1-31 or L"),
    Field("month", 1, 12, "1-12 or JAN-DEC"),
    Field("day of week", 0, 7, "0-7 or SUN-SAT"),
)

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
_NAMES = {
    FIELDS.index(field): {name: str(number) for number, name in enumerate(names, field.low)}
    for field, names in ((FIELDS[3], _MONTHS), (FIELDS[4], _DAYS))
}
_NAME = re.compile(r"[A-Za-z]{3}")
_RANGE = re.compile(r"(?<![\d#])(\d+)-(\d+)(?:/(\d+))?(?!\d)")
_PART = re.compile(r"\S+", re.ASCII)
"""Other spaces than those of ASCII part no fields in most programs that read such expressions."""
_CRONSIM_LAST = re.compile(r"\d[Ll]")
"""How cronsim writes the last Friday of a month; for Dagster it is ``L5``."""

_ANY_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - cronsim counts wall-clock time without a zone


class CronProblem(NamedTuple):
    """What is wrong with a part of an expression; ``span`` counts from the expression's start."""

    span: Span
    message: str
    suggestion: str
    replacement: str | None = None
    """A whole expression that is likely meant."""
    near: str | None = None
    """A shorthand that this one is a misspelling of."""


def problems(expression: str) -> list[CronProblem]:
    """Return what is wrong with a cron expression; nothing for one that fires."""
    whole = Span(0, len(expression))
    if expression.strip().startswith("@"):
        if expression.strip().casefold() in ALIASES:
            return []
        return [_unknown_shorthand(whole, expression.strip())]
    parts = list(_PART.finditer(expression))
    if len(parts) != len(FIELDS):
        return [_wrong_count(whole, expression, len(parts))]
    found = [
        CronProblem(
            Span(*part.span()),
            f"{quote(part[0])} is not a valid {field.name}",
            f"the {field.name} takes {field.words}, lists (1,2), ranges (1-5) and steps (*/2)",
        )
        for index, (field, part) in enumerate(zip(FIELDS, parts, strict=True))
        if not _accepts(index, part[0])
    ]
    if not found and not _fires(expression):
        day, month = parts[2], parts[3]
        span = Span(day.start(), month.end())
        found.append(
            CronProblem(
                span,
                f"there is no day {day[0]} in month {month[0]}, so this schedule never runs",
                "choose a day that the month has, or L for its last day",
            )
        )
    return found


def normalised(expression: str) -> str:
    """Return the five plain fields that an expression stands for."""
    alias = ALIASES.get(expression.strip().casefold())
    if alias is not None:
        return alias
    parts = [plain_field(index, part) for index, part in enumerate(expression.split())]
    return " ".join(_without_empty_day(parts))


def _unknown_shorthand(whole: Span, word: str) -> CronProblem:
    near = near_miss(word, ALIASES)
    suggestion = f"use one of {', '.join(ALIASES)}, or five fields"
    if near is not None:
        suggestion = f"did you mean '{near}'?"
    return CronProblem(whole, f"{quote(word)} is not a cron shorthand", suggestion, near=near)


def _wrong_count(whole: Span, expression: str, count: int) -> CronProblem:
    rest = None
    if count == len(FIELDS) + 1:
        rest = " ".join(expression.split()[1:])
        suggestion = f"a cron expression has no field for seconds here: write '{rest}'"
    else:
        names = ", ".join(field.name for field in FIELDS)
        suggestion = f"give {names}, such as '0 6 * * *' for every day at 06:00"
    message = f"a cron expression has five fields, and this has {count}"
    if not count:
        message = "the cron expression is empty"
    return CronProblem(whole, message, suggestion, rest)


def _accepts(index: int, part: str) -> bool:
    if _CRONSIM_LAST.search(part) is not None:
        return False
    fields = ["*"] * len(FIELDS)
    fields[index] = plain_field(index, part)
    try:
        CronSim(" ".join(fields), _ANY_TIME)
    except CronSimError:
        return False
    return True


def _fires(expression: str) -> bool:
    try:
        next(CronSim(normalised(expression), _ANY_TIME))
    except (CronSimError, StopIteration):
        return False
    return True


def _without_empty_day(parts: list[str]) -> list[str]:
    """Drop a day that the month never has where a weekday is given too: one of both is enough.

    Versions of cronsim differ on such an expression: some find no time for it.
    """
    minute, hour, day, month, weekday = parts
    if "*" in (day[:1], weekday[:1]):
        return parts
    try:
        next(CronSim(f"0 0 {day} {month} *", _ANY_TIME))
    except (CronSimError, StopIteration):
        return [minute, hour, "*", month, weekday]
    return parts


def plain_field(index: int, part: str) -> str:
    """Rewrite what Dagster takes and cronsim does not: ``?``, ``L5``, ranges that wrap.

    Args:
        index: Which of ``FIELDS`` it is.
        part: The field, or a term of its list.
    """
    names = _NAMES.get(index, {})
    part = _NAME.sub(lambda match: names.get(match[0].casefold(), match[0]), part)
    if part == "?" and FIELDS[index].name.startswith("day"):
        return "*"
    if match := re.fullmatch(r"[Ll]([0-7])", part):
        return f"{match[1]}L"
    return _RANGE.sub(lambda match: _unwrapped(match, FIELDS[index]), part)


def _unwrapped(match: re.Match[str], field: Field) -> str:
    low, high, step = int(match[1]), int(match[2]), int(match[3] or 1)
    if (
        low <= high
        or not all(field.low <= value <= field.high for value in (low, high))
        or not step
    ):
        return match[0]
    size = 7 if field is FIELDS[4] else field.high - field.low + 1
    values = range(low, high + size + 1, step)
    return ",".join(str(field.low + (value - field.low) % size) for value in values)

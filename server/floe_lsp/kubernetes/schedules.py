"""Cron expressions of floe.yaml as a CronJob reads them.

Both have five fields, and differ in small things: a CronJob knows no ``L`` and no ``#``, takes no 7
for Sunday, refuses a range that ends before it begins, and joins the two kinds of days in another
way where one of them has a star and a step
(https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax). What means
the same is written so that it does; the rest is refused, for it would run on other days.
"""

from __future__ import annotations

from typing import Final

from floe_lsp.compilation.validate.cron import plain_field
from floe_lsp.wording.quoting import quote

_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_LAST: Final = 7
"""Sunday for the second time, up to which an open range of weekdays runs."""


class NoCronJob(ValueError):
    """No CronJob can do what an expression says; the text says why, and what to do."""


def cron_job_schedule(expression: str) -> str:
    """Return the ``schedule`` of a CronJob that means what an expression of floe.yaml does.

    Args:
        expression: A valid one, of five fields.

    Raises:
        NoCronJob: There is none.
    """
    minute, hour, day, month, weekday = (
        _in_order(index, field) for index, field in enumerate(expression.upper().split())
    )
    if "L" in day or "L" in weekday.replace("JUL", "") or "#" in weekday:
        special = "#" if "#" in weekday else "L"
        raise NoCronJob(
            f"schedule.cron {quote(expression)} uses '{special}', which a CronJob does not know; "
            "name the days, or let the orchestrator start the product"
        )
    if day != "*" and weekday != "*" and "*" in day + weekday:
        raise NoCronJob(
            f"schedule.cron {quote(expression)} names days of the month and of the week with a "
            "star, which a CronJob joins in another way; list the days without a star"
        )
    return " ".join((minute, hour, day, month, _weekdays(weekday)))


def _in_order(index: int, field: str) -> str:
    """Return a field with the values of each range that wraps one by one, as ``22-2`` does."""
    found: list[str] = []
    for term in field.split(","):
        plain = plain_field(index, term)
        found.append(plain if "-" in term and "-" not in plain else term)
    return ",".join(found)


def _weekdays(field: str) -> str:
    """Return weekdays from 0 to 6, those with a 7 or an open range one by one."""
    found: list[str] = []
    for term in field.split(","):
        days, has_step, step = term.partition("/")
        first, has_end, last = days.partition("-")
        if days == "*" or not (has_step or "7" in days):
            found.append(term)
            continue
        begin = _day(first)
        end = _day(last) if has_end else _LAST if has_step else begin
        found += [str(day % _LAST) for day in range(begin, end + 1, int(step or 1))]
    return ",".join(dict.fromkeys(found))


def _day(text: str) -> int:
    return _DAYS.index(text) if text in _DAYS else int(text)

"""Cron expressions of floe.yaml in what a CronJob reads, on the same days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.kubernetes.schedules import NoCronJob, cron_job_schedule

pytestmark = pytest.mark.requirement("floe deploy render")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("30 5 * * *", "30 5 * * *"),
        ("*/15  8-18 * * MON-FRI", "*/15 8-18 * * MON-FRI"),
        ("0 0 * jul mon", "0 0 * JUL MON"),
        ("0 0 1,15 * *", "0 0 1,15 * *"),
        ("0 0 1 * 1", "0 0 1 * 1"),
        # Sunday is 0 to a CronJob and never 7.
        ("0 0 * * 7", "0 0 * * 0"),
        ("0 0 * * 5-7", "0 0 * * 5,6,0"),
        ("0 0 * * 0-7", "0 0 * * 0,1,2,3,4,5,6"),
        ("0 0 * * 0-6/2", "0 0 * * 0,2,4,6"),
        ("0 0 * * */2", "0 0 * * */2"),
        ("0 0 * * 1/2", "0 0 * * 1,3,5,0"),
        ("0 0 * * MON,7", "0 0 * * MON,0"),
        ("0 0 * * 7,0", "0 0 * * 0"),
        # A CronJob refuses a range that ends before it begins.
        ("0 22-2 * * *", "0 22,23,0,1,2 * * *"),
        ("0 22-3/2 * * *", "0 22,0,2 * * *"),
        ("59-0 * * * *", "59,0 * * * *"),
        ("0 0 28-3/2 * *", "0 0 28,30,1,3 * *"),
        ("0 0 1 OCT-FEB *", "0 0 1 10,11,12,1,2 *"),
        ("0 0 * * FRI-SUN", "0 0 * * 5,6,0"),
        ("0 0 * * 6-0", "0 0 * * 6,0"),
        ("0 0 * * 7-1", "0 0 * * 0,1"),
        ("0 0 * * SAT-SUN/1", "0 0 * * 6,0"),
        ("0 0 * * 5-1/2", "0 0 * * 5,0"),
        ("0 0 * * WED,FRI-MON/1", "0 0 * * WED,5,6,0,1"),
    ],
)
def test_what_means_the_same(expression: str, expected: str) -> None:
    assert cron_job_schedule(expression) == expected


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("0 0 L * *", "'L'"),
        ("0 0 LW * *", "'L'"),
        ("0 0 * * 5L", "'L'"),
        ("0 0 * * MON#2", "'#'"),
        # Debian's cron takes the days that are both, a CronJob those that are one of them.
        ("0 0 */2 * MON", "with a star"),
        ("0 0 1-7 * */2", "with a star"),
    ],
)
def test_what_would_run_on_other_days_is_refused(expression: str, why: str) -> None:
    with pytest.raises(NoCronJob, match=r"schedule\.cron") as caught:
        _ = cron_job_schedule(expression)
    assert why in str(caught.value)


_DAY = st.integers(0, 7)
_STEP = st.one_of(st.just(""), st.integers(1, 7).map(lambda step: f"/{step}"))
_RANGE = st.tuples(_DAY, _DAY).map(lambda days: f"{min(days)}-{max(days)}")
_TERM = st.tuples(st.one_of(_DAY.map(str), _RANGE, st.just("*")), _STEP).map("".join)


def _read_by_cron(field: str) -> set[int]:
    """The weekdays of a field, 0 and 7 being Sunday (crontab(5) of Debian)."""
    found: set[int] = set()
    for term in field.split(","):
        days, _, step = term.partition("/")
        first, _, last = ("0-7" if days == "*" else days).partition("-")
        end = int(last or (7 if step else first))
        found.update(range(int(first), end + 1, int(step or 1)))
    return {day % 7 for day in found}


def _read_by_cron_job(field: str) -> set[int]:
    """The weekdays of a field of robfig/cron, which refuses a 7."""
    found: set[int] = set()
    for term in field.split(","):
        days, _, step = term.partition("/")
        first, _, last = ("0-6" if days == "*" else days).partition("-")
        begin, end = int(first), int(last or (6 if step else first))
        assert 0 <= begin <= end <= 6
        found.update(range(begin, end + 1, int(step or 1)))
    return found


@given(st.lists(_TERM, min_size=1, max_size=4).map(",".join))
def test_every_weekday_stays_what_it_is(field: str) -> None:
    made = cron_job_schedule(f"0 0 * * {field}").rpartition(" ")[2]
    assert _read_by_cron_job(made) == _read_by_cron(field)


_BOUNDS = [(0, 59), (0, 23), (1, 31), (1, 12)]
"""The values of each field but that of the weekdays."""


def _field(low: int, high: int, *, may_be_star: bool = True) -> st.SearchStrategy[str]:
    value = st.integers(low, high).map(str)
    wide = st.tuples(value, st.just("-"), value).map("".join).filter(_is_no_point)
    step = st.one_of(st.just(""), st.integers(1, 7).map(lambda step: f"/{step}"))
    terms = st.lists(st.one_of(value, st.tuples(wide, step).map("".join)), min_size=1, max_size=3)
    listed = terms.map(",".join)
    return st.one_of(st.just("*"), listed) if may_be_star else listed


def _is_no_point(span: str) -> bool:
    first, _, last = span.partition("-")
    return first != last


def _round(field: str, low: int, high: int) -> set[int]:
    """The values of a field whose ranges may go over its end and on from its beginning."""
    size = high - low + 1
    found: set[int] = set()
    for term in field.split(","):
        values, _, step = term.partition("/")
        first, _, last = (f"{low}-{high}" if values == "*" else values).partition("-")
        begin, end = int(first), int(last or first)
        count = (end - begin) % size + 1
        found.update(low + (begin - low + more) % size for more in range(0, count, int(step or 1)))
    return found


def _straight(field: str, low: int, high: int) -> set[int]:
    """The same of a field that robfig/cron, which a CronJob is read by, does not refuse."""
    for term in field.split(","):
        first, _, last = term.partition("/")[0].partition("-")
        assert first == "*" or low <= int(first) <= int(last or first) <= high, field
    return _round(field, low, high)


@given(st.tuples(*(_field(low, high) for low, high in _BOUNDS)))
def test_every_time_stays_what_it_is(fields: tuple[str, ...]) -> None:
    made = cron_job_schedule(" ".join((*fields, "*"))).split()
    for field, given_as, (low, high) in zip(made, fields, _BOUNDS, strict=False):
        assert _straight(field, low, high) == _round(given_as, low, high)


@given(_field(0, 6, may_be_star=False))
def test_weekdays_stay_what_they_are_over_the_end_of_the_week(field: str) -> None:
    made = cron_job_schedule(f"0 0 * * {field}").rpartition(" ")[2]
    assert _straight(made, 0, 6) == _round(field, 0, 6)

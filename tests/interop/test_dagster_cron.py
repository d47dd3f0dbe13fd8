"""Our verdict on cron expressions against Dagster's own, in the released environment."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from commands import other_python
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from floe_lsp.compilation.validate.cron import problems

pytestmark = pytest.mark.requirement("E113")

PROBE = """
import json, sys
from dagster._utils.schedules import is_valid_cron_string
print(json.dumps([is_valid_cron_string(each) for each in json.load(sys.stdin)]))
"""

TABLE = [
    *("* * * * *", "*/10 * * * *", "0 6 * * 1-5", "0 0 1,15 * *", "59 23 31 12 *"),
    *("@daily", "@hourly", "@weekly", "@monthly", "@yearly", "@annually", "@midnight"),
    *("@reboot", "@noon", "@", "daily", "", " ", "not a cron", "* * * *", "* * * * * *"),
    *("60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 0 *", "* * * 13 *"),
    *("* * * * 7", "* * * * 8", "0 0 * JAN *", "0 0 * * mon-fri", "0 0 * * FRI", "0 0 * FOO *"),
    *("0 0 ? * *", "0 0 * * ?", "? 0 * * *", "0 0 L * *", "0 0 * * L5", "0 0 * * 5L"),
    *("0 22-2 * * *", "50-10 * * * *", "0 0 * NOV-FEB *", "0 0 * * FRI-MON", "0 0 28-3 * *"),
    *("*/0 * * * *", "*/61 * * * *", "1-5/2 * * * *", "5/15 * * * *", "1,,2 * * * *"),
    *("-1 * * * *", "1- * * * *", "0 0 * * 1#2", "0 0 * * 1#6", "0 0 * * mon#1", "0 0 1W * *"),
    *("0 0 30 2 *", "0 0 31 4 *", "0 0 29 2 *", "0 0 31 2,3 *", "a b c d e", "1.5 * * * *"),
    *("0  6 * * *", " 0 6 * * *", "0 6 * * * ", "0\t6 * * *", "٣ * * * *", "0 6 * * *\n"),
]

NUMBER = st.integers(0, 70).map(str)
NAME = st.sampled_from(["jan", "FEB", "dec", "mon", "SUN", "fri", "foo"])
ATOM = st.one_of(NUMBER, NAME, st.just("*"))
RANGE = st.tuples(ATOM, ATOM).map("-".join)
STEP = st.tuples(st.one_of(st.just("*"), RANGE, NUMBER), NUMBER).map("/".join)
PART = st.one_of(ATOM, RANGE, STEP, st.sampled_from(["?", "L", "L3", "2#1"]))
FIELD = st.lists(PART, min_size=1, max_size=3).map(",".join)
EXPRESSION = st.lists(FIELD, min_size=5, max_size=5).map(" ".join)
FREE = st.text(alphabet="0123456789*/,-?L# @aelmn", max_size=16)


def made(count: int) -> list[str]:
    """Return expressions that hypothesis makes, the same in every run."""
    found: list[str] = []

    @seed(20)
    @settings(
        max_examples=count,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
        deadline=None,
    )
    @given(st.one_of(EXPRESSION, FREE))
    def collect(expression: str) -> None:
        found.append(expression)

    collect()
    return found


def test_verdicts_are_those_of_dagster(tmp_path: Path) -> None:
    expressions = list(dict.fromkeys([*TABLE, *made(1500)]))
    done = subprocess.run(
        [other_python("FLOE_TEST_RELEASED_PYTHON"), "-W", "ignore", "-c", PROBE],
        input=json.dumps(expressions),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    theirs = dict(zip(expressions, json.loads(done.stdout), strict=True))
    ours = {expression: not problems(expression) for expression in expressions}
    assert {each for each in expressions if ours[each] and not theirs[each]} == set()
    stricter = {each for each in expressions if theirs[each] and not ours[each]}
    never = {each for each in stricter if "never runs" in problems(each)[0].message}
    assert "0 0 31 4 *" in never
    # Digits of other scripts are numbers to Python, and to no other reader of cron; and the range
    # 0-0 slips through where 0 alone is refused, though there is no day and no month 0.
    strange = {each for each in stricter if not each.isascii() or "0-0" in each}
    assert stricter - never - strange == set()

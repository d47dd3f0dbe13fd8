"""A report grows with the text and with the number of findings, and not with their product."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.doubling import write
from benchmarks.growing import FAMILIES
from floe_lsp.compilation import analyze
from floe_lsp.reporting import render

THINGS = 300
FOR_EACH_CHARACTER = 250
"""So many are written for an edit, and every second character may need one."""
FOR_EACH_FINDING = 4_000
AT_LEAST = 10_000

pytestmark = pytest.mark.requirement("robustness")


@pytest.mark.parametrize("name", FAMILIES)
def test_a_report_grows_with_what_it_tells(tmp_path: Path, name: str) -> None:
    family = FAMILIES[name]
    text = family.text(THINGS)
    found = analyze(write(tmp_path, text, is_manifest=family.is_manifest)).diagnostics
    room = AT_LEAST + FOR_EACH_CHARACTER * len(text) + FOR_EACH_FINDING * len(found)
    for form in ("json", "sarif"):
        assert len(render(found, form, base=tmp_path)) <= room


@pytest.mark.parametrize(
    ("name", "things"), [("look-alikes on one line", 20_000), ("look-alikes in front of items", 2)]
)
def test_a_fix_that_nobody_can_look_at_is_left_out(tmp_path: Path, name: str, things: int) -> None:
    path = write(tmp_path, FAMILIES[name].text(things), is_manifest=False)
    found = analyze(path).diagnostics
    assert {each.code for each in found} <= {"E027", "E135"}
    assert bool(found[0].fixes) is (things < 1_000)

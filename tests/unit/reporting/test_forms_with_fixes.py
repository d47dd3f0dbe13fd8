"""Which forms of a report show how a finding can be fixed."""

from __future__ import annotations

import pytest

from floe_lsp.reporting import FORMATS, render
from floe_lsp.reporting.formats import SHOW_FIXES, Format

from .findings import BASE, finding, fix, place


@pytest.mark.requirement("FR-011")
@pytest.mark.parametrize("form", FORMATS)
def test_fixes_are_tried_for_the_forms_that_show_them(form: Format) -> None:
    location = place("dependsOn: [«stg_order»]\n")
    replace = fix("Replace with 'stg_orders'", (location.span, "stg_orders"), safe=True)
    without, with_it = (
        render([finding(location, fixes=fixes)], form, base=BASE) for fixes in ((), (replace,))
    )
    assert (without != with_it) is (form in SHOW_FIXES)

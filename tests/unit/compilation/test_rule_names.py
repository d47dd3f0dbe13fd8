"""By its name a rule is logged, and switched off when it keeps failing."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation.guarding import name_of
from floe_lsp.compilation.validate import against_dbt, rules

pytestmark = pytest.mark.requirement("robustness")


def test_a_rule_is_called_like_its_file_or_folder() -> None:
    tables = (rules.PRODUCT_RULES, rules.MANIFEST_RULES, rules.DOCUMENT_RULES)
    below = {each.stem for each in Path(rules.__file__).parent.iterdir()}
    for rule in (rule for table in tables for rule in table):
        assert name_of(rule) in below
    beside = {each.stem for each in Path(against_dbt.__file__).parent.iterdir()}
    assert {name_of(rule) for rule in against_dbt.DBT_RULES} <= beside

"""An entry of ``meta`` that looks empty is empty."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from dbt_projects import project
from floe_lsp.compilation import analyze

pytestmark = pytest.mark.requirement("FLOE-E401")

RULE = """\
governance:
  policy_enforcement_level: strict
  custom_rules: [{type: require_meta_field, field: owner}]
"""


def codes(folder: Path, owner: str) -> set[str]:
    files = {
        "floe.yaml": corpus.DEFAULT_FILES["floe.yaml"],
        "manifest.yaml": corpus.DEFAULT_FILES["manifest.yaml"] + RULE,
        "dbt_project.yml": "name: shop\nprofile: shop\n",
        "models/stg_orders.sql": "select 1 as id",
        "models/m.yml": f"models: [{{name: stg_orders, meta: {{owner: {owner}}}}}]\n",
    }
    found = analyze(project(folder, files) / "floe.yaml").diagnostics
    return {each.code for each in found if each.is_error}


@pytest.mark.parametrize(
    "owner", ["''", "' '", r'"\t\n"', r'"\u00a0\u200b"', "[]", "['', ' ']", "{}"]
)
def test_nothing_to_be_seen_is_empty(tmp_path: Path, owner: str) -> None:
    assert codes(tmp_path, owner) == {"FLOE-E401"}


@pytest.mark.parametrize("owner", ["sales", "' sales '", "['', sales]", "{team: sales}", "7"])
def test_something_is_not(tmp_path: Path, owner: str) -> None:
    assert codes(tmp_path, owner) == set()

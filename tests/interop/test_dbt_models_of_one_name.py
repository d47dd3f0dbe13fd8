"""E146 stands where ``dbt parse`` refuses a project for two models of one name, and only there.

``dbt parse`` runs in the environment of FLOE_TEST_DBT_PYTHON, with its DuckDB adapter.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from dbt_manifest import parsed_by_dbt
from taking_over import findings

from dbt_projects import project

pytestmark = pytest.mark.requirement("dbt facts")

PRODUCT = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: shop, version: 1.0.0}\n"
OFF = "{{ config(enabled=false) }}\n"
PROJECT = "name: shop\nversion: 1.0.0\nprofile: shop\n"
CASES: dict[str, dict[str, str | None]] = {
    "both enabled": {},
    "one in Python": {
        "models/old/orders.sql": None,
        "models/old/orders.py": "def model(dbt, session):\n    return dbt.ref('raw')\n",
    },
    "disabled in a property file": {
        "models/old.yml": "models: [{name: orders, config: {enabled: false}}]\n"
    },
    "disabled in the file": {"models/old/orders.sql": f"{OFF}select 1 as id"},
    "disabled in the project file": {
        "dbt_project.yml": f"{PROJECT}models: {{shop: {{old: {{+enabled: false}}}}}}\n"
    },
    "both disabled": {
        "models/old/orders.sql": f"{OFF}select 1 as id",
        "models/new/orders.sql": f"{OFF}select 1 as id",
    },
    "disabled by a template": {
        "models/old/orders.sql": "{{ config(enabled=target.name != 'dev') }} select 1 as id"
    },
}
REFUSED = {"both enabled", "one in Python", "disabled in a property file"}


@pytest.mark.parametrize("case", CASES)
def test_dbt_refuses_what_is_found(tmp_path: Path, case: str) -> None:
    files: dict[str, str | None] = {
        "floe.yaml": f"{PRODUCT}transforms: [{{name: orders}}]\n",
        "dbt_project.yml": PROJECT,
        "models/new/orders.sql": "select 1 as id",
        "models/old/orders.sql": "select 2 as id",
        **CASES[case],
    }
    shop = project(tmp_path / "shop", {name: text for name, text in files.items() if text})
    assert any(each.startswith("E146") for each in findings(shop / "floe.yaml")) is (
        case in REFUSED
    )
    if case in REFUSED:
        with pytest.raises(AssertionError, match="dbt found two models with the name"):
            _ = parsed_by_dbt(shop)
    else:
        _ = parsed_by_dbt(shop)

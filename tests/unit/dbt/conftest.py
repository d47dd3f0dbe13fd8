"""Dbt projects for the tests of what is read of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbt_projects import SCHEMA, project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a model in SQL, one in Python, a seed, and what is left out."""
    return project(
        tmp_path,
        {
            "dbt_project.yml": "name: shop\nprofile: shop\n",
            "models/staging/stg_orders.sql": "select 1",
            "models/staging/schema.yml": SCHEMA,
            "models/fct_orders.py": "",
            "models/notes.txt": "",
            "dbt_packages/other/models/other.sql": "",
            "seeds/fares.csv": "a,b",
        },
    )

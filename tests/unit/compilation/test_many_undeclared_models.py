"""Of very many models that no transform declares only the action for the whole file writes all."""

from __future__ import annotations

from pathlib import Path

import pytest
from taking_over import begun_with, findings, taken_over

from dbt_projects import project
from floe_lsp.compilation import analyze

pytestmark = pytest.mark.requirement("dbt facts")


@pytest.mark.parametrize(("count", "has_fix"), [(101, True), (102, False)])
def test_the_finding_stays_short_and_quick(count: int, has_fix: bool, tmp_path: Path) -> None:
    models = {f"models/m{number:03}.sql": "select 1 as id" for number in range(count)}
    folder = project(tmp_path, {"dbt_project.yml": "name: shop\nprofile: shop\n", **models})
    spec = begun_with(folder, "m000")
    (found,) = (each for each in analyze(spec).diagnostics if each.code == "E139")
    assert found.message.startswith(f"{count - 1} models of the dbt project are no transforms here")
    assert found.message.endswith(f"and {count - 21} more")
    assert bool(found.fixes) is has_fix
    assert ("'Take over what dbt has'" in (found.suggestion or "")) is not has_fix
    taken_over(folder)
    assert findings(spec) == []

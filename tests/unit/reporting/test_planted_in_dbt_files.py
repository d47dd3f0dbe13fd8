"""A secret of any kind in any file that is searched is found, and no output repeats it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from planted import Plants, aws, github, slack, word

from dbt_projects import project
from floe_lsp.cli import main
from floe_lsp.compilation import analyze, compile_pipeline
from floe_lsp.reporting import FORMATS

pytestmark = [
    pytest.mark.requirement("security"),
    pytest.mark.requirement("secret scanning"),
]

CODES = {"FLOE-E601", "FLOE-E602", "FLOE-E603", "FLOE-E604", "FLOE-E605", "FLOE-E699"}


def key(number: int) -> str:
    """A line of a private key."""
    return "MHcCAQEEIPAVkpnjYAaCYYVCJdGdiasfnMZ0gZEF" + word(number)


def random(number: int) -> str:
    """A text that a machine made."""
    return f"w4Ht8KzR3bNx7QpD5mVf2Lc{number % 10}G9jSy"


def own(number: int) -> str:
    """A secret of the platform's own."""
    return f"itk{number:04d}" + word(number)


def files(plant: Plants, level: str) -> dict[str, str]:
    """A product with a secret in every place of a dbt project."""
    begin, end = (f"-----{each} EC PRIVATE KEY-----" for each in ("BEGIN", "END"))
    return {
        "floe.yaml": "apiVersion: floe.dev/v1\nkind: FloeSpec\n"
        f"metadata: {{name: orders, version: 1.0.0, labels: {{a: {plant('label', own)}}}}}\n"
        "transforms:\n  - name: stg_orders\n",
        "manifest.yaml": "apiVersion: floe.dev/v1\nkind: Manifest\n"
        "metadata: {name: platform, version: 1.0.0, owner: platform@example.com}\n"
        "plugins:\n  orchestrator: {type: dagster}\n  compute:\n    type: postgres\n"
        "    config: {host: db, database: shop, schema: raw, user: etl, password: "
        f"{plant('manifest')}}}\n"
        f"governance:\n  policy_enforcement_level: {level}\n  secret_scanning:\n"
        "    enabled: true\n    custom_patterns: [{name: own, pattern: 'itk[0-9]{4}\\w+'}]\n",
        "dbt_project.yml": "name: orders\nprofile: orders\n"
        f"vars: {{password: {plant('variable')}}}\n",
        "packages.yml": f"packages:\n  - git: https://etl:{plant('address')}@example.com/a.git\n",
        "profiles.yml": "orders: {outputs: {dev: {type: postgres, pass: "
        f"{plant('profile')}, token: {plant('token')}}}}}\n",
        "models/stg_orders.sql": f"-- {plant('comment', aws)}\nselect '{plant('SQL', github)}'\n",
        "models/python.py": f"password = '{plant('Python')}'\nx = '{plant('random', random)}'\n"
        f"KEY = '''{begin}\n{plant('key', key)}\n{end}'''\n",
        "models/a.yml": "models:\n  - name: stg_orders\n    meta:\n"
        f"      env: [{{name: API_KEY, value: {plant('entry')}}}]\n"
        f"      client_secret: |\n        {plant('block')}\n",
        "macros/m.sql": f"{{% set token = '{plant('macro')}' %}}\n",
        "seeds/s.csv": f"id,note\n1,{plant('seed', slack)}\n",
        "tests/t.sql": f"select '{plant('test', own)}'\n",
        "analyses/a.sql": f"select '{plant('analysis', slack)}'\n",
        "snapshots/s.sql": f"select '{plant('snapshot', github)}'\n",
        "models/docs.md": f"Sign in with {plant('doc', slack)}\n",
    }


@pytest.mark.parametrize("level", ["strict", '"warn"'])
def test_each_is_found_and_no_report_repeats_it(
    tmp_path: Path,
    level: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    plants = Plants()
    _ = project(tmp_path, files(plants, level))
    monkeypatch.chdir(tmp_path)
    found = [each for each in analyze(tmp_path / "floe.yaml").diagnostics if each.code in CODES]
    assert {each.code for each in found} == CODES
    assert len(found) == len(plants.planted)
    for form in FORMATS:
        _ = main.main(["check", "--format", form, "--verbose"])
    _ = main.main(["compile", "--report", "concise"])
    _ = main.main(["compile", "--dry-run"])
    for form in ("json", "sarif", "html"):
        _ = main.main(["governance", "report", "--format", form])
    _ = main.main(["governance", "status"])
    _ = main.main(["governance", "audit"])
    printed = "".join(capfd.readouterr())
    assert "FLOE-E604" in printed
    assert plants.found_in(printed) == []


def test_no_artifact_repeats_it(tmp_path: Path) -> None:
    plants = Plants()
    planted = files(plants, '"warn"')
    # What is a secret to the platform alone is what the product says of itself.
    planted["floe.yaml"] = planted["floe.yaml"].replace(own(1), "orders")
    _ = project(tmp_path, planted)
    result = compile_pipeline(tmp_path / "floe.yaml")
    assert result.artifacts is not None
    written = "".join(path.read_text(encoding="utf-8") for path in result.written)
    assert json.loads(result.artifacts.model_dump_json())["enforcement_result"]["warning_count"]
    assert plants.found_in(written) == []

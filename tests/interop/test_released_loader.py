"""Artifacts of ``--contract floe-core`` in the released packages.

They live in the environment that FLOE_TEST_RELEASED_PYTHON names; Dagster needs dbt's manifest,
which dbt makes in the environment of FLOE_TEST_DBT_PYTHON.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from commands import copy_examples, floe
from released_packages import among_released, loaded

pytestmark = pytest.mark.requirement("SC-005")

LOAD = """
import json, sys
from pathlib import Path
from floe_core.schemas.compiled_artifacts import CompiledArtifacts
artifact = CompiledArtifacts.from_json_file(Path(sys.argv[1]))
print(json.dumps(artifact.model_dump(mode="json")))
"""

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: shop-platform, version: 1.0.0, owner: platform@example.com}
plugins:
  orchestrator: {type: dagster}
  compute:
    type: %s
    config: %s
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: %s, version: 1.0.0}
transforms:
  - name: orders
"""


def read_by_released(artifact: Path) -> dict[str, Any]:
    """What the released model reads from an artifact."""
    return json.loads(among_released(LOAD, artifact, cwd=artifact.parent))


def compiled(
    folder: Path, engine: str, config: dict[str, Any], name: str = "shop"
) -> tuple[int, str, Path]:
    (folder / "manifest.yaml").write_text(MANIFEST % (engine, json.dumps(config)), encoding="utf-8")
    (folder / "floe.yaml").write_text(PRODUCT % name, encoding="utf-8")
    done = floe("compile", "--contract", "floe-core", cwd=folder)
    return done.code, done.err, folder / "target/compiled_artifacts.json"


def test_realistic_example_becomes_dagster_definitions(tmp_path: Path) -> None:
    project = copy_examples(tmp_path) / "bike-share"
    done = floe("compile", "--contract", "floe-core", cwd=project)
    assert done.code == 0, done.err
    made = loaded("bike-share", project)
    artifact = made["artifact"]
    assert artifact["version"] == "0.16.0"
    models = artifact["transforms"]["models"]
    assert len(models) == 14
    assert {model["name"] for model in models} < set(made["assets"])
    wanted: list[list[str]] = [
        [above, model["name"]]
        for model in models
        for above in cast("list[str]", model["depends_on"] or [])
    ]
    assert all(edge in made["edges"] for edge in wanted)


WORDS_OF_SECRETS: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    (
        "snowflake",
        {
            "account": "a",
            "database": "d",
            "schema": "s",
            "user": "etl_admin",
            "role": "SYSADMIN",
            "private_key_path": "/keys/etl.p8",
        },
        {"role": "SYSADMIN", "user": "etl_admin", "private_key_path": "/keys/etl.p8"},
    ),
    ("duckdb", {"path": "/data/tokens.duckdb"}, {"path": "/data/tokens.duckdb"}),
    (
        "duckdb",
        {"path": "a.duckdb", "use_credential_provider": "aws"},
        {"use_credential_provider": "aws"},
    ),
]
"""Options without a secret in them that the released loader takes for one by their words."""


@pytest.mark.parametrize(("engine", "config", "kept"), WORDS_OF_SECRETS)
def test_options_that_sound_like_secrets_are_taken(
    tmp_path: Path, engine: str, config: dict[str, Any], kept: dict[str, str]
) -> None:
    """They come as variables whose defaults dbt reads as the same text."""
    code, err, artifact = compiled(tmp_path, engine, config)
    assert code == 0, err
    output = read_by_released(artifact)["dbt_profiles"]["shop"]["outputs"]["prod"]
    for option, text in kept.items():
        name = f"FLOE_{engine}_{option}".upper()
        assert output[option] == f"{{{{ env_var('{name}', '{text}') }}}}"


@pytest.mark.requirement("E405")
def test_what_cannot_be_taken_is_said(tmp_path: Path) -> None:
    login = {"type": "entra", "request_url": "https://login.example.com", "request_data": "a=b"}
    config = {
        "project": "p",
        "dataset": "d",
        "method": "external-oauth-wif",
        "workload_pool_provider_path": "//iam",
        "token_endpoint": login,
    }
    code, err, artifact = compiled(tmp_path, "bigquery", config)
    assert code == 2
    assert "the option token_endpoint of the target 'dev' for a secret" in " ".join(err.split())
    assert not artifact.exists()
    code, err, _ = compiled(tmp_path, "duckdb", {}, name="token-usage")
    assert code == 2
    assert "take the name token_usage for a secret" in " ".join(err.split())
    assert floe("compile", cwd=tmp_path).code == 0

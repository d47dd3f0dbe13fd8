"""The layout of the released packages: who chooses it, and that nothing is lost with it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from floe_lsp.compilation import Compilation, compile_pipeline, default_output
from floe_lsp.compilation.generate.released_contract import to_released
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.orchestration import (
    SECTIONS,
    orchestration_of,
    restored,
    without_nulls,
)
from floe_lsp.schemas.artifact.reading import ArtifactError
from floe_lsp.schemas.versions import ARTIFACT_CONTRACTS, ArtifactContract

pytestmark = pytest.mark.requirement("FR-003")

FULL = Path(__file__).parents[2] / "contract" / "examples" / "artifacts" / "valid-full.yaml"

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: shop-platform, version: 1.0.0, owner: platform@example.com}
plugins:
  compute: {type: duckdb, config: {path: "data/shop.duckdb"}}
  orchestrator: {type: dagster}
"""
STORED = """\
  storage: {type: minio, config: {endpoint: "http://minio:9000", bucket: "shop-{environment}"}}
  catalog: {type: polaris}
  ingestion: {type: dlt, config: {workers: 2}}
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
transforms:
  - name: orders
schedule: {cron: "0 6 * * *", timezone: Europe/Lisbon}
"""
SOURCES = """\
ingestion:
  sources:
    - name: raw
      sourceType: filesystem
      format: csv
      path: landing/orders.csv
      destinationTable: bronze.orders
      writeMode: merge
      primaryKey: id
"""


def product(folder: Path, *, more: str = "", manifest: str = MANIFEST) -> Path:
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    spec = folder / "floe.yaml"
    spec.write_text(PRODUCT + more, encoding="utf-8")
    return spec


def compiled(spec: Path, contract: ArtifactContract | None = None) -> Compilation:
    made = compile_pipeline(spec, output=default_output(spec, contract=contract))
    assert made.artifacts is not None, made.diagnostics
    return made


def written(made: Compilation) -> Any:
    return json.loads(made.output.path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("chosen", [None, "floe-lsp", "floe-core"])
@pytest.mark.parametrize("asked", [None, "floe-lsp", "floe-core"])
def test_the_choice_is_made_once(
    tmp_path: Path, chosen: ArtifactContract | None, asked: ArtifactContract | None
) -> None:
    """Of whoever compiles, else of the platform; without one it is our own."""
    defaults = "" if chosen is None else f"defaults: {{contract: {chosen}}}\n"
    made = compiled(product(tmp_path, manifest=MANIFEST + defaults), asked)
    expected = asked or chosen or "floe-lsp"
    assert made.output.contract == expected
    assert written(made)["version"] == ARTIFACT_CONTRACTS[expected]
    read = CompiledArtifacts.from_json_file(made.output.path)
    assert read.contract == expected
    assert (made.output.path.parent / "orchestration.json").exists() == (expected == "floe-core")


def test_a_domain_chooses_for_itself(tmp_path: Path) -> None:
    (tmp_path / "top.yaml").write_text(
        MANIFEST.replace("kind: Manifest\n", "kind: Manifest\nscope: enterprise\n")
        + "defaults: {compute: duckdb, contract: floe-core}\n",
        encoding="utf-8",
    )
    domain = (
        "apiVersion: floe.dev/v1\nkind: Manifest\nscope: domain\nparent_manifest: top.yaml\n"
        "metadata: {name: sales, version: 1.0.0, owner: sales@example.com}\nplugins: {}\n"
    )
    assert compiled(product(tmp_path, manifest=domain)).output.contract == "floe-core"
    own = domain + "defaults: {contract: floe-lsp}\n"
    assert compiled(product(tmp_path, manifest=own)).output.contract == "floe-lsp"


def test_nothing_is_lost(tmp_path: Path) -> None:
    """What the layout has no place for stands in the file beside it; both are all of ours."""
    original = CompiledArtifacts.from_yaml_file(FULL)
    ours = original.to_dict()
    released = to_released(original)
    beside = orchestration_of(ours, released)
    assert set(SECTIONS) >= set(beside) > {"schedule", "assets", "destinations", "output_ports"}
    (tmp_path / "a.json").write_text(json.dumps(released), encoding="utf-8")
    read = CompiledArtifacts.from_json_file(tmp_path / "a.json")
    assert read.contract == "floe-core"
    again = restored(read, beside).to_dict()
    profiles = again.pop("dbt_profiles")
    assert profiles == without_nulls(released["dbt_profiles"])
    assert again == {key: value for key, value in ours.items() if key != "dbt_profiles"}


def test_what_is_of_another_compilation_is_not_restored() -> None:
    original = CompiledArtifacts.from_yaml_file(FULL)
    released = to_released(original)
    beside = orchestration_of(original.to_dict(), released)
    other = {**beside, "metadata": {**beside["metadata"], "source_hash": "sha256:0"}}
    read = CompiledArtifacts.from_data(released)
    wrongs: list[object] = [other, [], {}, {"metadata": 1}]
    for wrong in wrongs:
        with pytest.raises(ArtifactError):
            restored(read, wrong)


def test_sources_stand_where_the_released_runtime_looks(tmp_path: Path) -> None:
    spec = product(tmp_path, more=SOURCES, manifest=MANIFEST + STORED)
    made = compiled(spec, "floe-core")
    config = written(made)["plugins"]["ingestion"]["config"]
    assert config == {
        "workers": 2,
        "sources": [
            {
                "name": "raw",
                "destination_table": "bronze.orders",
                "source_type": "filesystem",
                "write_mode": "merge",
                "schema_contract": "evolve",
                "primary_key": ["id"],
                "source_config": {"format": "csv", "path": "landing/orders.csv"},
            }
        ],
    }
    read = CompiledArtifacts.from_json_file(made.output.path)
    assert read.plugins is not None
    assert read.plugins.ingestion is not None
    assert read.plugins.ingestion.config == {"workers": 2}
    assert read.to_dict()["plugins"]["ingestion"]["config"] == config


def test_what_should_be_known_is_said(tmp_path: Path) -> None:
    made = compiled(product(tmp_path, more=SOURCES, manifest=MANIFEST + STORED), "floe-core")
    said = "\n".join(made.notices)
    for words in (
        "the block 'deployment' is left out",
        "storage plugin 'minio' is not installed",
        "pip install floe-storage-minio",
        "orchestration.json holds: ",
        "schedule",
        "deployment_environment is 'dev'",
        "plugins.orchestrator has the version 0.0.0: 'dagster' is not installed here",
        "nothing of floe-core fills in {environment} in plugins.storage.config.bucket",
    ):
        assert words in said
    assert "export to Iceberg" not in said
    assert compiled(product(tmp_path, manifest=MANIFEST + STORED)).notices == ()
    pinned = MANIFEST.replace("{type: dagster}", "{type: dagster, version: 0.1.0}")
    made = compiled(product(tmp_path, manifest=pinned), "floe-core")
    assert "0.0.0" not in "\n".join(made.notices)
    assert written(made)["plugins"]["orchestrator"]["version"] == "0.1.0"


def test_nothing_that_connects_depends_on_the_one_environment(tmp_path: Path) -> None:
    spec = product(tmp_path, manifest=MANIFEST + STORED)
    profile = written(compiled(spec, "floe-core"))["dbt_profiles"]["shop"]
    template = "{{ env_var('FLOE_ENV', 'dev') }}"
    assert profile["target"] == template
    assert list(profile["outputs"]) == ["dev", "staging", "prod", template]
    assert profile["outputs"][template] == profile["outputs"]["prod"]
    split = MANIFEST.replace("data/shop", "data/shop_{environment}") + STORED
    made = compiled(product(tmp_path, manifest=split), "floe-core")
    profile = written(made)["dbt_profiles"]["shop"]
    assert (profile["target"], list(profile["outputs"])) == (template, ["dev", "staging", "prod"])
    assert "the export to Iceberg of floe-core cannot follow FLOE_ENV" in "\n".join(made.notices)


@pytest.mark.requirement("security")
def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    spec = product(tmp_path)
    theirs = tmp_path / "target" / "orchestration.json"
    theirs.parent.mkdir()
    theirs.write_text('{"version": "1"}', encoding="utf-8")
    output = default_output(spec, contract="floe-core")
    made = compile_pipeline(spec, output=output)
    assert [each.code for each in made.diagnostics if each.is_error] == ["E502"]
    assert theirs.read_text(encoding="utf-8") == '{"version": "1"}'
    assert len(compile_pipeline(spec, output=replace(output, force=True)).written) == 3
    assert len(compile_pipeline(spec, output=output).written) == 3
    named = default_output(spec, tmp_path / "Orchestration.json", "floe-core")
    assert {each.code for each in compile_pipeline(spec, output=named).diagnostics} == {"E501"}

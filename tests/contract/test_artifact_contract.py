"""The CompiledArtifacts contract: round trips, other versions, stable bytes, immutability.

``artifacts/`` holds files as other versions wrote them and the exact text of contract 0.2.0.
A change of ``contract-0.2.0.json`` is a change of the contract and needs a new version.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.reading import ArtifactError
from floe_lsp.schemas.types.reflection import allowed_keys
from floe_lsp.schemas.versions import ARTIFACT_VERSION, version_parts

HERE = Path(__file__).parent
FILES = HERE / "artifacts"
FULL = HERE / "examples" / "artifacts" / "valid-full.yaml"
EXAMPLES = sorted((HERE / "examples" / "artifacts").glob("valid-*.yaml"))


def full() -> dict[str, Any]:
    yaml: Any = YAML(typ="safe")
    return yaml.load(FULL.read_text(encoding="utf-8"))


@pytest.mark.requirement("FR-004")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_round_trip_keeps_everything(path: Path, tmp_path: Path) -> None:
    original = CompiledArtifacts.from_yaml_file(path)
    original.to_json_file(tmp_path / "a.json")
    original.to_yaml_file(tmp_path / "a.yaml")
    from_json = CompiledArtifacts.from_json_file(tmp_path / "a.json")
    from_yaml = CompiledArtifacts.from_yaml_file(tmp_path / "a.yaml")
    assert from_json == original
    assert from_yaml == original
    assert from_json.to_json() == original.to_json()
    assert from_yaml.to_yaml() == original.to_yaml()
    assert original.notices == ()


@pytest.mark.requirement("FR-011")
def test_json_yaml_and_configmap_hold_the_same_data(tmp_path: Path) -> None:
    artifacts = CompiledArtifacts.from_data(full())
    data = json.loads(artifacts.to_json())
    yaml: Any = YAML(typ="safe")
    assert yaml.load(artifacts.to_yaml()) == data
    configmap = yaml.load(artifacts.to_configmap_yaml("values", "data"))
    assert configmap["metadata"] == {"name": "values", "namespace": "data"}
    assert yaml.load(configmap["data"]["values.yaml"]) == data


@pytest.mark.requirement("FR-004")
def test_the_bytes_of_this_contract_are_kept() -> None:
    artifacts = CompiledArtifacts.from_data(full())
    expected = (FILES / "contract-0.2.0.json").read_bytes()
    assert artifacts.to_json().encode() == expected
    assert (FILES / "contract-0.2.0.yaml").read_bytes() == artifacts.to_yaml().encode()
    assert expected.endswith(b"}\n")
    assert not expected.endswith(b"\n\n")


@pytest.mark.requirement("FR-004")
def test_the_order_of_what_is_given_does_not_change_the_bytes() -> None:
    data = full()
    backwards = {key: data[key] for key in reversed(data)}
    backwards["metadata"] = {key: data["metadata"][key] for key in reversed(data["metadata"])}
    built = CompiledArtifacts.model_validate(backwards)
    assert built.to_json() == CompiledArtifacts.from_data(data).to_json()


@pytest.mark.requirement("SC-003")
def test_a_file_of_contract_0_1_0_is_read() -> None:
    artifacts = CompiledArtifacts.from_json_file(FILES / "contract-0.1.0.json")
    assert artifacts.version == "0.1.0"
    assert artifacts.metadata.compiled_at.isoformat() == "2025-11-03T08:15:30.123456+00:00"
    assert artifacts.plugins is None
    attributes = ("observability", "telemetry", "resource_attributes")
    assert artifacts.unknown_fields == {
        (*attributes, "deployment_environment"): "dev",
        (*attributes, "floe_mode"): "dev",
    }
    aside, zone = artifacts.notices
    assert aside.startswith("written by contract 0.1.0, older than 0.2.0; fields kept aside: ")
    assert zone == "metadata.compiled_at has no zone, it was read as UTC"


@pytest.mark.requirement("SC-003")
def test_a_newer_minor_version_is_read_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    data = full()
    data["version"] = "0.7.0"
    data["lineage_graph"] = {"edges": [1, 2]}
    data["plugins"]["compute"]["channel"] = "stable"
    data["transforms"]["models"][1]["cost"] = None
    artifacts = CompiledArtifacts.from_data(data)
    assert artifacts.unknown_fields == {
        ("lineage_graph",): {"edges": [1, 2]},
        ("plugins", "compute", "channel"): "stable",
        ("transforms", "models", 1, "cost"): None,
    }
    [notice] = artifacts.notices
    assert notice.startswith("written by contract 0.7.0, newer than 0.2.0; fields kept aside: ")
    assert "plugins.compute.channel" in notice
    artifacts.to_json_file(tmp_path / "a.json")
    written = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert written["version"] == "0.7.0"
    assert written["lineage_graph"] == {"edges": [1, 2]}
    assert written["plugins"]["compute"]["channel"] == "stable"
    assert written["transforms"]["models"][1]["cost"] is None
    again = CompiledArtifacts.from_json_file(tmp_path / "a.json")
    assert again.unknown_fields == artifacts.unknown_fields
    assert again == artifacts


@pytest.mark.requirement("SC-003")
def test_a_newer_minor_version_may_not_break_what_is_known() -> None:
    data = {**full(), "version": "0.3.0", "mode": "federated", "new": 1}
    with pytest.raises(ArtifactError, match="not a valid artifact: mode") as caught:
        _ = CompiledArtifacts.from_data(data)
    assert [error.loc for error in caught.value.errors] == [("mode",)]


@pytest.mark.requirement("SC-003")
@pytest.mark.parametrize("version", ["1.0.0", "2.3.4", "10.0.0"])
def test_a_newer_major_version_is_refused_and_nothing_else_is_said(
    version: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    _ = path.write_text(json.dumps({"version": version, "everything": "else"}), encoding="utf-8")
    with pytest.raises(ArtifactError) as caught:
        _ = CompiledArtifacts.from_json_file(path)
    assert caught.value.reason == (
        f"written by contract {version}, this program reads up to 0.x; update it"
    )
    assert caught.value.path == path


@pytest.mark.requirement("SC-003")
def test_an_unknown_field_of_this_version_is_a_mistake_and_not_a_newer_one() -> None:
    for version in (ARTIFACT_VERSION, "0.2.9"):
        with pytest.raises(ArtifactError, match="is not a field of contract"):
            _ = CompiledArtifacts.from_data({**full(), "version": version, "new": 1})


@pytest.mark.requirement("SC-003")
def test_secrets_are_looked_for_in_other_versions_too() -> None:
    data = full()
    data["version"] = "0.9.0"
    data["dbt_profiles"]["token-usage"]["outputs"]["prod"] |= {"password": "hunter2"}
    with pytest.raises(ArtifactError, match="is written out"):
        _ = CompiledArtifacts.from_data(data)
    secret = {**full(), "version": "0.9.0", "new": {"note": "AKIA" + "IOSFODNN7EXAMPLE"}}
    with pytest.raises(ArtifactError, match="holds an AWS access key"):
        _ = CompiledArtifacts.from_data(secret)


@pytest.mark.requirement("FR-003")
def test_an_artifact_never_changes() -> None:
    artifacts = CompiledArtifacts.from_data(full())
    for part, name in [
        (artifacts, "version"),
        (artifacts.metadata, "git_commit"),
        (artifacts.observability.telemetry, "enabled"),
    ]:
        with pytest.raises(ValidationError):
            setattr(part, name, "other")
    kept = artifacts.unknown_fields
    assert isinstance(kept, dict)
    kept[("x",)] = 1
    assert artifacts.unknown_fields == {}


@pytest.mark.requirement("FR-003")
def test_every_section_is_in_the_full_example() -> None:
    """Otherwise the kept bytes would not show a change of the contract."""
    data = full()
    assert set(data) == set(CompiledArtifacts.model_fields)
    for section in ("metadata", "product", "identity", "schedule", "resources"):
        assert tuple(data[section]) == allowed_keys(CompiledArtifacts, (section,)), section
    assert version_parts(ARTIFACT_VERSION) == (0, 2, 0)

"""What is written of a compilation, in which form, and what is said where nothing is."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from floe_lsp.compilation.generate import generator
from floe_lsp.compilation.generate.generator import artifact_text, generate
from floe_lsp.compilation.generate.output import ArtifactFormat, OutputOptions
from floe_lsp.compilation.generate.ownership import PROFILES_HEADER, is_artifact
from floe_lsp.compilation.generate.released_contract import to_released
from floe_lsp.compilation.generate.released_guard import guarded
from floe_lsp.files.atomic import NotWritten
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.versions import ArtifactContract
from floe_lsp.syntax import SourceText, parse

from .contract_examples import artifact

pytestmark = pytest.mark.requirement("robustness")

TARGET = "{{ env_var('FLOE_ENV', 'dev') }}"
TRANSFORMS = {"models": [{"name": "stg_orders", "compute": "x"}], "default_compute": "x"}


def compiled(**parts: Any) -> CompiledArtifacts:
    return CompiledArtifacts.model_validate(artifact(**{"transforms": TRANSFORMS, **parts}))


def profiles(**options: Any) -> dict[str, Any]:
    output = {"type": "duckdb", **options}
    return {"orders": {"target": TARGET, "outputs": {"dev": output}}}


def read_yaml(text: str) -> Any:
    root = parse(SourceText(text)).root
    assert root is not None
    return root.value


@pytest.mark.parametrize("contract", ["floe-lsp", "floe-core"])
def test_each_format_holds_the_same(contract: ArtifactContract) -> None:
    def text(format_: ArtifactFormat) -> str:
        options = OutputOptions(Path("a"), format_, contract, "shop", "etl")
        return artifact_text(compiled(), options)

    data = json.loads(text("json"))
    assert data["version"] == ("0.2.0" if contract == "floe-lsp" else "0.16.0")
    assert read_yaml(text("yaml")) == data
    configmap = read_yaml(text("configmap"))
    assert configmap["kind"] == "ConfigMap"
    assert configmap["metadata"]["name"] == "shop"
    assert configmap["metadata"]["namespace"] == "etl"
    assert read_yaml(configmap["data"]["values.yaml"]) == data
    assert all(is_artifact(text(each).encode()) for each in ("json", "yaml", "configmap"))


def test_the_artifact_and_its_profile_are_written_both(tmp_path: Path) -> None:
    made = compiled(dbt_profiles=profiles())
    options = OutputOptions(tmp_path / "target" / "a.json", "json")
    assert generate(made, options, dry_run=True) == ((), [])
    assert list(tmp_path.iterdir()) == []
    written, found = generate(made, options, dry_run=False)
    assert found == []
    assert written == (options.profiles_path, options.path)
    assert options.path.read_text(encoding="utf-8") == artifact_text(made, options)
    profile = options.profiles_path.read_text(encoding="utf-8")
    assert profile.startswith(PROFILES_HEADER)
    assert read_yaml(profile) == profiles()
    # A product without profiles has an empty one.
    _, found = generate(compiled(), options, dry_run=False)
    assert found == []
    assert read_yaml(options.profiles_path.read_text(encoding="utf-8")) == {}


def test_nothing_is_written_where_something_stands_in_the_way(tmp_path: Path) -> None:
    options = OutputOptions(tmp_path / "a.json", "json")
    options.path.write_text("{}")
    for dry_run in (True, False):
        written, found = generate(compiled(), options, dry_run=dry_run)
        assert written == ()
        assert [each.code for each in found] == ["E502"]
    assert options.path.read_text() == "{}"
    assert not options.profiles_path.exists()
    written, found = generate(compiled(), options, [options.path], dry_run=False)
    assert [each.code for each in found] == ["E501"]
    assert "which the product needs" in found[0].message


def test_a_stream_is_given_the_artifact_alone(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    options, made = OutputOptions(Path(f"/dev/fd/{writing}"), "json"), compiled()
    try:
        assert generate(made, options, dry_run=True) == ((), [])
        assert generate(made, options, dry_run=False) == ((options.path,), [])
        assert os.read(reading, 1 << 20).decode() == artifact_text(made, options)
    finally:
        os.close(reading)
        # Who reads it has gone.
        written, found = generate(compiled(), options, dry_run=False)
        os.close(writing)
    assert written == ()
    assert [(each.code, each.message) for each in found] == [
        ("E501", f"'{writing}' cannot be written: broken pipe")
    ]
    written, found = generate(compiled(), options, dry_run=False)
    assert written == ()
    assert [each.message for each in found] == [f"'{options.path}' is not open"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["target", "target/a.json", "target/profiles.yml"])
def test_what_cannot_be_written_is_named(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = OutputOptions(tmp_path / "target" / "a.json", "json")
    path = tmp_path / name

    def fail(*_: object) -> None:
        raise NotWritten(path, OSError(errno.ENOSPC, "No space left on device"))

    monkeypatch.setattr(generator, "write_together", fail)
    written, found = generate(compiled(), options, dry_run=False)
    assert written == ()
    failed = "the folder 'target' cannot be made" if name == "target" else f"'{path.name}' cannot"
    assert len(found) == 1
    assert found[0].message.startswith(failed)
    assert found[0].message.endswith("no space left on device")


def test_what_released_packages_refuse_is_a_finding_of_their_contract_alone(
    tmp_path: Path,
) -> None:
    filtered = "{{ env_var('A') | as_text }}"
    options = {"token": filtered, "settings": {"access_key": filtered}}
    made = compiled(dbt_profiles=profiles(**options))
    ours = OutputOptions(tmp_path / "a.json", "json")
    theirs = OutputOptions(tmp_path / "a.json", "json", "floe-core")
    assert generate(made, ours, dry_run=True) == ((), [])
    _, found = generate(made, theirs, dry_run=True)
    start = "released floe-core packages take the"
    end = "for a secret, and refuse the artifact"
    assert [each.message for each in found] == [
        f"{start} option {option} of the target 'dev' {end}"
        for option in ("token", "settings.access_key")
    ]
    assert {each.code for each in found} == {"E405"}
    assert {each.suggestion for each in found} == {
        "sign in another way, or compile with --contract floe-lsp"
    }
    odd = compiled(dbt_profiles={"orders": {"target": TARGET, "outputs": {}, "token": filtered}})
    _, found = generate(odd, theirs, dry_run=True)
    assert found[0].message == f"{start} name orders.token {end}"


def test_the_fields_of_the_released_layout() -> None:
    data = compiled().to_dict()
    data["observability"]["telemetry"]["authentication"] = {"kind": "x"}
    found = to_released(compiled())
    assert list(found["metadata"]) == [
        "compiled_at",
        "floe_version",
        "source_hash",
        "product_name",
        "product_version",
    ]
    assert list(found) == [
        "version",
        "metadata",
        "identity",
        "mode",
        "inheritance_chain",
        "observability",
        "plugins",
        "deployment",
        "transforms",
        "dbt_profiles",
        "governance",
        "enforcement_result",
        "ingestion_outputs",
        "data_contracts",
        "quality_config",
    ]
    for name in ("identity", "mode", "transforms", "inheritance_chain"):
        assert found[name] == data[name]


def test_of_the_governance_only_what_the_loader_knows_is_written() -> None:
    found = to_released(compiled(governance={"data_retention_days": 30}))
    assert found["governance"]["data_retention_days"] == 30
    assert to_released(compiled())["governance"] is None


@pytest.mark.requirement("security")
def test_the_variable_of_an_option_is_named_after_its_engine() -> None:
    options = {"password": "abc", "settings": {"access_key": "a\\b"}}
    written: Any = guarded(profiles(**options)).profiles
    assert written["orders"]["outputs"]["dev"] == {
        "type": "duckdb",
        "password": "{{ env_var('FLOE_DUCKDB_PASSWORD', 'abc') }}",
        "settings": {"access_key": "{{ env_var('FLOE_DUCKDB_SETTINGS_ACCESS_KEY', 'a\\\\b') }}"},
    }


@pytest.mark.requirement("security")
def test_a_list_of_secrets_is_looked_into_and_nothing_else_of_that_name() -> None:
    listed = profiles(secrets=[{"type": "s3", "secret": "orders", "token": 5}])
    assert guarded(listed).refused == (("orders", "outputs", "dev", "secrets", 0, "token"),)
    for value in ("orders", {"a": "b"}, 5):
        found = guarded(profiles(secrets=value))
        assert (found.refused != ()) is not isinstance(value, str)
    assert guarded(profiles(tokens=["a"])).refused == (("orders", "outputs", "dev", "tokens"),)
    assert guarded(profiles(secret=5)).refused == (("orders", "outputs", "dev", "secret"),)

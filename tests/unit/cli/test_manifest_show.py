"""``floe manifest show`` prints what manifests result in, and where each value comes from."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from commands import load_yaml

from floe_lsp.cli.main import main
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest

_OWN = {"api_version", "kind", "metadata", "scope", "parent_manifest"}

_ENTERPRISE = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: acme, version: 2.0.0, owner: acme@example.com}
scope: enterprise
plugins:
  compute: {type: snowflake, config: {account: acme}}
  orchestrator: {type: dagster}
governance:
  policy_enforcement_level: warn
  quality_gates:
    minimum_test_coverage: 60
    require_descriptions: true
  custom_rules:
    - {type: require_meta_field, field: owner}
approved_plugins: {compute: [duckdb, snowflake]}
approved_sinks: [rest_api]
defaults: {compute: duckdb}
artifacts:
  registry: {uri: "oci://registry.example.com/floe", auth: {type: aws-irsa}}
  promotion: {environments: [{name: dev, gates: {}}]}
observability: {logging: {level: DEBUG}, tracing: {exporter: console}}
resource_presets:
  small: {cpu_request: "1", memory_request: 1Gi, cpu_limit: "2", memory_limit: 2Gi}
allowed_secrets: [{fingerprint: fp-3f9a0c12ab34, reason: of the docs}]
"""

_DOMAIN = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: sales, version: 1.0.0, owner: sales@example.com}
scope: domain
parent_manifest: enterprise.yaml
plugins:
  compute: {type: duckdb, config: {threads: 4}}
governance:
  quality_gates:
    minimum_test_coverage: 80
  custom_rules:
    - {type: require_tags_for_prefix, prefix: gold_, required_tags: [certified]}
approved_products: [orders]
observability: {logging: {level: ERROR}}
"""

_PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms: [{name: stg_orders}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a product whose domain inherits from an enterprise."""
    (tmp_path / "enterprise.yaml").write_text(_ENTERPRISE)
    (tmp_path / "manifest.yaml").write_text(_DOMAIN)
    (tmp_path / "floe.yaml").write_text(_PRODUCT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def show(*arguments: str) -> tuple[int, str, str]:
    """Run ``floe manifest show``; its exit code, standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["manifest", "show", *arguments])
    return code, out.getvalue(), err.getvalue()


@pytest.mark.requirement("inheritance")
@pytest.mark.usefixtures("folder")
def test_every_field_survives_the_merge() -> None:
    code, shown, _ = show()
    assert code == 0
    merged = load_yaml(shown)
    fields = {
        field.serialization_alias or name for name, field in PlatformManifest.model_fields.items()
    }
    assert merged.keys() == fields
    above = load_yaml(_ENTERPRISE)
    for name in PlatformManifest.model_fields.keys() - _OWN - {"plugins", "governance"}:
        if name not in ("approved_products", "observability", "resource_presets"):
            assert merged[name] == above[name], name
    assert merged["resource_presets"]["small"]["limits"] == {"cpu": "2", "memory": "2Gi"}
    assert merged["observability"] == {
        "logging": {"level": "ERROR"},
        "tracing": {"exporter": "console"},
    }
    assert merged["metadata"]["name"] == "sales"


@pytest.mark.requirement("inheritance")
@pytest.mark.usefixtures("folder")
def test_each_value_says_who_set_it() -> None:
    _, shown, _ = show("--explain")
    lines = {
        line.partition("  # ")[0].strip(): line.partition("  # ")[2] for line in shown.split("\n")
    }
    assert shown.startswith(
        "# mesh: sales 1.0.0 (manifest.yaml) inherits from acme 2.0.0 (enterprise.yaml)\n"
    )
    # Of what is taken whole nothing is merged in: the account of Snowflake is not DuckDB's.
    assert lines["type: duckdb"] == "set by sales, manifest.yaml:7; above it acme says snowflake"
    assert lines["threads: 4"] == "set by sales, manifest.yaml:7"
    assert "account" not in shown
    assert lines["type: dagster"] == "set by acme, enterprise.yaml:7"
    assert (
        lines["minimum_test_coverage: 80"]
        == "set by sales, manifest.yaml:10; above it acme says 60"
    )
    assert lines["require_descriptions: true"] == "set by acme, enterprise.yaml:12"
    assert lines["- {type: require_meta_field, field: owner}"] == "set by acme, enterprise.yaml:14"
    rule = "- {type: require_tags_for_prefix, prefix: gold_, required_tags: [certified]}"
    assert lines[rule] == "set by sales, manifest.yaml:12"
    assert lines['cpu: "1"'] == "set by acme, enterprise.yaml:23"
    assert "default" not in lines.values()


@pytest.mark.requirement("inheritance")
@pytest.mark.usefixtures("folder")
def test_what_is_in_force_by_default_is_shown_on_request() -> None:
    _, shown, _ = show("--resolved", "--explain")
    assert "    block_on_failure: true  # default\n" in shown
    assert "    type: core  # default\n" in shown
    assert "block_on_failure" not in show()[1]
    assert load_yaml(shown) == load_yaml(show("--resolved")[1])


@pytest.mark.requirement("inheritance")
@pytest.mark.parametrize(
    "given", [[], ["manifest.yaml"], ["floe.yaml"], ["floe.yaml", "-m", "manifest.yaml"]]
)
@pytest.mark.usefixtures("folder")
def test_a_manifest_is_named_by_itself_its_product_or_their_folder(given: list[str]) -> None:
    assert show(*given) == show()


@pytest.mark.requirement("inheritance")
@pytest.mark.usefixtures("folder")
def test_other_programs_read_json() -> None:
    shown = json.loads(show("--format", "json", "--explain")[1])
    assert shown["mode"] == "mesh"
    assert [each["name"] for each in shown["chain"]] == ["sales", "acme"]
    assert shown["manifest"]["defaults"] == {"compute": "duckdb"}
    origins = {tuple(each["path"]): each["set"] for each in shown["origins"]}
    assert origins["governance", "quality_gates", "minimum_test_coverage"] == [
        {"manifest": "sales", "file": "manifest.yaml", "line": 10, "value": 80},
        {"manifest": "acme", "file": "enterprise.yaml", "line": 11, "value": 60},
    ]


@pytest.mark.requirement("inheritance")
@pytest.mark.parametrize(
    ("scope", "mode"), [("", "simple"), ("scope: enterprise\n", "centralized")]
)
def test_the_mode_is_as_the_chain_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scope: str, mode: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "manifest.yaml").write_text(
        "apiVersion: floe.dev/v1\nkind: Manifest\n"
        f"metadata: {{name: acme, version: 2.0.0, owner: acme@example.com}}\n{scope}"
        "plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}\n"
    )
    assert show()[1].startswith(f"# {mode}: acme 2.0.0 (manifest.yaml)\n")


@pytest.mark.requirement("inheritance")
def test_no_secret_is_shown(folder: Path) -> None:
    above, below = "hunter2-above-1X", "hunter2-below-2Y"
    config = "    config: {{access_key_id: {0}, note: '{0}'}}\n"
    for file, value in (("enterprise.yaml", above), ("manifest.yaml", below)):
        path = folder / file
        storage = f"plugins:\n  storage:\n    type: minio\n{config.format(value)}"
        path.write_text(path.read_text().replace("plugins:\n", storage))
    for form in ("yaml", "json"):
        shown = "".join(map(str, show("--resolved", "--explain", "--format", form)))
        assert "access_key_id" in shown
        assert above not in shown
        assert below not in shown


@pytest.mark.requirement("inheritance")
def test_no_secret_is_shown_that_is_a_key_too(folder: Path) -> None:
    secret = f"hunter2-above-{1}X"
    path = folder / "manifest.yaml"
    storage = (
        "plugins:\n  storage:\n    type: minio\n"
        f"    config: {{access_key_id: {secret}, buckets: {{{secret}: [orders]}}}}\n"
    )
    path.write_text(path.read_text().replace("plugins:\n", storage))
    for form in ("yaml", "json"):
        shown = "".join(map(str, show("--resolved", "--explain", "--format", form)))
        assert "buckets" in shown
        assert "orders" in shown
        assert secret not in shown


@pytest.mark.requirement("inheritance")
def test_of_a_broken_chain_nothing_is_shown(folder: Path) -> None:
    (folder / "enterprise.yaml").unlink()
    code, shown, said = show()
    assert (code, shown) == (2, "")
    assert "E205" in said
    assert "E201" not in said


@pytest.mark.requirement("inheritance")
def test_a_folder_without_files_of_ours_is_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, shown, said = show()
    assert (code, shown) == (2, "")
    assert said == (
        "floe manifest show: there is no floe.yaml or floe.yml or manifest.yaml in this folder; "
        "name a file\n"
    )


@pytest.mark.requirement("inheritance")
def test_a_family_of_commands_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest"]) == 2
    assert "show" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["manifest", "shwo"])
    assert "did you mean show?" in capsys.readouterr().err


@pytest.mark.requirement("inheritance")
def test_a_file_of_nobody_is_not_taken_for_a_product(folder: Path) -> None:
    (folder / "other.yaml").write_text("a: [")
    code, shown, said = show("other.yaml")
    assert (code, shown) == (1, "")
    assert "does not say that it is a manifest or a product" in said


@pytest.mark.requirement("inheritance")
def test_lists_that_tiers_add_to_say_of_each_entry_whose_it_is(folder: Path) -> None:
    for name, pattern in (("enterprise.yaml", "tests/**"), ("manifest.yaml", "scratch/**")):
        file = folder / name
        scanning = f"governance:\n  secret_scanning: {{exclude_patterns: [{pattern}]}}\n"
        file.write_text(file.read_text().replace("governance:\n", scanning))
    _, shown, _ = show("--explain")
    lines = [line.strip() for line in shown.splitlines() if "/**" in line]
    assert lines[0].startswith("- tests/**  # set by acme, enterprise.yaml:")
    assert lines[1].startswith("- scratch/**  # set by sales, manifest.yaml:")
    assert "above" not in "".join(lines)


@pytest.mark.requirement("inheritance")
def test_keys_with_dots_are_told_from_keys_below_others(folder: Path) -> None:
    file = folder / "manifest.yaml"
    config = "config: {threads: 4, settings: {a.b: x, a: {b: y}}}"
    file.write_text(file.read_text().replace("config: {threads: 4}", config))
    shown = json.loads(show("--format", "json", "--explain")[1])
    at = ["plugins", "compute", "config", "settings"]
    paths = [each["path"][4:] for each in shown["origins"] if each["path"][:4] == at]
    assert paths == [["a.b"], ["a", "b"]]

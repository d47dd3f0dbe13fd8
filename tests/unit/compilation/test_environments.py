"""The outputs of the profile are the environments of the platform, and nothing else knows one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from floe_lsp.compilation import Analysis, Compilation, analyze, compile_pipeline, default_output
from floe_lsp.compilation.compile import deployment as deploying
from floe_lsp.plugins.deployment import Deployment
from floe_lsp.schemas.versions import ARTIFACT_CONTRACTS, ArtifactContract

pytestmark = pytest.mark.requirement("FR-014")

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: shop-platform, version: 1.0.0, owner: platform@example.com}
plugins:
  compute: {type: duckdb, config: {path: "data/shop_{environment}.duckdb"}}
  orchestrator: {type: dagster}
"""
REGISTRY = """\
artifacts:
  registry: {uri: "oci://registry.example.com/floe", auth: {type: anonymous}}
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
transforms:
  - {name: orders}
"""
ON_POSTGRES = "  - {name: totals, dependsOn: [orders], compute: postgres}\n"


def promoting(*names: str) -> str:
    """A part of a manifest that names environments."""
    lines = "".join(f"      - {{name: '{name}', gates: {{}}}}\n" for name in names)
    return f"{REGISTRY}  promotion:\n    environments:\n{lines}"


def product(folder: Path, manifest: str, more: str = "") -> Path:
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    spec = folder / "floe.yaml"
    spec.write_text(PRODUCT + more, encoding="utf-8")
    return spec


def compiled(spec: Path, contract: ArtifactContract | None = None) -> Compilation:
    made = compile_pipeline(spec, output=default_output(spec, contract=contract))
    assert made.artifacts is not None, made.diagnostics
    return made


def profile(made: Compilation) -> Any:
    assert made.artifacts is not None
    assert made.artifacts.dbt_profiles is not None
    return made.artifacts.dbt_profiles["shop"]


@pytest.mark.parametrize(
    ("names", "default"),
    [
        (("uat", "prod"), "uat"),
        (("prod",), "prod"),
        (("sandbox", "dev", "pre-prod"), "dev"),
        (("prod", "dev"), "dev"),
        (("true", "null", "yes"), "true"),
    ],
)
def test_the_outputs_are_the_environments_of_the_manifest(
    tmp_path: Path, names: tuple[str, ...], default: str
) -> None:
    found = profile(compiled(product(tmp_path, MANIFEST + promoting(*names))))
    assert found["target"] == f"{{{{ env_var('FLOE_ENV', '{default}') }}}}"
    assert {name: output["path"] for name, output in found["outputs"].items()} == {
        name: f"data/shop_{name}.duckdb" for name in names
    }
    assert list(found["outputs"]) == list(names)


@pytest.mark.parametrize("more", ["", REGISTRY, REGISTRY + "  promotion: {}\n"])
def test_without_names_they_are_the_usual_ones(tmp_path: Path, more: str) -> None:
    found = profile(compiled(product(tmp_path, MANIFEST + more)))
    assert list(found["outputs"]) == ["dev", "staging", "prod"]
    assert found["target"] == "{{ env_var('FLOE_ENV', 'dev') }}"


def test_another_engine_has_an_output_in_each(tmp_path: Path) -> None:
    spec = product(tmp_path, MANIFEST + promoting("uat", "live"), ON_POSTGRES)
    outputs = profile(compiled(spec))["outputs"]
    assert [(name, output["type"]) for name, output in outputs.items()] == [
        ("uat", "duckdb"),
        ("live", "duckdb"),
        ("uat_postgres", "postgres"),
        ("live_postgres", "postgres"),
    ]


def test_the_nearest_manifest_that_names_them_counts(tmp_path: Path) -> None:
    top = (MANIFEST + promoting("uat", "live")).replace("kind: Manifest\n", "kind: Manifest\n%s")
    (tmp_path / "top.yaml").write_text(top % "scope: enterprise\n", encoding="utf-8")
    domain = (
        "apiVersion: floe.dev/v1\nkind: Manifest\nscope: domain\nparent_manifest: top.yaml\n"
        "metadata: {name: sales, version: 1.0.0, owner: sales@example.com}\nplugins: {}\n"
    )
    assert list(profile(compiled(product(tmp_path, domain)))["outputs"]) == ["uat", "live"]
    assert list(profile(compiled(product(tmp_path, domain + REGISTRY)))["outputs"]) == [
        "uat",
        "live",
    ]
    spec = product(tmp_path, domain + promoting("lab"))
    assert list(profile(compiled(spec))["outputs"]) == ["lab"]


def messages(analysis: Analysis) -> list[tuple[str, str, str, int]]:
    return [
        (
            each.code,
            each.message,
            each.location.path.name,
            each.location.text.position(each.location.span.start).line + 1,
        )
        for each in analysis.diagnostics
    ]


def test_a_name_that_a_target_has_already_is_refused(tmp_path: Path) -> None:
    """dbt has one output of a name, so one of the two would be lost."""
    spec = product(tmp_path, MANIFEST + promoting("uat", "uat_postgres"), ON_POSTGRES)
    said = (
        "'uat_postgres' is also the target of the engine 'postgres' in the environment 'uat', and "
        "dbt could not tell them apart"
    )
    assert messages(analyze(spec)) == [("E403", said, "manifest.yaml", 12)]
    made = compile_pipeline(spec)
    assert (made.artifacts, made.written) == (None, ())
    # Without that engine nothing is in the way.
    spec = product(tmp_path, MANIFEST + promoting("uat", "uat_postgres"))
    assert list(profile(compiled(spec))["outputs"]) == ["uat", "uat_postgres"]


def test_names_that_are_no_targets_are_found_in_the_manifest(tmp_path: Path) -> None:
    found = messages(analyze(product(tmp_path, MANIFEST + promoting("a", "UAT 2", "", "a"))))
    assert [(code, line) for code, _, _, line in found] == [
        ("E101", 12),
        ("E101", 13),
        ("E127", 14),
    ]
    assert found[-1][1] == "environment 'a' is defined twice"
    none = f"{REGISTRY}  promotion:\n    environments: []\n"
    assert [code for code, *_ in messages(analyze(product(tmp_path, MANIFEST + none)))] == ["E112"]


def test_the_options_are_checked_for_each_environment(tmp_path: Path) -> None:
    """What an engine takes in one environment it may refuse in another, and that is said once."""
    option = 'postgres, config: {host: db, database: shop, schema: raw, sslmode: "{environment}"}'
    manifest = MANIFEST.replace('duckdb, config: {path: "data/shop_{environment}.duckdb"}', option)
    spec = product(tmp_path, manifest + promoting("require", "uat", "prod"))
    ((code, message, _, line),) = messages(analyze(spec))
    assert (code, line) == ("E210", 5)
    assert "'uat'" in message
    assert messages(analyze(product(tmp_path, manifest + promoting("require", "disable")))) == []


def test_the_layout_of_floe_core_exports_what_all_environments_share(tmp_path: Path) -> None:
    stored = "  storage: {type: minio}\n  catalog: {type: polaris}\n"
    shared = MANIFEST.replace("_{environment}", "") + stored + promoting("uat", "live")
    template = "{{ env_var('FLOE_ENV', 'uat') }}"
    made = compiled(product(tmp_path, shared, ON_POSTGRES), "floe-core")
    text = made.output.path.read_text(encoding="utf-8")
    assert f'"{template}": {{' in text
    assert "cannot follow FLOE_ENV" not in "\n".join(made.notices)
    split = MANIFEST + stored + promoting("uat", "live")
    made = compiled(product(tmp_path, split, ON_POSTGRES), "floe-core")
    assert f'"{template}": {{' not in made.output.path.read_text(encoding="utf-8")
    assert "cannot follow FLOE_ENV" in "\n".join(made.notices)


def test_what_a_storage_adds_is_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """dbt fills in no ``{environment}``, so each output is given its own."""
    binding = SimpleNamespace(
        profile_fragment={"s3_endpoint": "http://{environment}.minio:9000"},
        env_refs={"s3_access_key_id": "MINIO_KEY"},
    )

    def deployment_of(*_: object) -> Deployment:
        return Deployment(SimpleNamespace(dbt=binding))

    monkeypatch.setattr(deploying, "deployment_of", deployment_of)
    stored = MANIFEST + "  storage: {type: minio}\n" + promoting("uat", "live")
    outputs = profile(compiled(product(tmp_path, stored, ON_POSTGRES), "floe-core"))["outputs"]
    for name in ("uat", "live"):
        assert outputs[name]["s3_endpoint"] == f"http://{name}.minio:9000"
        assert outputs[name]["s3_access_key_id"] == "{{ env_var('MINIO_KEY') }}"
        assert "s3_endpoint" not in outputs[f"{name}_postgres"]


NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)


@settings(max_examples=15)
@given(
    names=st.lists(NAMES, min_size=1, max_size=4, unique=True),
    contract=st.sampled_from(tuple(ARTIFACT_CONTRACTS)),
    chosen=NAMES,
)
def test_nothing_that_is_written_depends_on_the_environment_of_the_compilation(
    names: list[str], contract: ArtifactContract, chosen: str
) -> None:
    """Compile once, deploy everywhere: all files are the same bytes whatever FLOE_ENV says."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        spec = product(Path(folder), MANIFEST + promoting(*names))
        patched.setenv("SOURCE_DATE_EPOCH", "1700000000")
        written: list[dict[str, bytes]] = []
        for environment in (None, chosen, *names):
            if environment is None:
                patched.delenv("FLOE_ENV", raising=False)
            else:
                patched.setenv("FLOE_ENV", environment)
            made = compiled(spec, contract)
            written.append({path.name: path.read_bytes() for path in made.written})
            assert list(profile(made)["outputs"]) == names
        assert all(each == written[0] for each in written)
        assert len(written[0]) == (3 if contract == "floe-core" else 2)

"""``floe artifact show``, ``diff`` and ``convert``."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from floe_lsp.cli.main import main
from floe_lsp.compilation import compile_pipeline, default_output
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.versions import ArtifactContract

pytestmark = pytest.mark.requirement("FR-004")

FULL = Path(__file__).parents[2] / "contract" / "examples" / "artifacts" / "valid-full.yaml"
MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: shop-platform, version: 1.0.0, owner: platform@example.com}
plugins:
  compute: {type: duckdb, config: {path: "data/shop.duckdb", threads: 4}}
  orchestrator: {type: dagster, version: 0.1.0}
governance: {data_retention_days: 30}
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
transforms:
  - name: orders
  - name: customers
schedule: {cron: "0 6 * * *"}
"""


def run(*words: str | Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["artifact", *map(str, words)])
    return code, out.getvalue(), err.getvalue()


def compiled(
    folder: Path, contract: ArtifactContract, product: str = PRODUCT, manifest: str = MANIFEST
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    spec = folder / "floe.yaml"
    spec.write_text(product, encoding="utf-8")
    made = compile_pipeline(spec, output=default_output(spec, contract=contract))
    assert made.artifacts is not None, made.diagnostics
    return made.output.path


def test_there_and_back_loses_nothing(tmp_path: Path) -> None:
    original = compiled(tmp_path / "a", "floe-lsp")
    other = tmp_path / "b" / "compiled_artifacts.json"
    code, out, err = run("convert", original, "--contract", "floe-core", "-o", other)
    assert (code, err) == (0, "")
    assert "floe-core has no place for what orchestration.json holds: " in out
    assert CompiledArtifacts.from_json_file(other).contract == "floe-core"
    back = tmp_path / "back.json"
    code, out, err = run("convert", other, "--contract", "floe-lsp", "-o", back)
    assert (code, out, err) == (0, f"{back}\n", "")
    assert back.read_bytes() == original.read_bytes()


def test_what_the_other_layout_cannot_hold_is_listed(tmp_path: Path) -> None:
    released = compiled(tmp_path / "a", "floe-core")
    (released.parent / "orchestration.json").unlink()
    back = tmp_path / "back.json"
    code, out, _ = run("convert", released, "--contract", "floe-lsp", "-o", back)
    assert code == 0
    assert "orchestration.json cannot be read: " in out
    place = "observability.telemetry.resource_attributes.deployment_environment"
    assert f"floe-lsp has no place for: {place}" in out
    assert CompiledArtifacts.from_json_file(back).contract == "floe-lsp"


@pytest.mark.requirement("security")
def test_nothing_of_somebody_else_is_replaced(tmp_path: Path) -> None:
    original = compiled(tmp_path / "a", "floe-lsp")
    theirs = tmp_path / "orchestration.json"
    theirs.write_text("{}", encoding="utf-8")
    output = tmp_path / "b.json"
    words = ("convert", original, "--contract", "floe-core", "-o", output)
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert "orchestration.json is a file that floe did not write" in err
    assert (theirs.read_text(encoding="utf-8"), output.exists()) == ("{}", False)
    assert run(*words, "--force")[0] == 0


@pytest.mark.requirement("robustness")
def test_what_is_beside_another_artifact_is_not_replaced(tmp_path: Path) -> None:
    first = compiled(tmp_path / "a", "floe-core")
    beside = first.parent / "orchestration.json"
    before = beside.read_bytes()
    other = compiled(tmp_path / "b", "floe-lsp", PRODUCT.replace("0 6", "0 7"))
    words = ("convert", other, "--contract", "floe-core", "-o")
    output = first.parent / "b.json"
    code, out, err = run(*words, output)
    assert (code, out) == (2, "")
    assert f"{beside} is of another artifact, which would lose what it holds" in err
    assert (beside.read_bytes(), output.exists()) == (before, False)
    # What replaces the artifact replaces what is beside it, and --force says that it may go.
    assert run(*words, first)[0] == 0
    assert beside.read_bytes() != before
    assert (
        run("convert", compiled(tmp_path / "c", "floe-lsp"), *words[2:], output, "--force")[0] == 0
    )


def test_what_was_beside_an_artifact_goes_with_its_layout(tmp_path: Path) -> None:
    artifact = compiled(tmp_path / "a", "floe-core")
    beside = artifact.parent / "orchestration.json"
    copy = artifact.parent / "copy.json"
    assert run("convert", artifact, "--contract", "floe-lsp", "-o", copy)[0] == 0
    assert beside.exists(), "the artifact is still there"
    code, out, _ = run("convert", artifact, "--contract", "floe-lsp", "-o", artifact)
    assert code == 0
    assert f"removed {beside}, which was beside the other layout" in out
    assert not beside.exists()
    assert artifact.read_bytes() == copy.read_bytes()


@pytest.mark.parametrize("name", ["orchestration.json", "Orchestration.JSON"])
def test_an_artifact_is_not_called_as_what_is_beside_it(tmp_path: Path, name: str) -> None:
    original = compiled(tmp_path / "a", "floe-lsp")
    output = tmp_path / "b" / name
    code, out, err = run("convert", original, "--contract", "floe-core", "-o", output)
    assert (code, out) == (2, "")
    assert "is the name of what floe-core has no place for" in err
    assert not output.parent.exists()


@pytest.mark.parametrize(
    ("version", "numbers", "said"),
    [
        ("1.10", "1.10.0", None),
        ("2", "2.0.0", None),
        ("0.1.0a1", "0.1.0", None),
        ("0.0.0", "0.0.0", "'dagster' is not installed here, and the manifest says none"),
    ],
)
def test_versions_have_three_numbers(
    tmp_path: Path, version: str, numbers: str, said: str | None
) -> None:
    original = compiled(tmp_path / "a", "floe-lsp")
    data = json.loads(original.read_bytes())
    data["plugins"]["orchestrator"]["version"] = version
    original.write_text(json.dumps(data), encoding="utf-8")
    output = tmp_path / "b.json"
    code, out, _ = run("convert", original, "--contract", "floe-core", "-o", output)
    assert code == 0
    found = json.loads(output.read_bytes())["plugins"]["orchestrator"]["version"]
    assert found == numbers
    notes = [line for line in out.splitlines() if "plugins.orchestrator has the version" in line]
    assert [said in each for each in notes if said] == ([True] if said else [])


@pytest.mark.parametrize("contract", ["floe-lsp", "floe-core"])
def test_nothing_differs_of_two_compilations_of_the_same(
    tmp_path: Path, contract: ArtifactContract
) -> None:
    first, second = (compiled(tmp_path / name, contract) for name in ("a", "b"))
    assert run("diff", first, second) == (0, "", "")
    other = compiled(tmp_path / "c", "floe-core" if contract == "floe-lsp" else "floe-lsp")
    assert run("diff", first, other) == (0, "", "")


def test_what_differs_is_told_by_whom_it_concerns(tmp_path: Path) -> None:
    first = compiled(tmp_path / "a", "floe-lsp")
    product = PRODUCT.replace("0 6 * * *", "0 7 * * *").replace(
        "  - name: orders\n  - name: customers\n", "  - name: customers\n  - name: sales\n"
    )
    manifest = MANIFEST.replace("threads: 4", "threads: 8").replace("days: 30", "days: 60")
    code, out, err = run("diff", first, compiled(tmp_path / "b", "floe-core", product, manifest))
    assert (code, err) == (1, "")
    lines = out.splitlines()
    for words in (
        "for dbt:",
        "  ~ dbt_profiles.shop.outputs.prod.threads: 4 -> 8",
        "for the orchestrator:",
        '  ~ schedule.cron: "0 6 * * *" -> "0 7 * * *"',
        "for governance:",
        "  ~ governance.data_retention_days: 30 -> 60",
    ):
        assert words in lines
    assert any(line.startswith("  - transforms.models.orders: ") for line in lines)
    assert any(line.startswith("  + assets.sales: ") for line in lines)
    assert not any("customers" in line for line in lines)


def test_a_part_is_compared_with_a_part_and_that_is_said(tmp_path: Path) -> None:
    first = compiled(tmp_path / "a", "floe-lsp")
    second = compiled(tmp_path / "b", "floe-core", PRODUCT.replace("0 6", "0 7"))
    (second.parent / "orchestration.json").unlink()
    code, out, err = run("diff", first, second)
    assert (code, out) == (0, "")
    assert "note: only what the layout of floe-core holds is compared" in err


def test_show_says_the_layout(tmp_path: Path) -> None:
    code, out, _ = run("show", FULL)
    assert code == 0
    assert "layout       floe-lsp, contract 0.2.0" in out
    code, out, err = run("show", compiled(tmp_path, "floe-core"))
    assert code == 0
    assert "layout       floe-core, contract 0.16.0" in out
    assert "transforms   2: orders, customers" in out
    assert "in the layout of floe-core; fields kept aside" in err


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"version": "9.0.0"}', "{}"])
def test_what_is_no_artifact_is_said(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "a.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    commands: list[tuple[Any, ...]] = [
        ("show", path),
        ("diff", path, FULL),
        ("diff", FULL, path),
        ("convert", path, "--contract", "floe-core", "-o", tmp_path / "b.json"),
    ]
    for words in commands:
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert err.startswith(f"floe artifact {words[0]}: {path}")
    assert not (tmp_path / "b.json").exists()

"""``floe governance``: what manifests ask for, what breaks it, and reports on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import load_yaml
from jsonschema import Draft7Validator

from floe_lsp.cli.main import main
from floe_lsp.schemas.json_schema import schema_for

pytestmark = pytest.mark.requirement("governance reports")

_MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: acme, version: 2.0.0, owner: acme@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
governance:
  policy_enforcement_level: strict
  audit_logging: enabled
  naming: {enforcement: strict, pattern: medallion}
  network_policies: {enabled: true}
  policies:
    - {name: small, type: max_transforms, action: error, message: Small, config: {threshold: 2}}
  policy_overrides:
    - {pattern: stg_*, action: downgrade, reason: they move <soon>, policy_types: [naming]}
"""

_PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms:
  - {name: gold_orders, dependsOn: [stg_orders]}
  - {name: stg_orders}
  - {name: orders, dependsOn: [gold_orders]}
"""

_SOFT = "governance: {naming: {pattern: medallion}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product that breaks its platform's policies."""
    (tmp_path / "manifest.yaml").write_text(_MANIFEST)
    (tmp_path / "floe.yaml").write_text(_PRODUCT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def soften(folder: Path) -> None:
    """Let the manifest ask for names alone, and only warn."""
    (folder / "manifest.yaml").write_text(_MANIFEST.partition("governance:")[0] + _SOFT)


def record(folder: Path) -> Any:
    """Return what ``floe governance report`` writes as JSON."""
    file = folder / "governance.json"
    main(["governance", "report", "--output", str(file)])
    return json.loads(file.read_text())


def test_the_record_holds_what_was_found_and_who_asks(folder: Path) -> None:
    found = record(folder)
    validator: Any = Draft7Validator(schema_for("enforcement"))
    validator.validate(found)
    assert found["passed"] is False
    assert (found["manifest_name"], found["manifest_version"]) == ("acme", "2.0.0")
    assert found["not_checked"] == ["network_policies.enabled"]
    by_model = {each.get("model"): each for each in found["violations"]}
    assert by_model.keys() == {None, "stg_orders", "orders"}
    named = by_model["orders"]
    assert (named["code"], named["severity"], named["policy"]) == ("FLOE-E201", "error", "naming")
    assert named["place"] == {"file": "floe.yaml", "line": 7, "column": 12}
    assert named["asked_by"][0] == {"file": "manifest.yaml", "line": 8, "column": 33}
    softened = by_model["stg_orders"]
    assert (softened["severity"], softened["override"]) == ("warning", "they move <soon>")
    assert softened["downstream"] == ["gold_orders", "orders"]
    (used,) = found["overrides_applied"]
    assert used["models"] == ["stg_orders"]
    outcomes = {each["title"]: each["outcome"] for each in found["summary"]}
    assert outcomes["naming"] == "checked"
    assert outcomes["network policies"] == "not_checkable"
    assert outcomes["audit_logging"] == "declared"


def test_the_artifact_holds_the_same_record(folder: Path) -> None:
    soften(folder)
    assert main(["compile"]) == 0
    artifact = json.loads((folder / "target/compiled_artifacts.json").read_text())
    kept, reported = artifact["enforcement_result"], record(folder)
    assert len(kept["violations"]) == 2
    for each in (kept, reported):
        del each["timestamp"]
    assert kept == reported


@pytest.mark.parametrize("form", ["json", "sarif", "html"])
def test_a_report_is_written_whatever_it_says(folder: Path, form: str) -> None:
    file = folder / f"report.{form}"
    assert main(["compile", "--report-file", str(file)]) == 2
    first = file.read_text()
    assert "network_policies" in first
    assert str(folder) not in first.replace(folder.as_uri(), "")
    soften(folder)
    assert main(["compile", "--report-file", str(file)]) == 0
    assert file.read_text() != first
    # What people wrote themselves is left alone.
    file.write_text("mine")
    assert main(["compile", "--report-file", str(file)]) == 2
    assert file.read_text() == "mine"
    assert main(["compile", "--report-file", str(file), "--force"]) == 0
    assert file.read_text() != "mine"


@pytest.mark.parametrize(
    "taken", ["floe.yaml", "manifest.yaml", "dbt_project.yml", "floe-lock.yaml"]
)
def test_no_report_replaces_what_it_is_about(
    folder: Path, capsys: pytest.CaptureFixture[str], taken: str
) -> None:
    for each in ("dbt_project.yml", "floe-lock.yaml"):
        (folder / each).touch()
    before = (folder / taken).read_text()
    assert main(["governance", "report", "--format", "json", "-o", taken, "--force"]) == 2
    assert "is what the report is about" in capsys.readouterr().err
    assert (folder / taken).read_text() == before


@pytest.mark.parametrize("file", ["target/compiled_artifacts.json", "x.json"])
def test_the_report_and_the_artifact_are_two_files(
    folder: Path, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    soften(folder)
    assert main(["compile", "-o", file, "--report-file", file, "--force"]) == 2
    assert "name another file" in capsys.readouterr().err
    assert not (folder / file).exists()


def test_the_report_is_not_what_goes_beside_an_artifact(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whose layout it is, only the compilation tells."""
    soften(folder)
    report = ("--report-file", "a/orchestration.json", "--force")
    assert main(["compile", "--contract", "floe-core", "-o", "a/x.json", *report]) == 2
    assert "name another file" in capsys.readouterr().err
    assert not (folder / "a").exists()


def test_sarif_names_files_as_a_check_does(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    main(["governance", "report", folder.name, "-o", str(folder / "report.sarif")])
    log = json.loads((folder / "report.sarif").read_text())
    found = {
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in log["runs"][0]["results"]
        for place in result["locations"]
    }
    assert found == {f"{folder.name}/floe.yaml", f"{folder.name}/manifest.yaml"}


def test_a_product_that_reaches_no_policy_has_no_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "report.html"
    main(["compile", "--report-file", str(file)])
    kept = file.read_text()
    (folder / "floe.yaml").write_text("transforms: [")
    assert main(["compile", "--report-file", str(file)]) == 1
    assert "what stands there is of an earlier run" in capsys.readouterr().err
    assert file.read_text() == kept
    assert main(["governance", "report"]) == 1
    assert capsys.readouterr().out == ""


def test_the_form_of_a_report_is_that_of_its_suffix(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compile", "--report-file", "report.pdf"]) == 2
    assert "allowed: .json, .sarif, .html" in capsys.readouterr().err
    assert main(["compile", "--report-file", str(folder)]) == 2
    assert "is a folder; name a file" in capsys.readouterr().err
    assert not (folder / "target").exists()


def test_a_page_needs_nothing_and_escapes_what_files_say(folder: Path) -> None:
    product = _PRODUCT.replace("name: orders,", "name: 'x<script>alert(1)</script>',", 1)
    (folder / "floe.yaml").write_text(product)
    main(["governance", "report", "-o", "report.html"])
    assert not (folder / "report.html").exists()
    (folder / "floe.yaml").write_text(_PRODUCT)
    main(["governance", "report", "-o", "report.html"])
    page = (folder / "report.html").read_text()
    assert "they move &lt;soon&gt;" in page
    assert "Not compliant" in page
    for word in ("http://", "https://", "<script", "<link", "<img", "@import"):
        assert word not in page, word


def test_the_page_says_what_was_not_proven(folder: Path) -> None:
    manifest = _MANIFEST.replace("level: strict", "level: warn")
    (folder / "manifest.yaml").write_text(manifest)
    main(["governance", "report", "-o", "report.html"])
    assert "Not proven" in (folder / "report.html").read_text()
    soften(folder)
    main(["governance", "report", "-o", "report.html"])
    assert "Passed with warnings" in (folder / "report.html").read_text()
    (folder / "floe.yaml").write_text(
        _PRODUCT.replace("stg_", "bronze_").replace("name: orders, d", "name: gold_all, d")
    )
    main(["governance", "report", "-o", "report.html"])
    assert ">Passed<" in (folder / "report.html").read_text()


def test_no_help_address_of_sarif_is_on_this_machine(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rules() -> list[dict[str, object]]:
        main(["governance", "report", "-o", "report.sarif"])
        log = json.loads((folder / "report.sarif").read_text())
        return log["runs"][0]["tool"]["driver"]["rules"]

    monkeypatch.delenv("FLOE_DOCS_BASE_URL", raising=False)
    assert rules()
    assert all("helpUri" not in rule for rule in rules())
    monkeypatch.setenv("FLOE_DOCS_BASE_URL", "https://docs.example.com/codes")
    assert all(str(rule["helpUri"]).startswith("https://docs.example.com/") for rule in rules())


def test_status_says_what_is_asked_for_and_how_the_last_compile_ended(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["governance", "status"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("orders 1.0.0 is governed by acme 2.0.0; level strict\n")
    lines = {line.split()[0]: " ".join(line.split()) for line in said.splitlines()}
    assert lines["naming.pattern"] == "naming.pattern checked manifest.yaml:8"
    assert "not checkable here manifest.yaml:9" in lines["network_policies.enabled"]
    assert "kept at run time manifest.yaml:7" in lines["audit_logging"]
    assert "Now: 3 errors and 1 warning of the policies; floe governance audit" in said
    assert "there is no target/compiled_artifacts.json yet" in said
    soften(folder)
    main(["compile", "-q"])
    capsys.readouterr()
    main(["governance", "status"])
    assert "Last compile: passed, 3 models, 2 warnings, 20" in capsys.readouterr().out
    (folder / "manifest.yaml").write_text(_MANIFEST.partition("governance:")[0])
    main(["governance", "status"])
    assert "acme 2.0.0, which enforces nothing\n" in capsys.readouterr().out


def test_an_audit_checks_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(folder.iterdir())
    assert main(["governance", "audit"]) == 2
    said = capsys.readouterr().err
    assert "FLOE-E201" in said
    assert "E308" in said
    assert main(["governance", "audit", "--by-model"]) == 2
    by_model = capsys.readouterr().err.partition("Governance by model:\n")[2]
    # Too many transforms are the product's fault, and no model's.
    assert [" ".join(line.split()) for line in by_model.splitlines()[:2]] == [
        "product orders policy 'small'",
        "orders naming",
    ]
    assert sorted(folder.iterdir()) == before


def test_an_audit_of_a_manifest_checks_the_products_that_it_governs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "below").mkdir()
    (folder / "below/floe.yaml").write_text(_PRODUCT.replace("stg_", "raw_"))
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere/manifest.yaml").write_text(_MANIFEST)
    (folder / "elsewhere/floe.yaml").write_text(_PRODUCT.replace("stg_", "other_"))
    options = ["--format", "concise", "--write-overrides", "new.yaml", "--reason", "x"]
    assert main(["governance", "audit", "manifest.yaml", *options]) == 2
    named = {line.partition(":")[0] for line in capsys.readouterr().out.splitlines()}
    assert {"floe.yaml", "below/floe.yaml"} <= named
    assert "elsewhere/floe.yaml" not in named
    entries = load_yaml((folder / "new.yaml").read_text())["policy_overrides"]
    assert [entry["pattern"] for entry in entries] == ["orders", "raw_orders"]


def test_violations_that_are_there_can_be_let_through(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = _MANIFEST.replace("  network_policies: {enabled: true}\n", "")
    manifest = manifest.replace("threshold: 2", "threshold: 9")
    (folder / "manifest.yaml").write_text(manifest)
    arguments = ["governance", "audit", "--write-overrides", "new.yaml"]
    assert main(arguments) == 2
    assert "needs --reason" in capsys.readouterr().err
    arguments += ["--reason", "they were here before", "--expires", "2199-03-31"]
    assert main(arguments) == 2
    (entry,) = load_yaml((folder / "new.yaml").read_text())["policy_overrides"]
    assert entry == {
        "pattern": "orders",
        "action": "downgrade",
        "reason": "they were here before",
        "expires": "2199-03-31",
        "policy_types": ["naming"],
    }
    lines = (folder / "new.yaml").read_text().partition("policy_overrides:\n")[2]
    indented = "".join(f"  {line}\n" for line in lines.splitlines())
    (folder / "manifest.yaml").write_text(manifest + indented)
    assert main(["governance", "audit", "-q"]) == 0
    capsys.readouterr()
    other = [*arguments[:3], "other.yaml", *arguments[4:], "--format", "json"]
    other[3] = "other.yaml"
    (folder / "manifest.yaml").write_text(manifest)
    assert main(other) == 2
    printed = capsys.readouterr()
    assert json.loads(printed.out)["summary"]["errors"] > 0
    assert "other.yaml holds 1 override until 2199-03-31" in printed.err
    assert main(arguments) == 2
    assert "new.yaml is there already" in capsys.readouterr().err


def test_what_no_override_softens_is_said_in_one_line(folder: Path) -> None:
    words = 'message: "Small\\npolicy_overrides: none"'
    (folder / "manifest.yaml").write_text(_MANIFEST.replace("message: Small", words))
    main(["governance", "audit", "-q", "--write-overrides", "new.yaml", "--reason", "x"])
    text = (folder / "new.yaml").read_text()
    assert "# No override softens this one: FLOE-E600: Small" in text
    assert [each["pattern"] for each in load_yaml(text)["policy_overrides"]] == ["orders"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--reason", "x"], "--reason is for --write-overrides"),
        (["--expires", "2199-01-01"], "--expires is for --write-overrides"),
        (
            ["--write-overrides", "n.yaml", "--reason", "x", "--expires", "2020-01-01"],
            "--expires 2020-01-01 has passed",
        ),
    ],
)
@pytest.mark.usefixtures("folder")
def test_options_of_an_audit_that_mean_nothing(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["governance", "audit", *options]) == 2
    assert said in capsys.readouterr().err

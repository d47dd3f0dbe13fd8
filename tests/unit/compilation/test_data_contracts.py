"""Data contracts of output ports: what is derived, inherited and written, and what is let alone."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from contracted_products import CONTRACT, GOVERNED, PORTS, written
from hypothesis import given, settings
from hypothesis import strategies as st
from open_data_contract_standard.model import OpenDataContractStandard

import corpus
from floe_lsp.cli import main
from floe_lsp.compilation import (
    Compilation,
    Sources,
    analyze,
    compile_pipeline,
    default_output,
)
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.enforce.decisions import decisions
from floe_lsp.compilation.enforce.ledger import Outcome
from floe_lsp.schemas.artifact.yaml_text import yaml_text
from floe_lsp.schemas.odcs.standard import problems_of
from floe_lsp.schemas.types.raw import children
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("data contracts")


def contracts(made: Compilation) -> list[dict[str, Any]]:
    assert made.artifacts is not None, made.diagnostics
    return made.artifacts.to_dict().get("data_contracts", [])


def columns(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in contract["schema"][0]["properties"]}


def test_a_contract_is_derived_for_a_port_without_one(tmp_path: Path) -> None:
    (contract,) = contracts(compile_pipeline(written(tmp_path)))
    assert problems_of(contract) == []
    assert OpenDataContractStandard.model_validate(contract).id == "orders-stg_orders"
    assert (contract["name"], contract["version"]) == ("orders-stg_orders", "1.0.0")
    assert (contract["apiVersion"], contract["status"]) == ("v3.1.0", "active")
    assert contract["description"] == {"purpose": "One row an order"}
    assert columns(contract) == {
        "order_id": {
            "name": "order_id",
            "logicalType": "integer",
            "required": True,
            "primaryKey": True,
            "primaryKeyPosition": 1,
            "classification": "internal",
            "description": "The id",
        },
        "email": {
            "name": "email",
            "logicalType": "string",
            "physicalType": "varchar(200)",
            "classification": "confidential",
        },
        "place": {"name": "place", "physicalType": "geography", "classification": "internal"},
    }


def test_the_platform_says_what_is_derived(tmp_path: Path) -> None:
    asked = (
        "    auto_generation: {include_descriptions: false, default_classification: restricted}\n"
    )
    (contract,) = contracts(compile_pipeline(written(tmp_path, governance=GOVERNED + asked)))
    assert "description" not in json.dumps(contract)
    assert columns(contract)["order_id"]["classification"] == "restricted"
    none = GOVERNED + "    auto_generation: {enabled: false}\n"
    assert contracts(compile_pipeline(written(tmp_path, governance=none))) == []


def test_what_is_written_counts_before_what_is_derived(tmp_path: Path) -> None:
    made = compile_pipeline(written(tmp_path, datacontract=CONTRACT))
    (contract,) = contracts(made)
    assert (contract["id"], contract["version"], contract["status"]) == (
        "our-own-id",
        "3.1.4",
        "draft",
    )
    found = columns(contract)
    assert list(found) == ["order_id", "email"]
    assert found["order_id"]["logicalType"] == "number"
    assert found["order_id"]["required"] is True
    assert found["email"] == {
        "name": "email",
        "logicalType": "string",
        "physicalType": "varchar(200)",
        "classification": "pii",
    }


def test_what_nobody_says_is_inherited(tmp_path: Path) -> None:
    product = tmp_path / "product"
    product.mkdir()
    spec = written(product)
    (product / "manifest.yaml").rename(tmp_path / "manifest.yaml")
    (tmp_path / "datacontract.yaml").write_text(
        "apiVersion: v3.1.0\nkind: DataContract\nid: platform\nversion: 1.0.0\n"
        "schema:\n  - name: stg_*\n    properties:\n"
        "      - {name: order_id, classification: restricted}\n"
        "slaProperties:\n  - {property: freshness, value: PT6H}\n"
    )
    (contract,) = contracts(compile_pipeline(spec, tmp_path / "manifest.yaml"))
    assert contract["slaProperties"] == [{"property": "freshness", "value": "PT6H"}]
    assert columns(contract)["order_id"]["classification"] == "restricted"


def test_each_port_has_its_contract_in_a_file(tmp_path: Path) -> None:
    spec = written(tmp_path)
    made = compile_pipeline(spec)
    file = tmp_path / "target" / "contracts" / "stg_orders.yaml"
    assert file in made.written
    header, _, text = file.read_text().partition("\n")
    assert header.startswith("# Written by floe compile")
    assert text == yaml_text(contracts(made)[0])
    assert compile_pipeline(spec).written == made.written


def test_a_file_of_somebody_else_is_let_alone(tmp_path: Path) -> None:
    spec = written(tmp_path)
    file = tmp_path / "target" / "contracts" / "stg_orders.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("mine: true\n")
    made = compile_pipeline(spec)
    assert "E502" in {each.code for each in made.diagnostics}
    assert made.written == ()
    assert file.read_text() == "mine: true\n"


def test_no_link_leads_the_contracts_out_of_the_product(tmp_path: Path) -> None:
    product, elsewhere = tmp_path / "product", tmp_path / "elsewhere"
    (product / "target").mkdir(parents=True)
    elsewhere.mkdir()
    spec = written(product)
    (product / "target" / "contracts").symlink_to(elsewhere)
    assert "E501" in {each.code for each in compile_pipeline(spec).diagnostics}
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    "governance",
    [
        "",
        "governance: {policy_enforcement_level: strict}\n",
        GOVERNED.replace("level: warn", "level: 'off'"),
        GOVERNED.replace("enforcement: warn", "enforcement: 'off'"),
    ],
)
def test_who_does_not_ask_for_contracts_gets_none(tmp_path: Path, governance: str) -> None:
    spec = written(tmp_path, governance=governance, datacontract="kind: DataContract\n")
    made = compile_pipeline(spec)
    assert contracts(made) == []
    assert "E313" not in {each.code for each in made.diagnostics}


def test_a_contract_that_is_not_valid_is_in_no_artifact(tmp_path: Path) -> None:
    made = compile_pipeline(written(tmp_path, datacontract=CONTRACT.replace("status", "stauts")))
    assert "E313" in {each.code for each in made.diagnostics}
    assert contracts(made) == []


def ended(spec: Path) -> dict[str, tuple[Outcome, str]]:
    outcome = analyze(spec).enforcement
    assert outcome is not None
    return {each.title: (each.outcome, each.note) for each in outcome.verdicts}


def test_the_record_says_what_was_promised_and_what_is_there(tmp_path: Path) -> None:
    contract = CONTRACT.replace("logicalType: number", "logicalType: string")
    outcome = analyze(written(tmp_path, datacontract=contract)).enforcement
    assert outcome is not None
    told = [each.violation for each in outcome.broken if each.violation.code == "FLOE-E530"]
    assert [(each.model, each.column, each.expected, each.actual) for each in told] == [
        ("stg_orders", "order_id", "string", "integer")
    ]


def test_a_product_without_output_ports_is_not_asked(tmp_path: Path) -> None:
    found = ended(written(tmp_path, ports=""))
    nothing = (Outcome.OFF, "it applies to no output port")
    assert (found["data contracts"], found["contract drift"]) == (nothing, nothing)


def test_what_is_switched_off_says_so(tmp_path: Path) -> None:
    off = GOVERNED + "    drift_detection: {enabled: false}\n"
    found = ended(written(tmp_path, governance=off))
    assert found["data contracts"][0] is Outcome.CHECKED
    note = "data_contracts.drift_detection.enabled is false"
    assert found["contract drift"] == (Outcome.OFF, note)


def test_a_contract_behind_a_link_out_of_the_product_is_not_read(tmp_path: Path) -> None:
    product = tmp_path / "product"
    product.mkdir()
    spec = written(product)
    (tmp_path / "elsewhere.yaml").write_text(CONTRACT.replace("our-own-id", "hunter2"))
    (product / "datacontract.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    found = ended(spec)["data contracts"]
    assert found[0] is Outcome.NOT_CHECKABLE
    assert "a link that leads elsewhere" in found[1]
    assert "hunter2" not in str(compile_pipeline(spec))


def test_a_secret_of_a_contract_is_in_no_finding(tmp_path: Path) -> None:
    secret = "hunter2hunter2"  # noqa: S105 - one to look for
    more = (
        "servers:\n  - {server: db, type: custom, password: " + secret + "}\n"
        "customProperties: 'password=" + secret + "'\nstauts: " + secret + "\n"
    )
    found = analyze(written(tmp_path, datacontract=CONTRACT + more)).diagnostics
    assert {each.code for each in found} >= {"E313"}
    assert secret not in " ".join(f"{each.message} {each.suggestion}" for each in found)


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    "more",
    [
        "customProperties:\n  - {property: password, value: SECRET}\n",
        (
            "servers:\n  - server: db\n    type: custom\n"
            "    customProperties: [{property: token, value: SECRET}]\n"
        ),
        "description: {usage: 'postgres://ada:SECRET@db.example.com/orders'}\n",
        "tags: ['postgres://ada:SECRET@db.example.com/orders']\n",
    ],
)
def test_a_secret_of_a_contract_is_in_no_artifact(tmp_path: Path, more: str) -> None:
    contract = CONTRACT + more.replace("SECRET", "hunter2hunter2")
    spec = written(tmp_path, datacontract=contract)
    checked, made = analyze(spec), compile_pipeline(spec)
    for result in (checked, made):
        (told,) = [each for each in result.diagnostics if each.code == "E313"]
        assert "cannot be published: it is a credential, or holds one" in told.message
        assert "hunter2" not in f"{told.message} {told.suggestion}"
    assert contracts(made) == []
    files = [each for each in (tmp_path / "target").rglob("*") if each.is_file()]
    assert files
    assert "hunter2" not in "".join(each.read_text() for each in files)
    strict = GOVERNED.replace("warn", "strict") + "    drift_detection: {enabled: false}\n"
    spec = written(tmp_path, governance=strict, datacontract=contract)
    assert (analyze(spec).exit_code, compile_pipeline(spec).exit_code) == (2, 2)


@pytest.mark.requirement("security")
def test_an_artifact_behind_a_link_out_of_the_product_is_not_read(tmp_path: Path) -> None:
    product, elsewhere = tmp_path / "product", tmp_path / "elsewhere"
    product.mkdir()
    spec = written(product)
    assert compile_pipeline(spec).exit_code == 0
    (product / "target").rename(elsewhere)
    (product / "target").symlink_to(elsewhere)
    spec.write_text(spec.read_text().replace("geography", "string"))
    assert "FLOE-E520" not in {each.code for each in analyze(spec).diagnostics}


def test_no_output_takes_the_place_of_a_contract(tmp_path: Path) -> None:
    spec = written(tmp_path, datacontract=CONTRACT)
    output = default_output(spec, tmp_path / "datacontract.yaml")
    (found,) = [each for each in compile_pipeline(spec, output=output).diagnostics if each.is_error]
    assert "the artifact would take the place of 'datacontract.yaml'" in found.message
    assert (tmp_path / "datacontract.yaml").read_text() == CONTRACT


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize("shape", ["items", "properties"])
def test_a_contract_may_be_nested_as_deeply_as_yaml_is_read(tmp_path: Path, shape: str) -> None:
    inner = "{name: x}"
    for _ in range(40):
        below = f"[{inner}]" if shape == "properties" else inner
        inner = f"{{name: x, {shape}: {below}}}"
    deep = f"{CONTRACT}      - {inner}\n"
    found = analyze(written(tmp_path, datacontract=deep)).diagnostics
    assert {each.code for each in found} >= {"E313"}
    assert "E503" not in {each.code for each in found}


SHAPES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, True, 0, -1, 2.5, "", "id", "stg_orders", "order_id", "PT6H", "a.b"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["name", "properties", "items", "property", "value", "element", "x"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=4,
)


def places_of(data: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    below = [place for step, value in children(data) for place in places_of(value, (*path, step))]
    return [path, *below]


def with_one_changed(data: Any, path: tuple[str | int, ...], value: object) -> Any:
    if not path:
        return value
    changed = copy.copy(data)
    changed[path[0]] = with_one_changed(data[path[0]], path[1:], value)
    return changed


WHOLE: dict[str, Any] = {
    "apiVersion": "v3.1.0",
    "kind": "DataContract",
    "id": "our-own-id",
    "version": "1.0.0",
    "status": "active",
    "schema": [
        {
            "name": "stg_orders",
            "properties": [
                {"name": "order_id", "logicalType": "integer", "required": True},
                {
                    "name": "lines",
                    "logicalType": "array",
                    "items": {"logicalType": "object", "properties": [{"name": "sku"}]},
                },
            ],
        }
    ],
    "slaProperties": [
        {"property": "freshness", "value": 6, "unit": "h", "element": "stg_orders.order_id"}
    ],
    "servers": [{"server": "db", "type": "custom"}],
}
KEPT = {(), ("apiVersion",), ("kind",)}
"""What says that a file is a data contract: without that it is another file."""


@pytest.mark.requirement("robustness")
@settings(max_examples=120, deadline=None)
@given(st.sampled_from([each for each in places_of(WHOLE) if each not in KEPT]), SHAPES, st.data())
def test_a_contract_of_any_shape_is_told_as_one(
    path: tuple[str | int, ...], shape: object, data: st.DataObject
) -> None:
    changed = with_one_changed(WHOLE, path, shape)
    where = data.draw(st.sampled_from(["/orders", "/platform"]))
    sources, spec = Sources(), Path("/orders/floe.yaml")
    files = {
        "/orders/floe.yaml": corpus.DEFAULT_FILES["floe.yaml"] + PORTS,
        "/platform/manifest.yaml": corpus.DEFAULT_FILES["manifest.yaml"] + GOVERNED,
        f"{where}/datacontract.yaml": json.dumps(changed),
    }
    for name, text in files.items():
        sources.open(Path(name), SourceText(text))
    found = analyze(spec, Path("/platform/manifest.yaml"), sources=sources).diagnostics
    codes = {each.code for each in found}
    assert "E503" not in codes, [each.message for each in found if each.code == "E503"]
    assert not problems_of(changed) or "E313" in codes


@pytest.mark.requirement("robustness")
def test_a_contract_with_very_many_mistakes_is_told_quickly(tmp_path: Path) -> None:
    columns = "".join(f"      - {{name: c{index}, logicaltype: strng}}\n" for index in range(5_000))
    spec = written(tmp_path, datacontract=CONTRACT + columns)
    begun = time.process_time()
    found = [each for each in analyze(spec).diagnostics if each.code == "E313"]
    assert time.process_time() - begun < 20
    assert len(found) == 500
    assert "4,500 more of this kind" in found[-1].message


def test_the_last_artifact_is_read_once_while_it_stays_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = written(tmp_path)
    assert compile_pipeline(spec).exit_code == 0
    read: list[Path] = []
    json_of = Sources.json

    def counted(self: Sources, path: Path) -> object:
        read.append(path)
        return json_of(self, path)

    monkeypatch.setattr(Sources, "json", counted)
    sources, cache = Sources(), AnalysisCache()
    spec.write_text(spec.read_text().replace("geography", "string"))
    codes = [
        {each.code for each in analyze(spec, sources=sources, cache=cache).diagnostics}
        for _ in range(3)
    ]
    assert all("FLOE-E520" in each for each in codes)
    assert read == [tmp_path / "target" / "compiled_artifacts.json"]
    artifact = read[0]
    artifact.write_text(artifact.read_text().replace("geography", "string") + "\n")
    last = {each.code for each in analyze(spec, sources=sources, cache=cache).diagnostics}
    assert "FLOE-E520" not in last


@pytest.mark.parametrize("command", [("check",), ("compile", "--validate-only")])
def test_another_artifact_is_compared_with(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
) -> None:
    spec = written(tmp_path, governance=GOVERNED.replace("warn", "strict"))
    off = "    drift_detection: {enabled: false}\n"
    (tmp_path / "manifest.yaml").write_text((tmp_path / "manifest.yaml").read_text() + off)
    assert compile_pipeline(spec).exit_code == 0
    released = tmp_path / "released.json"
    (tmp_path / "target" / "compiled_artifacts.json").rename(released)
    spec.write_text(spec.read_text().replace("geography", "string"))
    monkeypatch.chdir(tmp_path)
    assert main.main([*command]) == 0
    assert main.main([*command, "--baseline", "released.json"]) == 2
    assert "needs a new major version" in capsys.readouterr().err
    released.write_text(released.read_text().replace('"orders"', '"returns"'))
    assert main.main([*command, "--baseline", "released.json"]) == 2
    assert "of the product 'returns', which is not looked at here" in capsys.readouterr().err
    assert main.main([*command, "--baseline", "manifest.yaml"]) == 2
    assert "is not an artifact" in capsys.readouterr().err


@pytest.mark.requirement("no pass without a check")
@pytest.mark.parametrize("left", ["{", "{}", "[]", "", "half"])
def test_what_is_left_of_the_last_artifact_is_never_passed_over(tmp_path: Path, left: str) -> None:
    spec = written(tmp_path, governance=GOVERNED.replace("warn", "strict"))
    off = "    drift_detection: {enabled: false}\n"
    (tmp_path / "manifest.yaml").write_text((tmp_path / "manifest.yaml").read_text() + off)
    assert compile_pipeline(spec).exit_code == 0
    artifact = tmp_path / "target" / "compiled_artifacts.json"
    whole = artifact.read_text()
    artifact.write_text(whole[: len(whole) // 2] if left == "half" else left)
    found = analyze(spec)
    (told,) = (each for each in found.diagnostics if each.code == "E308")
    assert told.is_error
    assert "target/compiled_artifacts.json is damaged" in told.message
    assert found.enforcement is not None
    assert not found.enforcement.result.passed
    # That of another product says nothing of this one, as before.
    artifact.write_text(whole.replace('"orders"', '"returns"'))
    assert all(each.code != "E308" for each in analyze(spec).diagnostics)


def test_a_platform_without_contracts_does_without_their_standard(tmp_path: Path) -> None:
    spec = written(tmp_path, governance="governance: {naming: {pattern: kimball}}\n")
    code = (
        "import sys\nfrom floe_lsp.cli import main\n"
        f"main.main(['check', {str(spec)!r}])\n"
        "print('floe_lsp.schemas.odcs.standard' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "False"


EXCLUDED = """\
  policy_overrides:
    - pattern: "*"
      action: exclude
      reason: everything is excluded
      expires: "2999-01-01"
      policy_types: [data_contract]
"""


@pytest.mark.parametrize("ports", ["", "outputPorts: []\n"])
@pytest.mark.parametrize("overrides", ["", EXCLUDED])
@pytest.mark.parametrize("contract", [False, True])
def test_the_last_port_is_not_taken_away_in_silence(
    tmp_path: Path, ports: str, overrides: str, contract: bool
) -> None:
    off = "    drift_detection: {enabled: false}\n"
    governance = GOVERNED.replace("warn", "strict") + off + overrides
    beside = {"datacontract": CONTRACT} if contract else {}
    spec = written(tmp_path, governance=governance, **beside)
    assert compile_pipeline(spec).exit_code == 0
    written(tmp_path, governance=governance, ports=ports)
    (tmp_path / "datacontract.yaml").unlink(missing_ok=True)
    result = analyze(spec)
    assert result.exit_code == 2
    (gone,) = [each for each in result.diagnostics if each.code == "FLOE-E520"]
    assert "the output port 'stg_orders' is gone" in gone.message
    assert ended(spec)["data contracts"][0] is Outcome.CHECKED
    assert result.enforcement is not None
    assert not result.enforcement.result.passed
    of_it = [each for each in decisions(result.enforcement) if each.title == "data contracts"]
    assert [(each.model, each.result) for each in of_it] == [(None, "fail")]
    spec.write_text(spec.read_text().replace("version: 1.0.0", "version: 2.0.0"))
    assert analyze(spec).exit_code == 0


def test_what_is_the_products_own_is_told_where_every_port_is_excluded(tmp_path: Path) -> None:
    off = "    drift_detection: {enabled: false}\n"
    governance = GOVERNED.replace("warn", "strict") + off + EXCLUDED
    spec = written(tmp_path, governance=governance)
    assert ended(spec)["data contracts"] == (
        Outcome.OFF,
        "all models that it applies to are excluded",
    )
    spec = written(tmp_path, governance=governance, datacontract=CONTRACT + "stauts: x\n")
    found = [each for each in analyze(spec).diagnostics if each.is_error]
    assert [each.code for each in found] == ["E313"]


def test_what_is_wrong_with_an_excluded_port_lets_no_other_pass(tmp_path: Path) -> None:
    off = "    drift_detection: {enabled: false}\n"
    governance = GOVERNED.replace("warn", "strict") + off
    governance += EXCLUDED.replace('pattern: "*"', "pattern: stg_orders")
    ports = PORTS + "  - {name: other, schema: [{name: id, type: integer}]}\n"
    broken = CONTRACT.replace("logicalType: number", "logicalType: nmuber")
    more = "  - {name: other, properties: [{name: id, logicalType: integer}]}\n"
    spec = written(tmp_path, governance=governance, ports=ports, datacontract=broken + more)
    outcome, note = ended(spec)["data contracts"]
    assert outcome is Outcome.NOT_CHECKABLE
    assert note.endswith("a data contract is not valid, as E313 says, or cannot be read")


DRIFTING = """\
models:
  - name: stg_orders
    config: {contract: {enforced: true}}
    columns: [{name: order_id, data_type: varchar}]
"""


def test_a_field_that_two_demands_answer_says_what_each_found(tmp_path: Path) -> None:
    ports = "outputPorts:\n  - {name: stg_orders, schema: [{name: order_id, type: integer}]}\n"
    spec = written(tmp_path, governance=GOVERNED.replace("warn", "strict"), ports=ports)
    (tmp_path / "dbt_project.yml").write_text("name: orders\nprofile: orders\n")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "stg_orders.sql").write_text("select 'a' as order_id\n")
    (tmp_path / "models" / "schema.yml").write_text(DRIFTING)
    outcome = analyze(spec).enforcement
    assert outcome is not None
    told = {each.field: (each.models, each.failed) for each in (outcome.result.fields or [])}
    assert told["data_contracts.enforcement"] == (1, 1)

"""Changes of contracts are told against an artifact of floe-core as against one of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from contracted_products import CONTRACT, PORTS, written

from floe_lsp.compilation import analyze, compile_pipeline, default_output
from floe_lsp.schemas.versions import ARTIFACT_CONTRACTS, ArtifactContract

pytestmark = pytest.mark.requirement("data contracts")

FEWER = PORTS.replace("      - {name: place, type: geography}\n", "")


def compiled(folder: Path, contract: ArtifactContract, **files: str) -> None:
    spec = written(folder, **files)
    made = compile_pipeline(spec, output=default_output(spec, contract=contract))
    assert made.artifacts is not None, made.diagnostics


def changes(folder: Path, **files: str) -> list[str]:
    found = analyze(written(folder, **files)).diagnostics
    return [each.message for each in found if each.code in ("FLOE-E520", "FLOE-E521")]


@pytest.mark.parametrize("contract", ARTIFACT_CONTRACTS)
def test_a_column_that_is_gone_breaks_it(tmp_path: Path, contract: ArtifactContract) -> None:
    compiled(tmp_path, contract)
    assert changes(tmp_path) == []
    (message,) = changes(tmp_path, ports=FEWER)
    assert "breaks what readers of version 1.0.0 rely on" in message
    assert "place" in message


@pytest.mark.parametrize("contract", ARTIFACT_CONTRACTS)
def test_a_port_without_a_contract_then_counts_too(
    tmp_path: Path, contract: ArtifactContract
) -> None:
    """Contracts were not asked for when it was compiled, so the artifact tells its ports alone."""
    compiled(tmp_path, contract, governance="")
    assert len(changes(tmp_path, ports=FEWER)) == 1


@pytest.mark.parametrize("contract", ARTIFACT_CONTRACTS)
def test_a_table_that_is_no_port_is_nobodys(tmp_path: Path, contract: ArtifactContract) -> None:
    more = f"{CONTRACT}  - name: internal\n    properties: [{{name: id, logicalType: string}}]\n"
    compiled(tmp_path, contract, datacontract=more)
    assert changes(tmp_path, datacontract=CONTRACT) == []


@pytest.mark.parametrize("left", [None, "{}", '{"metadata": {"product_name": "orders"}}'])
def test_without_what_stood_beside_it_the_contracts_count(tmp_path: Path, left: str | None) -> None:
    """An artifact that was pulled from a registry comes alone."""
    compiled(tmp_path, "floe-core")
    beside = tmp_path / "target" / "orchestration.json"
    beside.unlink()
    if left is not None:
        beside.write_text(left, encoding="utf-8")
    assert changes(tmp_path) == []
    assert len(changes(tmp_path, ports=FEWER)) == 1

"""Files that have no place beside an artifact any more: removed where floe wrote them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from contracted_products import GOVERNED, PORTS, written

from floe_lsp.compilation import Compilation, compile_pipeline, default_output
from floe_lsp.schemas.versions import ARTIFACT_CONTRACTS, ArtifactContract

pytestmark = pytest.mark.requirement("data contracts")

TWO = (
    PORTS
    + """\
  - name: returns
    description: One row a return
    schema:
      - {name: return_id, type: integer}
"""
)
PLACE = Path("target", "contracts")


def in_contracts(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / PLACE).iterdir())


@pytest.mark.parametrize("contract", ARTIFACT_CONTRACTS)
def test_the_file_of_a_port_that_is_gone_goes_with_it(
    tmp_path: Path, contract: ArtifactContract
) -> None:
    assert compiled(tmp_path, contract, ports=TWO).exit_code == 0
    assert in_contracts(tmp_path) == ["returns.yaml", "stg_orders.yaml"]
    made = compiled(tmp_path, contract)
    assert made.removed == (tmp_path / PLACE / "returns.yaml",)
    assert in_contracts(tmp_path) == ["stg_orders.yaml"]
    assert compiled(tmp_path, contract).removed == ()


def test_the_last_ones_go_when_no_contract_is_asked_for(tmp_path: Path) -> None:
    _ = compile_pipeline(written(tmp_path, ports=TWO))
    made = compile_pipeline(written(tmp_path, governance=""))
    assert (made.exit_code, len(made.removed)) == (0, 2)
    assert in_contracts(tmp_path) == []


def test_a_dry_run_removes_nothing(tmp_path: Path) -> None:
    _ = compile_pipeline(written(tmp_path, ports=TWO))
    assert compile_pipeline(written(tmp_path), dry_run=True).removed == ()
    assert in_contracts(tmp_path) == ["returns.yaml", "stg_orders.yaml"]


def test_a_compilation_that_fails_removes_nothing(tmp_path: Path) -> None:
    _ = compile_pipeline(written(tmp_path, ports=TWO))
    spec = written(tmp_path)
    _ = (tmp_path / "target" / "profiles.yml").write_text("mine: {}\n")
    made = compile_pipeline(spec)
    assert (made.exit_code, made.removed) == (2, ())
    assert in_contracts(tmp_path) == ["returns.yaml", "stg_orders.yaml"]


_CHANGED: dict[str, Callable[[str], str]] = {
    "added to": lambda text: text + "more: 1\n",
    "without its head": lambda text: text.partition("\n")[2],
    "edited": lambda text: text.replace("One row a return", "Mine"),
    "empty": lambda text: text[:0],
}


@pytest.mark.parametrize("change", _CHANGED.values(), ids=_CHANGED)
def test_a_file_that_is_not_as_it_was_written_stays(
    tmp_path: Path, change: Callable[[str], str]
) -> None:
    _ = compile_pipeline(written(tmp_path, ports=TWO))
    file = tmp_path / PLACE / "returns.yaml"
    changed = change(file.read_text())
    _ = file.write_text(changed)
    made = compile_pipeline(written(tmp_path))
    assert (made.exit_code, made.removed) == (0, ())
    assert file.read_text() == changed


def test_the_file_of_another_product_in_the_same_folder_stays(tmp_path: Path) -> None:
    spec = written(tmp_path, ports=TWO)
    output = default_output(spec)
    _ = compile_pipeline(spec, output=output)
    other = spec.read_text().replace("name: orders\n", "name: shop\n").replace(TWO, PORTS)
    _ = spec.write_text(other)
    made = compile_pipeline(spec, output=output)
    assert (made.exit_code, made.removed) == (0, ())
    assert in_contracts(tmp_path) == ["returns.yaml", "stg_orders.yaml"]


def test_an_artifact_names_no_file_elsewhere(tmp_path: Path) -> None:
    """Whoever made a repository may have written the artifact in it."""
    _ = compile_pipeline(written(tmp_path, ports=TWO))
    artifact = tmp_path / "target" / "compiled_artifacts.json"
    _ = artifact.write_text(artifact.read_text().replace('"returns"', '"../../victim"'))
    text = (tmp_path / PLACE / "returns.yaml").read_text().replace("returns", "../../victim")
    victim = tmp_path / "victim.yaml"
    _ = victim.write_text(text)
    assert compile_pipeline(written(tmp_path)).removed == ()
    assert victim.read_text() == text


@pytest.mark.parametrize("linked", ["contracts", "returns.yaml"])
def test_nothing_is_removed_through_a_link(tmp_path: Path, linked: str) -> None:
    product = tmp_path / "product"
    product.mkdir()
    _ = compile_pipeline(written(product, ports=TWO))
    inside = product / PLACE if linked == "contracts" else product / PLACE / linked
    outside = inside.rename(tmp_path / "outside")
    inside.symlink_to(outside)
    governance = "" if linked == "contracts" else GOVERNED
    assert compile_pipeline(written(product, governance=governance)).removed == ()
    assert outside.exists()
    assert linked != "contracts" or len(list(outside.iterdir())) == 2


ARTIFACT = Path("target", "compiled_artifacts.json")
BESIDE = Path("target", "orchestration.json")


def compiled(
    folder: Path, contract: ArtifactContract, output: Path | None = None, *, ports: str = PORTS
) -> Compilation:
    spec = written(folder, ports=ports)
    made = compile_pipeline(spec, output=default_output(spec, output, contract))
    assert made.exit_code == 0, made.diagnostics
    return made


@pytest.mark.requirement("FR-003")
@pytest.mark.parametrize("name", ["compiled_artifacts.json", "compiled_artifacts.yaml"])
def test_what_floe_core_has_no_place_for_goes_with_its_layout(tmp_path: Path, name: str) -> None:
    output = tmp_path / "target" / name
    _ = compiled(tmp_path, "floe-core", output)
    assert (tmp_path / BESIDE).exists()
    assert compiled(tmp_path, "floe-core", output).removed == ()
    made = compiled(tmp_path, "floe-lsp", output)
    assert made.removed == (tmp_path / BESIDE,)
    assert not (tmp_path / BESIDE).exists()
    assert compiled(tmp_path, "floe-lsp", output).removed == ()
    assert compiled(tmp_path, "floe-core", output).removed == ()
    assert (tmp_path / BESIDE).exists()


def _of_another(folder: Path) -> None:
    """Compile again, so that the artifact there is of another compilation than the file."""
    text = (folder / BESIDE).read_bytes()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOURCE_DATE_EPOCH", "1700000000")
        _ = compiled(folder, "floe-core")
    (folder / BESIDE).write_bytes(text)


_KEPT: dict[str, Callable[[Path], object]] = {
    "edited": lambda folder: (folder / BESIDE).write_text(
        (folder / BESIDE).read_text().replace("    ", "\t")
    ),
    "of somebody else": lambda folder: (folder / BESIDE).write_text('{"version": "1"}\n'),
    "empty": lambda folder: (folder / BESIDE).write_text(""),
    "of another compilation": _of_another,
    "without its artifact": lambda folder: (folder / ARTIFACT).unlink(),
    "beside an artifact of another name": lambda folder: (folder / ARTIFACT).rename(
        folder / "target" / "core.json"
    ),
    "of another product": lambda folder: [
        (folder / name).write_text((folder / name).read_text().replace('"orders"', '"shop"'))
        for name in (ARTIFACT, BESIDE)
    ],
}


@pytest.mark.requirement("FR-003")
@pytest.mark.parametrize("change", _KEPT.values(), ids=_KEPT)
def test_what_may_be_somebody_elses_stays(tmp_path: Path, change: Callable[[Path], object]) -> None:
    _ = compiled(tmp_path, "floe-core")
    _ = change(tmp_path)
    before = (tmp_path / BESIDE).read_bytes()
    assert compiled(tmp_path, "floe-lsp").removed == ()
    assert (tmp_path / BESIDE).read_bytes() == before


@pytest.mark.requirement("FR-003")
def test_a_dry_run_and_a_failure_leave_it(tmp_path: Path) -> None:
    _ = compiled(tmp_path, "floe-core")
    spec = written(tmp_path)
    output = default_output(spec, contract="floe-lsp")
    assert compile_pipeline(spec, output=output, dry_run=True).removed == ()
    (tmp_path / "target" / "profiles.yml").write_text("mine: {}\n")
    made = compile_pipeline(spec, output=output)
    assert (made.exit_code, made.removed) == (2, ())
    assert (tmp_path / BESIDE).exists()


@pytest.mark.requirement("security")
@pytest.mark.requirement("FR-003")
def test_it_is_not_removed_through_a_link(tmp_path: Path) -> None:
    product = tmp_path / "product"
    product.mkdir()
    _ = compiled(product, "floe-core")
    outside = (product / BESIDE).rename(tmp_path / "outside.json")
    (product / BESIDE).symlink_to(outside)
    assert compiled(product, "floe-lsp").removed == ()
    assert (product / BESIDE).is_symlink()
    assert outside.exists()

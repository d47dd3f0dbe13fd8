"""Files of data contracts whose port is gone: removed where floe wrote them, else let alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from contracted_products import GOVERNED, PORTS, written

from floe_lsp.compilation import (
    compile_pipeline,
    default_output,
)

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


def test_the_file_of_a_port_that_is_gone_goes_with_it(tmp_path: Path) -> None:
    assert compile_pipeline(written(tmp_path, ports=TWO)).exit_code == 0
    assert in_contracts(tmp_path) == ["returns.yaml", "stg_orders.yaml"]
    made = compile_pipeline(written(tmp_path))
    assert made.removed == (tmp_path / PLACE / "returns.yaml",)
    assert in_contracts(tmp_path) == ["stg_orders.yaml"]
    assert compile_pipeline(written(tmp_path)).removed == ()


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

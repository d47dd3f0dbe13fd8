"""Which paths are still of interest, in memory that grows with the paths alone."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from floe_lsp.compilation.territory import Territory

pytestmark = pytest.mark.requirement("robustness")

FILE, PRODUCT = Path("/shop/conf/m.yaml"), Path("/shop/orders/floe.yaml")
TERRITORY = Territory([FILE, PRODUCT], [PRODUCT])


@pytest.mark.parametrize(
    "path", ["/", "/shop", "/shop/conf", "/shop/conf/m.yaml", "/shop/orders", "/shop/orders/a/b"]
)
def test_what_is_held(path: str) -> None:
    assert TERRITORY.holds(Path(path))


@pytest.mark.parametrize("path", ["/sho", "/shop/con", "/shop/conf/m.yaml/x", "/shop/other", "/t"])
def test_what_is_not(path: str) -> None:
    assert not TERRITORY.holds(Path(path))


def test_a_file_costs_no_more_than_its_path() -> None:
    files = [Path("/", f"{number}", *["a"] * 1_000, "m.yaml") for number in range(50)]
    length = sum(len(str(file)) for file in files)
    tracemalloc.start()
    try:
        territory = Territory(files, [])
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert territory.holds(files[0].parents[500])
    assert kept < 20 * length

"""What is said after a compile of the files that it has removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.reporting.compiled_lines import removed_line

pytestmark = pytest.mark.requirement("FR-003")


def test_why_a_file_was_removed() -> None:
    base, target = Path("/shop"), Path("/shop/target")
    assert removed_line(target / "contracts" / "orders.yaml", base) == (
        "target/contracts/orders.yaml, whose port is gone"
    )
    assert removed_line(target / "contracts" / "orchestration.yaml", base) == (
        "target/contracts/orchestration.yaml, whose port is gone"
    )
    assert removed_line(target / "orchestration.json", base) == (
        "target/orchestration.json, which this layout does not need"
    )

from __future__ import annotations

from pathlib import Path

import pytest
from commands import copy_examples


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """The examples, in a folder of their own."""
    return copy_examples(tmp_path)


@pytest.fixture
def product(examples: Path) -> Path:
    """The folder of the small product."""
    return examples / "coffee-orders"


@pytest.fixture
def broken(product: Path) -> Path:
    """The small product with a dependency that is misspelt."""
    spec = product / "floe.yaml"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("[int_orders]", "[int_order]"), encoding="utf-8")
    return product

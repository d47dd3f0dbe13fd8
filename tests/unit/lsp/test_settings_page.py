"""docs/settings.md is made from the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings_page import page


@pytest.mark.requirement("docs/settings.md")
def test_the_page_is_fresh(repository: Path) -> None:
    assert (repository / "docs" / "settings.md").read_text(encoding="utf-8") == page()

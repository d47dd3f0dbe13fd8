"""``floe.compile`` with ``quiet``, as an editor asks that compiles at each save."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import editor

from corpus import DEFAULT_FILES

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_quiet_compile_writes_and_shows_nothing(tmp_path: Path) -> None:
    product = tmp_path / "orders" / "floe.yaml"
    product.parent.mkdir()
    product.write_text(DEFAULT_FILES["floe.yaml"], encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    async with editor("minimal", tmp_path) as opened:
        uri = opened.open(product)
        await opened.command("floe.compile", {"uri": uri, "quiet": True})
        assert (product.parent / "target" / "compiled_artifacts.json").is_file()
        # What it has to say stands before the answer to a later request; the editor fails on a
        # message that nobody waits for.
        await opened.command("floe.doctor")

"""Opens a product in a real editor and checks what it shows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from commands import BIN, environment
from editor_setups import LINE_OF_MISTAKE, MANIFEST, PRODUCT, Check


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Return what runs an editor on a product with a mistake and checks what it shows."""
    home = tmp_path / "orders"
    home.mkdir()
    product = home / "floe.yaml"
    product.write_text(PRODUCT, encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    answer = tmp_path / "answer.json"
    env = environment({"FLOE_CHECK_FILE": str(product), "FLOE_CHECK_ANSWER": str(answer)})
    env |= {"PATH": f"{BIN}:{env['PATH']}", "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}

    def run(command: Sequence[str]) -> dict[str, Any]:
        done = subprocess.run(
            command, cwd=home, env=env, capture_output=True, text=True, timeout=120, check=False
        )
        said = f"{done.stdout}\n{done.stderr}"
        assert answer.is_file(), said
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        assert "problem" not in found, found
        (mistake,) = found["before"]
        assert "'silver_order' is not a transform of this product" in mistake["message"]
        assert mistake["line"] == LINE_OF_MISTAKE
        assert "schedule" in found["hover"].lower(), found
        assert not found["after"], found
        artifact = home / "target" / "compiled_artifacts.json"
        assert json.loads(artifact.read_text(encoding="utf-8"))["metadata"], said
        return found

    return run

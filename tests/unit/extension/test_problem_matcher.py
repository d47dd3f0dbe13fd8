"""The extension's problem matcher reads what the commands print, at any width."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from floe_lsp.cli.main import main

_LONG = "stg_" + "very_" * 30 + "long"
_WRONG = f"""\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: shop
  version: 1.0.0
transforms:
  - name: fct_orders
    dependsOn: [{_LONG}, "nul\\tl"]
"""


@pytest.fixture
def pattern(repository: Path) -> dict[str, str]:
    package = json.loads((repository / "client-vscode" / "package.json").read_text("utf-8"))
    (matcher,) = package["contributes"]["problemMatchers"]
    return matcher["pattern"]


@pytest.mark.requirement("FR-005")
@pytest.mark.parametrize(
    "words",
    [("check", "--format", "concise", "wrong/floe.yaml"),
     ("compile", "--report", "concise", "--spec", "wrong/floe.yaml")],
    ids=["check", "compile"],
)  # fmt: skip
def test_each_finding_is_read(
    words: tuple[str, ...],
    pattern: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "wrong"
    folder.mkdir()
    (folder / "floe.yaml").write_text(_WRONG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "40")
    assert main(words) != 0
    printed = "".join(capfd.readouterr())
    lines = [match for line in printed.splitlines() if (match := re.match(pattern["regexp"], line))]
    found = [
        tuple(match[int(pattern[part])] for part in ("file", "line", "column", "severity", "code"))
        for match in lines
    ]
    assert ("wrong/floe.yaml", "8", "17", "error", "E110") in found
    assert len(found) == printed.count("wrong/floe.yaml:8:")
    message = next(match[int(pattern["message"])] for match in lines)
    assert message.startswith(f"'{_LONG}' is not a transform of this product")

"""Text that YAML takes for a comment: where it is told, and what its fixes do (YAML 1.2.2, 6.6)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from fixing import check_fixes

from floe_lsp.compilation import Diagnostic, analyze
from floe_lsp.compilation.diagnostics import apply_edits
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.validate.schema import swallowed_text
from floe_lsp.reporting import FORMATS, render
from floe_lsp.syntax import Node, Span

pytestmark = pytest.mark.requirement("E136")

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata:
  name: platform
  version: 1.0.0
  owner: platform@example.com
  description: Platform of all
plugins:
  compute:
    type: duckdb
  orchestrator:
    type: dagster
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
  description: Orders of the shop
  owner: parcels
  labels:
    team: parcels
transforms:
  - name: stg_orders
    compute: duckdb
    tier: silver
    tags:
      - staging
  - name: fct_orders
    depends_on:
      - stg_orders
    quality_checks:
      - name: keys
        type: not_null
        dimension: completeness
        column: id
schedule:
  cron: "0 6 * * *"
  timezone: Europe/Berlin
  enabled: true
outputPorts:
  - name: fct_orders
    description: Orders
    owner: parcels
    schema:
      - name: id
        type: string
        description: Key
        classification: public
"""
VALUES = [line for line in PRODUCT.splitlines() if line[-1] != ":"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def findings(folder: Path, text: str, name: str = "floe.yaml") -> list[Diagnostic]:
    if name != "floe.yaml":
        (folder / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return list(analyze(folder / "floe.yaml").diagnostics)


@pytest.mark.parametrize("line", VALUES)
@pytest.mark.parametrize("sign", ["#", "# "])
def test_each_value_behind_a_number_sign(folder: Path, line: str, sign: str) -> None:
    at = line.rindex(": ") + 2 if ": " in line else line.rindex("- ") + 2
    text = PRODUCT.replace(line, f"{line[:at]}{sign}{line[at:]}", 1)
    found = [each for each in findings(folder, text) if each.code == "E136"]
    is_text = sign == "#" and not line.endswith(('"', "true"))
    assert len(found) == is_text
    if is_text:
        check_fixes(text, partial(findings, folder))
        assert not [each for each in findings(folder, text) if each.code == "E109"]


@pytest.mark.parametrize("line", VALUES)
@pytest.mark.parametrize(
    "comment", ["#481 parcels", "# a sentence", "#floe: ignore", "#-- x", "##a"]
)
def test_each_value_before_a_comment(folder: Path, line: str, comment: str) -> None:
    text = PRODUCT.replace(line, f"{line} {comment}", 1)
    found = [each for each in findings(folder, text) if each.code == "E136"]
    assert len(found) == ("description" in line and comment[1].isdigit())
    assert not any(each.is_error for each in found)
    check_fixes(text, partial(findings, folder))


def test_a_manifest(folder: Path) -> None:
    text = MANIFEST.replace("of all", "#1 of all").replace("owner: p", "owner: #p")
    found = findings(folder, text, "manifest.yaml")
    assert [(each.code, each.severity.value) for each in found] == [
        ("E136", "error"),
        ("E136", "info"),
    ]
    check_fixes(text, partial(findings, folder, name="manifest.yaml"))


@pytest.mark.parametrize("quote", ['"', "'", "\\", "\"'\\"])
def test_quotes_in_the_text(folder: Path, quote: str) -> None:
    text = PRODUCT.replace("owner: parcels", f"owner: #a{quote}b", 1)
    (found,) = findings(folder, text)
    fixed = apply_edits(text, list(found.fixes[0].edits))
    assert findings(folder, fixed) == []
    product = analyze(folder / "floe.yaml").product
    assert product is not None
    owner = product.node("metadata", "owner")
    assert owner is not None
    assert owner.value == f"#a{quote}b"


def test_a_text_that_would_be_too_long_is_not_quoted(folder: Path) -> None:
    text = PRODUCT.replace("Orders of the shop", f"Orders #{'a' * 500}")
    (found,) = findings(folder, text)
    assert (found.severity.value, found.fixes) == ("info", ())


@pytest.mark.parametrize("line", ["    - #x\n", "    - x #1\n", f"    - {' ' * 20}#x\n"])
def test_each_line_is_looked_at_as_often_however_many_there_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    looked: list[Node] = []
    comment_behind = swallowed_text._comment_behind

    def looking(document: Document, node: Node) -> Span | None:
        looked.append(node)
        return comment_behind(document, node)

    monkeypatch.setattr(swallowed_text, "_comment_behind", looking)
    for count in (500, 4_000):
        text = PRODUCT.replace(
            "    tags:\n", f"    tags:\n{line * count}".replace("    -", "      -")
        )
        looked.clear()
        findings(folder, text)
        assert len(looked) <= 2 * count + len(PRODUCT) + 2 * swallowed_text.MOST_FINDINGS


@pytest.mark.requirement("security")
@pytest.mark.parametrize("value", ["the password is x9 #S24", "the password is xy #S24 of it"])
def test_a_secret_that_a_number_sign_cuts_is_in_no_report(folder: Path, value: str) -> None:
    found = findings(folder, PRODUCT.replace("Orders of the shop", value))
    assert [each.code for each in found if each.code == "E136"]
    for report in FORMATS:
        text = render(found, report, base=folder)
        assert not any(part in text for part in ("S24", "x9", "xy"))

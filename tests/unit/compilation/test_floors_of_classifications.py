"""Classifications of the platform's contracts: what is weaker, and what nobody can rank."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from floe_lsp.compilation import Sources, analyze
from floe_lsp.schemas.odcs.classifications import CLASSIFICATIONS, is_weaker
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("data contracts")

GOVERNANCE = """\
governance:
  policy_enforcement_level: strict
  data_contracts: {enforcement: strict, drift_detection: {enabled: false}}
"""
HEAD = "apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\nschema:\n"


def told(product: str, *platform: str) -> list[str]:
    """Return the codes of what is found: the column of the product, and of tables above."""
    names = ["gold_orders", "gold_*"]
    tables = "".join(
        f"  - {{name: '{name}', properties: [{each}]}}\n"
        for name, each in zip(names, platform, strict=False)
    )
    files = {
        "/orders/floe.yaml": corpus.DEFAULT_FILES["floe.yaml"]
        + "outputPorts:\n  - {name: gold_orders, schema: [{name: email, type: string}]}\n",
        "/orders/datacontract.yaml": f"{HEAD}  - {{name: gold_orders, properties: [{product}]}}\n",
        "/platform/manifest.yaml": corpus.DEFAULT_FILES["manifest.yaml"] + GOVERNANCE,
        "/platform/datacontract.yaml": HEAD + tables,
    }
    sources = Sources()
    for path, text in files.items():
        sources.open(Path(path), SourceText(text))
    manifest = Path("/platform/manifest.yaml")
    found = analyze(Path("/orders/floe.yaml"), manifest, sources=sources)
    return [each.code for each in found.diagnostics if each.is_error]


def column(classification: str) -> str:
    return f"{{name: email, classification: {classification}}}"


RANKED = ["public", "internal", "confidential", "restricted", "pii"]
UNRANKED = {"sensitive", "phi"}


@pytest.mark.parametrize("asked", CLASSIFICATIONS)
@pytest.mark.parametrize("said", CLASSIFICATIONS)
def test_what_is_weaker_is_known_where_somebody_ranks_it(said: str, asked: str) -> None:
    expected: bool | None = None
    if said == asked:
        expected = False
    elif said in RANKED and asked in RANKED:
        expected = RANKED.index(said) < RANKED.index(asked)
    elif said in UNRANKED and asked in RANKED[:3]:
        # Both are no weaker than confidential.
        expected = False
    elif asked in UNRANKED and said in RANKED[:2]:
        expected = True
    elif asked in UNRANKED and said == "pii":
        expected = False
    assert is_weaker(said, asked) is expected


@pytest.mark.parametrize(
    ("said", "asked", "codes"),
    [
        ("public", "phi", ["FLOE-E511"]),
        ("internal", "sensitive", ["FLOE-E511"]),
        ("confidential", "phi", ["E308"]),
        ("phi", "pii", ["E308"]),
        ("phi", "sensitive", ["E308"]),
        ("pii", "phi", []),
        ("phi", "confidential", []),
    ],
)
def test_what_nobody_ranks_is_not_checkable(said: str, asked: str, codes: list[str]) -> None:
    assert told(column(said), column(asked)) == codes


def test_each_table_of_the_platform_that_fits_counts() -> None:
    assert told(column("restricted"), column("restricted"), column("pii")) == ["FLOE-E511"]
    assert told(column("restricted"), column("pii"), column("restricted")) == ["FLOE-E511"]
    assert told(column("pii"), column("restricted"), column("phi")) == []


def test_fields_inside_of_columns_are_held_too() -> None:
    def nested(word: str) -> str:
        return f"{{name: email, logicalType: object, properties: [{column(word)}]}}"

    def in_list(word: str) -> str:
        of_list = f"{{logicalType: object, properties: [{column(word)}]}}"
        return f"{{name: email, logicalType: array, items: {of_list}}}"

    for shape in (nested, in_list):
        assert told(shape("public"), shape("restricted")) == ["FLOE-E511"]
        assert told(shape("restricted"), shape("restricted")) == []

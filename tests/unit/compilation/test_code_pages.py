"""Each code has a page, and the page agrees with the catalogue and with its own examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import corpus
from floe_lsp.compilation.codes import CODES, Severity

FOLDER = Path(__file__).parents[3] / "docs" / "codes"

COUNTED = {"E217": {"E204"}}
"""Codes that say how many others there are, with those others in their example."""


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_page_agrees_with_the_catalogue(code: str) -> None:
    info = CODES[code]
    page = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code}: {info.title}\n")
    assert re.search(
        rf"^\| {info.stage.value} \| {info.severity.value} \| .+ \|$", page, re.MULTILINE
    )
    explained = "the `E` is only the first letter of the code and does not mean error" in page
    assert explained is not (info.severity is Severity.ERROR)
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert headings == ["What it means", "Why it matters", "Bad", "Good", "How to fix it"]


@pytest.mark.parametrize("code", CODES)
def test_bad_example_shows_the_code_and_good_example_nothing(code: str) -> None:
    cases = {case.title: case for case in corpus.read(FOLDER / f"{code}.md")}
    assert set(cases["Bad"].codes) - COUNTED.get(code, set()) == {code}
    assert cases["Good"].codes == []

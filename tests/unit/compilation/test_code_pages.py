"""Each code has a page, and the page agrees with the catalogue and with its own examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import corpus
from floe_lsp.compilation.codes import CODES, Severity

FOLDER = Path(__file__).parents[3] / "docs" / "codes"

DOCUMENTS = (*(FOLDER.parents[1] / "tests" / "corpus").rglob("*.md"), *FOLDER.glob("*.md"))
WORDS = {
    "Add": ("add", "put"),
    "Begin": ("begin",),
    "Change": ("change",),
    "Declare": ("declare",),
    "Double": ("double",),
    "Fill": ("fill",),
    "Indent": ("indent",),
    "Insert": ("insert",),
    "Make": ("make",),
    "Merge": ("merge",),
    "Move": ("move",),
    "Quote": ("quote", "quotes"),
    "Remove": ("remove",),
    "Rename": ("rename",),
    "Replace": ("replace", "write"),
    "Use": ("use",),
    "Write": ("write",),
}
"""What a page may call a fix whose title begins so."""
COUNTED = {"E217": {"E204"}, "E312": {"E308"}}
"""Codes that are told beside others, with those others in their example."""


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


def test_the_fix_column_names_every_kind_of_fix(tmp_path: Path) -> None:
    titles: dict[str, set[str]] = {code: set() for code in CODES}
    for number, case in enumerate(each for page in DOCUMENTS for each in corpus.read(page)):
        folder = tmp_path / str(number)
        folder.mkdir()
        case.write(folder)
        for found in case.diagnose(folder):
            titles.setdefault(found.code, set()).update(each.title for each in found.fixes)
    for code, found in titles.items():
        column = _fix_column(code)
        said = set(re.findall(r"\w+", column))
        assert not found or "none" not in said, f"{code} says {column!r}, but has {found}"
        for title in found:
            assert not said.isdisjoint(WORDS[title.split()[0]]), f"{code}: {title}"


def _fix_column(code: str) -> str:
    page = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"^\|---\|---\|---\|\n\| \w+ \| \w+ \| (.+) \|$", page, re.MULTILINE)
    return found

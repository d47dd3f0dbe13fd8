"""Every annotated document and every page of the code catalogue, run."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from floe_lsp.compilation.diagnostics import apply_edits

ROOT = Path(__file__).parent
PAGES = sorted((ROOT.parent / "docs" / "codes").glob("*.md"))
DOCUMENTS = sorted((ROOT / "corpus").rglob("*.md"))
CASES = [
    pytest.param(case, id=case.id, marks=[pytest.mark.requirement(code) for code in case.codes])
    for path in (*DOCUMENTS, *PAGES)
    for case in corpus.read(path)
]


@pytest.mark.parametrize("case", CASES)
def test_case(case: corpus.Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    case.write(tmp_path)
    diagnostics = case.diagnose(tmp_path)
    actual = case.actual(tmp_path, diagnostics)
    if request.config.getoption("--update-corpus"):
        corpus.update(case, actual)
        return
    assert actual == case.expected()


@pytest.mark.parametrize("case", CASES)
def test_a_fix_removes_what_it_fixes(case: corpus.Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    found = case.diagnose(tmp_path)
    before = [(each.code, each.message) for each in found]
    for diagnostic in found:
        mistake = (diagnostic.code, diagnostic.message)
        for fix in diagnostic.fixes:
            contents = {each.location.path: each.location.path.read_bytes() for each in fix.edits}
            for path, content in contents.items():
                edits = [each for each in fix.edits if each.location.path == path]
                text = apply_edits(content.decode("utf-8-sig"), edits)
                path.write_text(text, encoding="utf-8", newline="")
            after = [(each.code, each.message) for each in case.diagnose(tmp_path)]
            for path, content in contents.items():
                path.write_bytes(content)
            assert after.count(mistake) < before.count(mistake), fix.title

"""Every correct document, typed key by key: what is only not written yet is not called wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from typist import Typist, keys_of

import corpus
from floe_lsp.compilation.codes import Severity

pytestmark = pytest.mark.requirement("quiet typing")

ROOT = Path(__file__).parents[2]
_LONGEST = 3_000
"""Characters; the few documents that are longer are about limits, and take minutes to type."""
_OPTIONS = frozenset({"folder", "output", "encoding", "spec", "fails", "manifest", "stage"})
_WRONG_UNTIL_THEN = {
    ("dependencies/references: A transform that comes later", "E110"),
    ("anchors-and-merges/anchors: A merged value that is overridden is not a mistake", "E111"),
}
"""What a line says that is left, until a line below makes it right."""


def _correct() -> list[corpus.Case]:
    pages = sorted((ROOT / "docs/codes").glob("*.md"))
    return [
        case
        for page in (*sorted((ROOT / "tests/corpus").rglob("*.md")), *pages)
        for case in corpus.read(page)
        if not case.codes
        and "floe.yaml" in case.files
        and case.options.keys().isdisjoint(_OPTIONS)
        and not any(name.startswith(corpus.SITE) for name in case.files)
    ]


def test_correct_text_is_quiet_while_it_is_typed(tmp_path: Path) -> None:
    keys = 0
    shown_here: Counter[str] = Counter()
    shown_elsewhere: Counter[tuple[str, str]] = Counter()
    for number, case in enumerate(_correct()):
        folder = tmp_path / str(number)
        folder.mkdir()
        case.write(folder)
        file = folder / "floe.yaml"
        text = file.read_text(encoding="utf-8")
        if len(text) > _LONGEST or not set("\t\r").isdisjoint(text):
            continue
        file.write_text("", encoding="utf-8")
        typist = Typist(file)
        for shown in typist.types(text):
            for each in shown:
                if each.severity is Severity.ERROR:
                    is_here = each.location.path == file and typist.is_here(each)
                    shown_here[case.id] += is_here
                    shown_elsewhere[case.id, each.code] += not is_here
        assert typist.wait(10) == (), case.id
        keys += len(keys_of(text))
    assert keys > 20_000
    assert +shown_here == Counter()
    assert (+shown_elsewhere).keys() <= _WRONG_UNTIL_THEN
    assert shown_elsewhere.total() / keys < 0.001

"""Long values in the place of those of the pages on codes: messages stay short, nothing fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import corpus
from floe_lsp.compilation import Diagnostic
from floe_lsp.syntax import ScalarNode, SourceText, parse
from floe_lsp.syntax.walk import walk

pytestmark = pytest.mark.requirement("robustness")

ROOT = Path(__file__).parents[3]
FILES = (
    *sorted((ROOT / "docs/codes").glob("*.md")),
    *sorted((ROOT / "tests/corpus/inheritance").glob("*.md")),
    *sorted((ROOT / "tests/corpus/options").glob("*.md")),
)
LONGEST = 600
LONG = {
    "a number": "9" * 1700,
    "a number that Python does not print": "-" + "9" * 5000,
    "a word": "x" * 1700,
    "a number in quotes": "'" + "8" * 1700 + "'",
    "a list": "[a, " + "z" * 1700 + "]",
    "a mapping": "{" + "k" * 900 + ": " + "v" * 900 + "}",
}


def places(text: str) -> list[ScalarNode]:
    nodes = walk(parse(SourceText(text)).root)
    return [each for each in nodes if isinstance(each, ScalarNode) and each.end > each.start]


def said(diagnostic: Diagnostic) -> Iterator[str]:
    yield diagnostic.message
    yield diagnostic.suggestion or ""
    yield from (each.title for each in diagnostic.fixes)
    yield from (each.message for each in diagnostic.related)


@pytest.mark.parametrize("file", FILES, ids=lambda each: each.stem)
def test_no_message_is_longer_for_it(file: Path, tmp_path: Path) -> None:
    chance = Random(file.stem)  # noqa: S311 - a sample, the same in every run
    for case in corpus.read(file):
        if case.options.keys() & {"fails", "folder"}:
            continue
        for name, fence in case.files.items():
            if Path(name).name not in ("floe.yaml", "manifest.yaml", "enterprise.yaml"):
                continue
            text = corpus.unmarked(fence.body)
            nodes = places(text)
            for kind, long in LONG.items():
                for node in chance.sample(nodes, min(2, len(nodes))):
                    case.write(tmp_path)
                    changed = text[: node.start] + long + text[node.end :]
                    _ = (tmp_path / name).write_text(changed, encoding="utf-8")
                    for each in case.diagnose(tmp_path):
                        assert each.code != "E503", (kind, node.text)
                        longest = max(said(each), key=len)
                        assert len(longest) <= LONGEST, (kind, node.text, each.code, longest)


def test_what_a_platform_demands_may_be_any_number(tmp_path: Path) -> None:
    for case in corpus.read(ROOT / "tests/corpus/inheritance/strengthened.md"):
        for name, fence in case.files.items():
            text = corpus.unmarked(fence.body)
            for node in places(text):
                if isinstance(node.value, int):
                    case.write(tmp_path)
                    changed = text[: node.start] + "9" * 400 + text[node.end :]
                    _ = (tmp_path / name).write_text(changed, encoding="utf-8")
                    _ = case.diagnose(tmp_path)

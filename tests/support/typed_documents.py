"""The correct products and manifests of the tests, the pages and the examples, to be typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import corpus
from floe_lsp.syntax import TextEdit

ROOT = Path(__file__).parents[2]
_LONGEST = 3_000
"""Characters; the few that are longer are about limits."""


def correct_documents(*names: str) -> Iterator[tuple[str, str]]:
    """Yield a name for each correct file that is called so, and its text."""
    pages = (ROOT / "docs" / "codes").glob("*.md")
    for page in (*sorted((ROOT / "tests" / "corpus").rglob("*.md")), *sorted(pages)):
        for case in corpus.read(page):
            if not case.codes:
                for name in names:
                    if name in case.files:
                        yield f"{case.id}: {name}", corpus.unmarked(case.files[name].body)
    for name in names:
        for file in sorted((ROOT / "examples").rglob(name)):
            yield str(file.relative_to(ROOT)), file.read_text("utf-8")


def typed_documents(*names: str) -> Iterator[tuple[str, str]]:
    """Yield those that a person could type: not too long, with line breaks and blanks alone."""
    for name, text in correct_documents(*names):
        if len(text) <= _LONGEST and set("\t\r").isdisjoint(text):
            yield name, text


def edited(text: str, edits: Iterable[TextEdit]) -> str:
    """Return a text after edits that are in order and don't overlap."""
    for edit in reversed(list(edits)):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text

"""The correct products and manifests of the tests, the pages and the examples, to be typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import corpus

ROOT = Path(__file__).parents[2]
LONGEST = 3_000
"""Characters; the few that are longer are about limits."""


def all_cases() -> Iterator[corpus.Case]:
    """Yield the cases of the tests and then those of the pages, each in order."""
    pages = (ROOT / "docs" / "codes").glob("*.md")
    for page in (*sorted((ROOT / "tests" / "corpus").rglob("*.md")), *sorted(pages)):
        yield from corpus.read(page)


def correct_documents(*names: str) -> Iterator[tuple[str, str]]:
    """Yield a name for each correct file that is called so, and its text."""
    for case in all_cases():
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
        if len(text) <= LONGEST and set("\t\r").isdisjoint(text):
            yield name, text

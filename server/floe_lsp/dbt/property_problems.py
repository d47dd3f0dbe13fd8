"""What dbt refuses about a file, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.syntax import ProblemKind, Span

from .files import YamlFile

_LARGE = frozenset({ProblemKind.TOO_LARGE, ProblemKind.TOO_DEEP, ProblemKind.TOO_MANY_ALIASES})
"""More than floe reads, and no mistake of anybody."""

_ACCEPTED_BY_DBT = frozenset(
    {
        ProblemKind.DUPLICATE_KEY,
        ProblemKind.DUPLICATE_MERGE_KEY,
        ProblemKind.NON_STRING_KEY,
        ProblemKind.EMPTY_DOCUMENT,
        ProblemKind.LOOK_ALIKE,
        ProblemKind.UNKNOWN_TAG,
        ProblemKind.WRONG_ENCODING,
        ProblemKind.CONTROL_CHARACTER,
        ProblemKind.RECURSIVE_ALIAS,
        ProblemKind.BAD_MERGE,
    }
)
"""What PyYAML takes, or may take."""

_UNREADABLE = frozenset(
    {
        *_LARGE,
        ProblemKind.UNKNOWN_TAG,
        ProblemKind.WRONG_ENCODING,
        ProblemKind.CONTROL_CHARACTER,
        ProblemKind.RECURSIVE_ALIAS,
        ProblemKind.BAD_MERGE,
        ProblemKind.LOOK_ALIKE,
    }
)
"""What leaves open what a file says, although dbt may read it."""


@dataclass(frozen=True)
class FileProblem:
    """What is wrong with a file, in the words that a person is shown."""

    span: Span
    message: str
    suggestion: str | None = None


def syntax_problems(file: YamlFile) -> tuple[tuple[FileProblem, ...], bool]:
    """Return what dbt refuses about the YAML of a file, and whether all of it could be read."""
    kinds = {each.kind for each in file.problems}
    found = tuple(_refused(file))
    return found, not found and kinds.isdisjoint(_UNREADABLE)


def _refused(file: YamlFile) -> Iterator[FileProblem]:
    for each in file.problems:
        if each.kind not in _LARGE and each.kind not in _ACCEPTED_BY_DBT:
            # Not what the parser says: that may repeat what stands in the file.
            what = each.kind.value.replace("-", " ").replace("yaml", "YAML")
            yield FileProblem(each.span, f"dbt cannot read this property file: {what}")

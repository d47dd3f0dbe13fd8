"""What dbt refuses about a file, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.syntax import SPACE_AFTER_COLON, AliasNode, ProblemKind, Span, SyntaxProblem
from floe_lsp.syntax.walk import walk

from .files import YamlFile
from .yaml_text import LARGE

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
        *LARGE,
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
        is_accepted = each.kind in LARGE or each.kind in _ACCEPTED_BY_DBT
        # A number is a key like others, nothing is none.
        if not is_accepted or _has_no_key(file, each):
            # Not what the parser says: that may repeat what stands in the file.
            what = each.kind.value.replace("-", " ").replace("yaml", "YAML")
            how = each.suggestion if each.suggestion == SPACE_AFTER_COLON else None
            yield FileProblem(each.span, f"dbt cannot read this property file: {what}", how)
    yield from _repeated_anchors(file)


def _has_no_key(file: YamlFile, problem: SyntaxProblem) -> bool:
    is_key = problem.kind is ProblemKind.NON_STRING_KEY
    return is_key and file.text.slice(problem.span) == ":"


def _repeated_anchors(file: YamlFile) -> Iterator[FileProblem]:
    """Yield the anchors that have the name of one above, which PyYAML refuses."""
    seen: set[str] = set()
    for node in walk(file.root) if "&" in file.text.text else ():
        if node.anchor is None or isinstance(node, AliasNode):
            continue
        if node.anchor in seen:
            yield FileProblem(
                Span(node.start, node.start),
                "dbt cannot read this property file: an anchor above has the same name",
                "give each anchor a name of its own",
            )
        seen.add(node.anchor)

"""The text of YAML files as dbt reads it: by PyYAML, which has libyaml below it.

Floe's own files are YAML 1.2. What libyaml reads otherwise, and what it refuses, counts for a file
that is dbt's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from floe_lsp.syntax import Node, ProblemKind, SourceText, SyntaxProblem, Tree, parse

from .files import YamlFile

LARGE = frozenset({ProblemKind.TOO_LARGE, ProblemKind.TOO_DEEP, ProblemKind.TOO_MANY_ALIASES})
"""More than floe reads, and no mistake of anybody."""

_READ_OTHERWISE = re.compile(r":[,?\[\]{}]|[\x85\u2028\u2029]")
"""Without this and without a mistake, a text is to libyaml what it is to YAML 1.2."""


@dataclass(frozen=True)
class _ReadAgain:
    path: Path
    text: SourceText
    root: Node | None
    problems: Sequence[SyntaxProblem]
    size: int


def parse_as_dbt(text: SourceText) -> Tree:
    """Parse a text as dbt does, with all problems that dbt has with it."""
    return parse(text, as_libyaml=True)


def as_dbt_reads(file: YamlFile) -> YamlFile:
    """Return a file with the tree and the problems that it has for dbt."""
    kinds = {each.kind for each in file.problems}
    if not kinds.isdisjoint(LARGE) or not (kinds or _READ_OTHERWISE.search(file.text.text)):
        return file
    tree = parse_as_dbt(file.text)
    of_bytes = [each for each in file.problems if each.kind is ProblemKind.WRONG_ENCODING]
    size = file.size + tree.size
    return _ReadAgain(file.path, file.text, tree.root, (*of_bytes, *tree.problems), size)

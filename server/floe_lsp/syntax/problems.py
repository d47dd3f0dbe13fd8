"""What can be wrong with a text before anyone asks what it means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from floe_lsp.wording.counting import more_of_this_kind

from .text import Span

KEYS_AND_VALUES: Final = "write keys and values, one 'key: value' per line"
"""What to do about a text that holds nothing of the kind."""
SPACE_AFTER_COLON: Final = "write a space after the colon"


class ProblemKind(str, Enum):
    """The kinds of syntax problem; the compiler gives each its error code."""

    INVALID_YAML = "invalid-yaml"
    TAB_INDENTATION = "tab-indentation"
    BAD_INDENTATION = "bad-indentation"
    NEEDS_QUOTES = "needs-quotes"
    UNCLOSED_BRACKET = "unclosed-bracket"
    UNCLOSED_QUOTE = "unclosed-quote"
    BAD_ESCAPE = "bad-escape"
    DUPLICATE_KEY = "duplicate-key"
    DUPLICATE_MERGE_KEY = "duplicate-merge-key"
    NON_STRING_KEY = "non-string-key"
    UNKNOWN_ANCHOR = "unknown-anchor"
    RECURSIVE_ALIAS = "recursive-alias"
    UNKNOWN_TAG = "unknown-tag"
    BAD_MERGE = "bad-merge"
    SECOND_DOCUMENT = "second-document"
    EMPTY_DOCUMENT = "empty-document"
    NOT_A_MAPPING = "not-a-mapping"
    ONE_BROKEN_KEY = "one-broken-key"
    """Not a mapping for want of a colon, or of the space after it."""
    WRONG_ENCODING = "wrong-encoding"
    CONTROL_CHARACTER = "control-character"
    LOOK_ALIKE = "look-alike"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    TOO_MANY_ALIASES = "too-many-aliases"


@dataclass(frozen=True)
class TextEdit:
    """Replace ``span`` of the text with ``text``."""

    span: Span
    text: str


def joined(edits: Iterable[TextEdit]) -> Iterator[TextEdit]:
    """Yield edits with those that replace neighbouring characters as one: each is told by itself.

    Insertions stay as they are, since they may stand at the place of another edit.
    """
    last: TextEdit | None = None
    parts: list[str] = []
    for edit in edits:
        is_next = last is not None and last.span.end == edit.span.start
        if last is not None and is_next and edit.span.end > edit.span.start > last.span.start:
            parts.append(edit.text)
            last = TextEdit(Span(last.span.start, edit.span.end), "")
            continue
        if last is not None:
            yield TextEdit(last.span, "".join(parts))
        last, parts = edit, [edit.text]
    if last is not None:
        yield TextEdit(last.span, "".join(parts))


@dataclass(frozen=True)
class SyntaxProblem:
    """One mistake in the text, in the words that the person is shown.

    ``fix`` holds edits that fix it, sorted and not overlapping; ``fix_title`` says what they do.
    ``fix_is_safe`` tells whether they keep what was meant, so that a program may apply them
    unseen, ``fix_is_near_miss`` whether they write the name that a misspelt one was meant to be.
    ``more`` is how many of its kind are only counted, which the end of ``message`` says.
    ``otherwise`` are edits that fix it in another way, with what they do. ``related`` are
    other places of the same text, with a message each.
    """

    kind: ProblemKind
    span: Span
    message: str
    suggestion: str | None = None
    fix_title: str | None = None
    fix: tuple[TextEdit, ...] = ()
    related: tuple[tuple[Span, str], ...] = ()
    fix_is_safe: bool = True
    fix_is_near_miss: bool = False
    otherwise: tuple[str, tuple[TextEdit, ...]] | None = None
    more: int = 0


MAX_OF_A_KIND = 200
"""This many problems of one kind are described one by one; the rest are only counted.

A file of 200,000 duplicate keys would otherwise cost hundreds of megabytes to complain about.
"""


class ProblemList:
    """Collects problems, and counts those of a kind that has filled its share."""

    def __init__(self) -> None:
        self._problems: list[SyntaxProblem] = []
        self._counts: Counter[ProblemKind] = Counter()

    def __bool__(self) -> bool:
        return bool(self._problems)

    def wants(self, kind: ProblemKind) -> bool:
        """Count one more problem of ``kind``; return whether it is to be described and added."""
        self._counts[kind] += 1
        return self._counts[kind] <= MAX_OF_A_KIND

    def append(self, problem: SyntaxProblem) -> None:
        """Add a problem that ``wants`` has counted."""
        self._problems.append(problem)

    def add(self, *problems: SyntaxProblem) -> None:
        """Count and add problems."""
        for problem in problems:
            if self.wants(problem.kind):
                self._problems.append(problem)

    def count(self, kind: ProblemKind, more: int) -> None:
        """Count ``more`` problems of ``kind`` that nobody describes."""
        self._counts[kind] += more

    def extend(self, other: ProblemList, keep: Iterable[SyntaxProblem] | None = None) -> None:
        """Take over the problems of ``other`` (or those of them in ``keep``) and its counts."""
        problems = other._problems if keep is None else list(keep)
        dropped = len(other._problems) - len(problems)
        self._problems.extend(problems)
        self._counts.update(other._counts)
        if dropped:
            kept = Counter(problem.kind for problem in problems)
            had = Counter(problem.kind for problem in other._problems)
            self._counts.subtract(had - kept)

    @property
    def described(self) -> tuple[SyntaxProblem, ...]:
        """The problems so far, in the order in which they were found."""
        return tuple(self._problems)

    def in_order(self) -> tuple[SyntaxProblem, ...]:
        """Return the problems by place; the last of a kind says how many more there are."""
        ordered = sorted(self._problems, key=lambda each: (each.span, each.kind, each.message))
        shown = Counter(problem.kind for problem in ordered)
        missing = {kind: n - shown[kind] for kind, n in self._counts.items() if n > shown[kind]}
        for index in range(len(ordered) - 1, -1, -1):
            more = missing.pop(ordered[index].kind, 0)
            if more:
                message = ordered[index].message + more_of_this_kind(more)
                ordered[index] = replace(ordered[index], message=message, more=more)
            if not missing:
                break
        return tuple(ordered)

"""Markers that git leaves in a file when a merge is not finished."""

from __future__ import annotations

import re

from floe_lsp.syntax.lines import line_end, next_line
from floe_lsp.syntax.problems import ProblemKind, SyntaxProblem, TextEdit
from floe_lsp.syntax.text import Span

from .fault_context import Diagnosis

_MARKER = re.compile(r"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?=[ \t\r\n]|\Z)")
_MAX = 50


def diagnose_conflicts(text: str) -> Diagnosis | None:
    """Name each conflict at its first marker; read on with our side of it alone."""
    problems: list[SyntaxProblem] = []
    repairs: list[TextEdit] = []
    unreliable_spans: list[Span] = []
    opened: int | None = None
    dropped: int | None = None
    for match in _MARKER.finditer(text):
        at = match.start()
        sign = text[at]
        if sign == "<":
            if len(problems) == _MAX:
                break
            problems.append(_problem(text, at))
            repairs.append(_cut(text, at, at))
            opened = at
        elif opened is None:
            continue
        elif sign in "=|":
            dropped = at if dropped is None else dropped
            if sign == "=":
                problems[-1] = _related(text, problems[-1], at, "the other side begins here")
        else:
            problems[-1] = _related(text, problems[-1], at, "the conflict ends here")
            repairs.append(_cut(text, dropped if dropped is not None else at, at))
            unreliable_spans.append(Span(opened, line_end(text, at)))
            opened = dropped = None
    if opened is not None:
        repairs.append(
            _cut(text, opened, opened) if dropped is None else _cut(text, dropped, dropped)
        )
        if repairs[-1] == repairs[-2]:
            repairs.pop()
        unreliable_spans.append(Span(opened, len(text)))
    if not problems:
        return None
    return Diagnosis(tuple(problems), tuple(repairs), tuple(unreliable_spans), certain=True)


def _problem(text: str, at: int) -> SyntaxProblem:
    return SyntaxProblem(
        ProblemKind.INVALID_YAML,
        Span(at, line_end(text, at)),
        "an unfinished git merge: both sides of a conflict are still in the file",
        "keep one side and delete the lines that begin with <<<<<<<, ======= and >>>>>>>",
    )


def _related(text: str, problem: SyntaxProblem, at: int, message: str) -> SyntaxProblem:
    return SyntaxProblem(
        problem.kind,
        problem.span,
        problem.message,
        problem.suggestion,
        related=(*problem.related, (Span(at, line_end(text, at)), message)),
    )


def _cut(text: str, start: int, last: int) -> TextEdit:
    """Return the edit that drops whole lines, from that of ``start`` to that of ``last``."""
    return TextEdit(Span(start, next_line(text, last)), "")

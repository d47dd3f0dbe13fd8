"""What is done to a file to break it: each way by itself, in the order of the text."""

from __future__ import annotations

from .expressions import broken_expressions
from .mutant import Edit
from .parsed import Code
from .statements import broken_statements


def edits_of(content: bytes) -> list[Edit]:
    """Return every way to break a file; what it makes may be no Python any more."""
    code = Code(content)
    found: dict[tuple[int, int, str], Edit] = {}
    for node in code.nodes():
        for edit in (*broken_expressions(code, node), *broken_statements(code, node)):
            _ = found.setdefault((edit.start, edit.end, edit.text), edit)
    return [found[key] for key in sorted(found)]


def is_python(content: bytes) -> bool:
    """Whether a file can be compiled."""
    try:
        _ = compile(content, "<mutant>", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True

"""Puts a broken function in the place of the whole one, in a process that has imported it.

Whoever holds the function holds the broken one then, by whatever name it was imported. So nothing
has to be imported again for each mutant, which takes longer than most tests.
"""

from __future__ import annotations

import ast
import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType

Functions = Mapping[str, Sequence[FunctionType]]
"""The functions that there are, by the file of their code."""


def functions() -> Functions:
    """Return every function that this process has imported or made."""
    found: defaultdict[str, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            found[each.__code__.co_filename].append(each)
    return found


def is_inside_a_function(content: bytes, lines: Sequence[int]) -> bool:
    """Whether some lines lie in the body of a function, where they run when it is called."""
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first, last = node.body[0], node.body[-1]
            if first.lineno <= lines[0] and lines[-1] <= (last.end_lineno or 0):
                return True
    return False


def patch(known: Functions, path: Path, content: bytes, broken: bytes) -> bool:
    """Replace the functions of a file whose code differs; return whether that was possible.

    Args:
        known: The functions that there are.
        path: The file, as its functions name it.
        content: The file as it was imported.
        broken: The file with the mutant.
    """
    before, after = (
        compile(each, str(path), "exec", dont_inherit=True) for each in (content, broken)
    )
    changed = list(_changed(before, after))
    found = False
    for function in known.get(str(path), ()):
        for whole, other in changed:
            if function.__code__ == whole:
                if whole.co_freevars != other.co_freevars:
                    return False
                function.__code__ = other
                found = True
                break
    return found


def _changed(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield the code of functions, also of those in functions, whole and broken."""
    inner = [
        [each for each in code.co_consts if isinstance(each, CodeType)] for code in (before, after)
    ]
    if [each.co_name for each in inner[0]] != [each.co_name for each in inner[1]]:
        return
    for whole, broken in zip(*inner, strict=True):
        if whole != broken:
            yield whole, broken
            yield from _changed(whole, broken)

"""The path that enclosing elements stand for, and what is written beside its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from floe_lsp.syntax import Path, SourceText
from floe_lsp.syntax.tolerant.block_line import BlockLine
from floe_lsp.syntax.tolerant.block_structure import (
    MAX_BESIDE,
    Enclosing,
    after,
    before,
    enclosing,
    line_index,
    siblings,
    value_text,
)


def path_of(
    source: SourceText, around: list[Enclosing]
) -> tuple[Path, tuple[Mapping[str, str], ...]]:
    """Return the path that enclosing elements stand for, and the keys beside each of its steps.

    The keys at the root decide nothing and are left out: there may be a long way between them.
    """
    path: list[str | int] = []
    levels: list[Mapping[str, str]] = []
    for each in reversed(around):
        path.append(0 if each.key is None else each.key)
        is_read = each.key is not None and each.column > 0
        levels.append(siblings(source, each.line, each.column) if is_read else {})
    return tuple(path), tuple(levels)


def parents(source: SourceText, line: BlockLine, column: int) -> list[Enclosing]:
    """Return what encloses a key, without keys that have a value on their own line.

    Nothing can stand below those: the key is indented too far, and means to be beside them.
    """
    return [
        each
        for each in enclosing(source, line, column, dash=False)
        if each.is_dash or not (each.is_last and each.line.has_content(source.text))
    ]


def items_beside(source: SourceText, line: BlockLine, column: int) -> Iterator[str]:
    """Yield the values of the other items of a list of scalars, whose dashes are at ``column``."""
    for lines in (before(source, line), after(source, line_index(source, line))):
        for each in islice(lines, MAX_BESIDE):
            if each.indent != column or len(each.elements) != 1 or not each.is_item:
                break
            yield value_text(source.text, each)

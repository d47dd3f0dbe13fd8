"""How a document is indented, so that new lines look like those around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from floe_lsp.syntax import SourceText
from floe_lsp.syntax.edits import line_break

_BLOCK = re.compile(r"^([ ]*)(?:- )?[\w.-]+:[ ]*(?:\r\n|\r|\n)([ ]*)(-[ ]+)?[\w\"']", re.MULTILINE)
_DEFAULT = 2
_WIDEST = 8
_LOOKED_AT = 20_000
"""Characters at the beginning of a text that show its style."""


@dataclass(frozen=True)
class Style:
    """The habits of a document."""

    step: int
    """Columns between a key and the keys below it."""
    dash: int
    """Columns between a key and the dashes of the list below it."""
    line_break: str


def style_of(source: SourceText) -> Style:
    """Return the style of the first mapping and the first list in block form."""
    step: int | None = None
    dash: int | None = None
    for match in _BLOCK.finditer(source.text, 0, _LOOKED_AT):
        width = len(match[2]) - len(match[1])
        if match[3] and dash is None and 0 <= width <= _WIDEST:
            dash = width
        elif not match[3] and step is None and 0 < width <= _WIDEST and "- " not in match[0]:
            step = width
        if step is not None and dash is not None:
            break
    step = step or _DEFAULT
    return Style(step, step if dash is None else dash, line_break(source))

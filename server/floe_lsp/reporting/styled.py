"""Lines of styled text, before anything knows whether they go to a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from .cells import Cell, show, wrap


class Role(str, Enum):
    """What a piece of text is; ``console.STYLES`` says what that looks like."""

    PLAIN = "plain"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"
    MESSAGE = "message"
    GUTTER = "gutter"
    SECONDARY = "secondary"
    LABEL = "label"
    HELP = "help"
    REMOVED = "removed"
    REMOVED_PART = "removed-part"
    ADDED = "added"
    ADDED_PART = "added-part"
    ESCAPE = "escape"
    DIM = "dim"


class Chunk(NamedTuple):
    """A piece of a line. ``link`` is an address that a terminal may open from it."""

    text: str
    role: Role = Role.PLAIN
    link: str | None = None


Line = tuple[Chunk, ...]
"""One line without its break."""


class Glyphs(NamedTuple):
    """The characters that frames are drawn with."""

    bar: str
    gap: str
    ellipsis: str
    tab: str


_UNICODE = Glyphs(bar="│", gap="⋮", ellipsis="…", tab="→")
_ASCII = Glyphs(bar="|", gap=":", ellipsis="...", tab=">")


@dataclass(frozen=True)
class Canvas:
    """What the lines are laid out for: a width in cells and an encoding of the stream."""

    width: int = 80
    encoding: str = "utf-8"

    @property
    def glyphs(self) -> Glyphs:
        """Box characters where the encoding is one of Unicode, else ASCII.

        Older encodings of East Asia hold them too, but their terminals draw them two cells wide.
        """
        return _UNICODE if self.encoding.lower().startswith("utf") else _ASCII

    def cells(self, text: str) -> list[Cell]:
        """Return the cells of a text that may be shown as it is."""
        return show(text, self.encoding)


def chunks_of(cells: Iterable[Cell], role: Role = Role.PLAIN) -> list[Chunk]:
    """Return cells as chunks of one role, with the escapes among them set apart."""
    chunks: list[Chunk] = []
    for cell in cells:
        kind = Role.ESCAPE if cell.escaped else role
        if chunks and chunks[-1].role is kind:
            chunks[-1] = Chunk(chunks[-1].text + cell.text, kind)
        else:
            chunks.append(Chunk(cell.text, kind))
    return chunks


def paragraph(
    canvas: Canvas,
    text: str,
    role: Role,
    lead: Sequence[Chunk] = (),
    *,
    indent: int | None = None,
    after: str = "",
) -> list[Line]:
    """Lay out ``text`` after ``lead``, later lines indented to where the text began.

    Args:
        canvas: What to lay out for.
        text: Free text; its line breaks are kept.
        role: Role of the text.
        lead: What stands before the first line.
        indent: Indentation of the later lines in cells, instead of the width of ``lead``.
        after: Characters after which a long word is broken by preference.
    """
    start = sum(len(chunk.text) for chunk in lead)
    indent = start if indent is None else indent
    lines: list[Line] = []
    for row in text.replace("\r\n", "\n").split("\n"):
        first = canvas.width - (indent if lines else start)
        for cells in wrap(canvas.cells(row), canvas.width - indent, first, after):
            before = (Chunk(" " * indent),) if lines else tuple(lead)
            lines.append((*before, *chunks_of(cells, role)))
    return lines


def plain_text(lines: Iterable[Line]) -> str:
    """Return lines as plain text, each with its break and without white space at its end."""
    return "".join("".join(chunk.text for chunk in line).rstrip() + "\n" for line in lines)

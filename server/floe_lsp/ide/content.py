"""Rich text in a few plain blocks, which render to Markdown or to plain text.

Names and descriptions come from files that anyone may have written, so text is escaped when it is
rendered and never before. A plain ``str`` among the inlines is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SPECIAL = re.compile(r"[\\`*\[\]<~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
"""What means something in a line of CommonMark, wherever it stands in it."""

_AT_START = re.compile(r"[-+=#>]|(?<=\d)[.)]")
"""What makes a line more than a paragraph when it begins so; ``1.`` begins a list too."""

_START = re.compile(r"[-+=#>]|\d+[.)]")
_LONGEST = 2_000
"""Characters of one piece of text that are shown."""

_BLANKS = re.compile(r"\s+")
_NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, lone surrogates, and what turns the direction of the text around it."""


@dataclass(frozen=True)
class Code:
    """A word as it stands in a file."""

    text: str


@dataclass(frozen=True)
class Strong:
    """A word that matters most."""

    text: str


@dataclass(frozen=True)
class Link:
    """A link; ``uri`` is ours or made by ``Path.as_uri``, never what a file says."""

    text: str
    uri: str


Inline = str | Code | Strong | Link


@dataclass(frozen=True)
class Paragraph:
    """One paragraph."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True)
class Bullets:
    """A list, an item a line."""

    items: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True)
class CodeBlock:
    """Code on lines of its own; ``language`` as editors name it: ``yaml``."""

    language: str
    text: str


Block = Paragraph | Bullets | CodeBlock


@dataclass(frozen=True)
class Content:
    """Blocks from top to bottom."""

    blocks: tuple[Block, ...]

    @property
    def markdown(self) -> str:
        """The blocks as CommonMark."""
        return "\n\n".join(_markdown(block) for block in self.blocks)

    @property
    def plain(self) -> str:
        """The blocks as text without any markup."""
        return "\n\n".join(_plain(block) for block in self.blocks)


def paragraph(*inlines: Inline) -> Paragraph:
    """Return one paragraph of its inlines."""
    return Paragraph(inlines)


def prose(text: str) -> tuple[Inline, ...]:
    """Return text of ours in which backticks stand around code."""
    parts = text.split("`")
    return tuple(Code(part) if index % 2 else part for index, part in enumerate(parts) if part)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return text of a file as paragraphs, divided at its empty lines."""
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    parts = re.split(r"\n(?:[^\S\n]*\n)+", shown.strip())
    return tuple(paragraph(part) for part in parts if part.strip())


def listed(items: Iterable[Inline], longest: int = 8) -> tuple[Inline, ...]:
    """Return items with commas between them; of many, the first and how many more there are."""
    given = list(items)
    found: list[Inline] = []
    for item in given[:longest]:
        found.extend((", ", item) if found else (item,))
    if len(given) > longest:
        found.append(f" and {len(given) - longest} more")
    return tuple(found)


def _markdown(block: Block) -> str:
    if isinstance(block, CodeBlock):
        text = _cleaned(block.text)
        ticks = "`" * max(3, _longest_run(text) + 1)
        return f"{ticks}{block.language}\n{text}\n{ticks}"
    if isinstance(block, Bullets):
        return "\n".join("- " + _markdown_line(item) for item in block.items)
    return _markdown_line(block.inlines)


def _plain(block: Block) -> str:
    if isinstance(block, CodeBlock):
        return _cleaned(block.text)
    if isinstance(block, Bullets):
        return "\n".join("- " + _plain_line(item) for item in block.items)
    return _plain_line(block.inlines)


def _markdown_line(inlines: tuple[Inline, ...]) -> str:
    line = "".join(_markdown_inline(inline) for inline in inlines).strip()
    start = _START.match(line)
    if start is not None and inlines and isinstance(inlines[0], str):
        return _AT_START.sub(r"\\\g<0>", start[0]) + line[start.end() :]
    return line


def _markdown_inline(inline: Inline) -> str:
    if isinstance(inline, str):
        return _escaped(inline)
    if isinstance(inline, Strong):
        return f"**{_escaped(inline.text)}**"
    if isinstance(inline, Link):
        return f"[{_escaped(inline.text)}](<{inline.uri}>)"
    text = _one_line(inline.text)
    ticks = "`" * (_longest_run(text) + 1)
    gap = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"


def _plain_line(inlines: tuple[Inline, ...]) -> str:
    return "".join(
        _one_line(inline if isinstance(inline, str) else inline.text) for inline in inlines
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", _one_line(text))


def _one_line(text: str) -> str:
    return _cleaned(_BLANKS.sub(" ", text))


def _cleaned(text: str) -> str:
    return _NOT_SHOWN.sub("\ufffd", text)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)

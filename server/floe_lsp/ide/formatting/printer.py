"""Lays the tokens of a document out again: what each line becomes.

A line stays a line. Only blanks move: the indentation, the gaps between two tokens, and blank lines
beyond the first. Text inside a scalar of several lines moves as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from floe_lsp.syntax import SourceText
from floe_lsp.syntax.text import LINE_BREAK
from floe_lsp.syntax.tokens import Token, TokenKind

STEP = 2
"""Columns of one level."""

_BLANKS = " \t"
_PROPERTIES = (TokenKind.ANCHOR, TokenKind.TAG)
_NEEDS_SPACE_BEHIND = (TokenKind.COLON, *_PROPERTIES)


@dataclass(frozen=True)
class _Level:
    """A block collection: its column as written and as it will be."""

    old: int
    new: int
    is_list: bool


@dataclass
class _PrintedLine:
    """A line as it will be, and where its comment stood."""

    content: str
    old: int
    """The column at which its first token stood."""
    comment: str = ""
    comment_column: int = 0
    content_end: int = 0
    """The column at which what stands before the comment ended, as written."""
    follows: tuple[_Level, ...] = ()
    """For a comment alone on its line: the collections that were open before it."""
    is_comment: bool = False
    limit: int | None = None
    """The greatest column of a comment below a block scalar, which would swallow it."""

    @property
    def new(self) -> int:
        """The column at which its first token will stand."""
        return len(self.content) - len(self.content.lstrip(" "))


class Printer:
    """Lays out one document."""

    def __init__(self, source: SourceText, tokens: list[Token]) -> None:
        self._source = source
        self._tokens = tokens
        self._at = _line_numbers(source, tokens)
        """The line on which each token starts."""
        self._levels: list[_Level] = []
        self._depth = 0
        """How many brackets are open."""
        self._base = 0
        """The column from which lines inside brackets are indented."""
        self._lines: dict[int, _PrintedLine] = {}
        """In their order."""
        self._raw: dict[int, str] = {}
        """Lines inside a scalar."""

    def run(self) -> dict[int, str]:
        """Return each line that is not blank, by its zero-based number, without its break."""
        previous: Token | None = None
        starts = self._source.line_starts
        last = -1
        for index, token in enumerate(self._tokens):
            line = self._at[index]
            column = token.start - starts[line]
            if line != last or previous is None:
                content = " " * self._indentation(index, column)
                self._lines[line] = _PrintedLine(content, column)
                if token.kind is TokenKind.COMMENT:
                    self._comment_line(line, previous)
            elif token.kind is not TokenKind.COMMENT:
                self._lines[line].content += _gap(previous, token)
                self._open_level(previous, index, column, line)
            last = self._place(token, line, column)
            previous = token
        self._settle_comment_lines()
        self._align_comments()
        done = {number: _joined(line) for number, line in self._lines.items()}
        return {**done, **self._raw}

    # --- tokens -------------------------------------------------------------------------------

    def _place(self, token: Token, line: int, column: int) -> int:
        """Append a token to its line; return the line on which it ends."""
        text = self._source.slice(token.span)
        current = self._lines[line]
        if token.kind is TokenKind.COMMENT:
            current.comment, current.comment_column = text.rstrip(_BLANKS), column
            return line
        if token.kind is TokenKind.OPEN:
            if self._depth == 0:
                self._base = self._opening_column(current)
            self._depth += 1
        elif token.kind is TokenKind.CLOSE:
            self._depth = max(0, self._depth - 1)
        elif token.kind is TokenKind.MARKER:
            self._levels.clear()
        first, *more = LINE_BREAK.split(text) if "\n" in text or "\r" in text else (text,)
        quoted = token.kind is TokenKind.SCALAR and text[0] in "\"'"
        current.content += first if quoted or not more else first.rstrip(_BLANKS)
        current.content_end = column + len(text)
        if not more:
            return line
        end = line + len(more)
        self._move(token, more, line, quoted)
        if token.kind is not TokenKind.BLOCK:
            # What stands after the scalar goes on in its last line.
            content = self._raw.pop(end)
            self._lines[end] = _PrintedLine(content, 0, content_end=len(more[-1]))
        return end

    def _move(self, token: Token, more: list[str], line: int, quoted: bool) -> None:
        """Indent the lines of a scalar below its first one."""
        top = self._levels[-1] if self._levels else _Level(0, 0, is_list=False)
        distance = top.new - top.old
        for number, text in enumerate(more, line + 1):
            body = text.lstrip(" " if token.kind is TokenKind.BLOCK else _BLANKS)
            column = max(0, len(text) - len(body) + distance)
            if token.kind is TokenKind.BLOCK:
                self._raw[number] = " " * column + body
            elif not body:
                self._raw[number] = text
            else:
                margin = " " * max(column, top.new + STEP)
                self._raw[number] = margin + (body if quoted else body.rstrip(_BLANKS))

    # --- indentation --------------------------------------------------------------------------

    def _indentation(self, index: int, column: int) -> int:
        """The new column of a line that begins with a token that stood at ``column``."""
        token = self._tokens[index]
        if self._depth:
            closing = 0
            for offset in range(index, len(self._tokens)):
                following = self._tokens[offset]
                if following.kind is not TokenKind.CLOSE or self._at[offset] != self._at[index]:
                    break
                closing += 1
            return self._base + STEP * max(0, self._depth - closing)
        if token.kind is TokenKind.MARKER:
            return 0
        if token.kind is TokenKind.COMMENT:
            return column
        levels = self._levels
        is_list = token.kind is TokenKind.DASH
        if not is_list and not self._is_key(index):
            while levels and levels[-1].old >= column:
                levels.pop()
            return levels[-1].new + STEP if levels else 0
        while levels and (
            levels[-1].old > column
            or (levels[-1].old == column and levels[-1].is_list and not is_list)
        ):
            levels.pop()
        if levels and levels[-1].old == column and levels[-1].is_list == is_list:
            return levels[-1].new
        new = levels[-1].new + STEP if levels else 0
        levels.append(_Level(column, new, is_list))
        return new

    def _open_level(self, previous: Token, index: int, column: int, line: int) -> None:
        """A collection that begins after a dash, on the line of the dash."""
        if self._depth or previous.kind is not TokenKind.DASH:
            return
        is_list = self._tokens[index].kind is TokenKind.DASH
        if is_list or self._is_key(index):
            self._levels.append(_Level(column, len(self._lines[line].content), is_list))

    def _is_key(self, index: int) -> bool:
        """Whether a block mapping's key begins here, with its anchor and tag."""
        line = self._at[index]
        for offset in range(index, len(self._tokens) - 1):
            token, following = self._tokens[offset], self._tokens[offset + 1]
            if self._at[offset + 1] != line:
                return False
            if token.kind in _PROPERTIES:
                continue
            if token.kind in (TokenKind.SCALAR, TokenKind.ALIAS):
                return following.kind is TokenKind.COLON
            if token.kind is TokenKind.OPEN:
                return self._closes_as_key(offset)
            return token.kind is TokenKind.COLON
        return False

    def _closes_as_key(self, index: int) -> bool:
        """Whether the bracket at ``index`` closes right before a colon: ``{a: 1}: value``."""
        depth = 0
        for offset in range(index, len(self._tokens) - 1):
            kind = self._tokens[offset].kind
            depth += (kind is TokenKind.OPEN) - (kind is TokenKind.CLOSE)
            if depth == 0:
                return self._tokens[offset + 1].kind is TokenKind.COLON
        return False

    def _opening_column(self, current: _PrintedLine) -> int:
        if not current.content.strip(" ") or not self._levels:
            return len(current.content)
        return self._levels[-1].new

    # --- comments -----------------------------------------------------------------------------

    def _comment_line(self, line: int, previous: Token | None) -> None:
        current = self._lines[line]
        current.is_comment = not self._depth
        current.follows = tuple(self._levels)
        if previous is not None and previous.kind is TokenKind.BLOCK and self._levels:
            current.limit = self._levels[-1].new

    def _settle_comment_lines(self) -> None:
        """Put each comment that has a line of its own where its neighbours went."""
        order = list(self._lines)
        below: _PrintedLine | None = None
        nexts: dict[int, _PrintedLine | None] = {}
        for number in reversed(order):
            nexts[number] = below
            if not self._lines[number].is_comment:
                below = self._lines[number]
        for number in order:
            line = self._lines[number]
            if line.is_comment:
                column = _comment_column(line, nexts[number])
                line.content = " " * (column if line.limit is None else min(column, line.limit))

    def _align_comments(self) -> None:
        """Keep comments that stand below one another in one column."""
        trailing = [
            (number, line)
            for number, line in self._lines.items()
            if line.comment and line.content.strip(" ")
        ]
        ranked = enumerate(trailing)
        for _, group in groupby(
            ranked, key=lambda each: (each[1][0] - each[0], each[1][1].comment_column)
        ):
            lines = [line for _, (_, line) in group]
            gap = max(1, min(line.comment_column - line.content_end for line in lines))
            column = gap + max(len(line.content.rstrip(_BLANKS)) for line in lines)
            for line in lines:
                line.content = line.content.rstrip(_BLANKS).ljust(column)


def _line_numbers(source: SourceText, tokens: list[Token]) -> list[int]:
    starts = source.line_starts
    numbers: list[int] = []
    line = 0
    for token in tokens:
        while line + 1 < len(starts) and starts[line + 1] <= token.start:
            line += 1
        numbers.append(line)
    return numbers


def _comment_column(line: _PrintedLine, below: _PrintedLine | None) -> int:
    if below is not None and line.old == below.old:
        return below.new
    for level in reversed(line.follows):
        if level.old == line.old:
            return level.new
    if not line.follows:
        return 0
    top = line.follows[-1]
    if line.old > top.old:
        # Above the first entry of a collection, or in place of one.
        return below.new if below is not None and below.old > top.old else top.new + STEP
    return min(line.follows, key=lambda level: abs(level.old - line.old)).new


def _gap(before: Token, after: Token) -> str:
    """What stands between two tokens on one line."""
    if after.kind in (TokenKind.COMMA, TokenKind.CLOSE):
        return " " if before.kind in _NEEDS_SPACE_BEHIND else ""
    if after.kind is TokenKind.COLON:
        return " " if before.kind in (TokenKind.ALIAS, *_PROPERTIES) else ""
    return "" if before.kind is TokenKind.OPEN else " "


def _joined(line: _PrintedLine) -> str:
    return (line.content + line.comment).rstrip(_BLANKS)

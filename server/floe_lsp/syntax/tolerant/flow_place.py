"""Where an offset stands inside ``[...]`` and ``{...}``, closed or not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from floe_lsp.syntax.lines import BLANKS, line_end, trimmed_end
from floe_lsp.syntax.paths import Path
from floe_lsp.syntax.text import Span

from .block_line import QUOTES, properties_end
from .flow_tokens import FlowPiece, flow_words

_COLON = re.compile(r"[ \t]*:(?=[\s,\[\]{}]|\Z)")
_JSON_COLON = re.compile(r"[ \t]*:")
_BRACKET = re.compile(r"\s*[\[{]")
_REST = re.compile(r"[ \t]*([^\s]?)")
_SCALARS = frozenset({"plain", "quoted", "unclosed"})
_FILLING = frozenset({"blank", "break", "comment"})


@dataclass
class _OpenBracket:
    """One bracket that is open."""

    bracket: str
    seen: list[str] = field(default_factory=list[str])
    values: dict[str, str] = field(default_factory=dict[str, str])
    key: str | None = None
    """The key whose value is awaited: of a mapping, or of a single pair in a list."""
    pending: str | None = None
    """What was read since the last comma or colon."""

    def step(self) -> Path:
        key = () if self.key is None else (self.key,)
        return (0, *key) if self.bracket == "[" else key

    def comma(self) -> None:
        if self.bracket == "[":
            if self.key is None and self.pending is not None:
                self.seen.append(self.pending)
        elif self.key is not None:
            self.values[self.key] = self.pending or ""
        elif self.pending is not None:
            self.values.setdefault(self.pending, "")
        self.key = self.pending = None

    def colon(self) -> None:
        if self.key is None and self.pending is not None:
            self.key, self.pending = self.pending, None
            if self.bracket == "{":
                self.values.setdefault(self.key, "")


@dataclass(frozen=True)
class FlowPlace:
    """A place between brackets. Spans are offsets into the scanned text."""

    path: Path
    """From the outermost bracket on: of the value, or of the mapping whose key is typed."""
    is_key: bool
    word: Span
    """What is written there, with its quotes; empty between words."""
    items: tuple[str, ...]
    keys: dict[str, str]
    """The other keys of the mapping, with their values."""
    around: tuple[dict[str, str], ...]
    """For each step of ``path``, the keys of the collection that it leads out of."""
    has_colon: bool
    following: str
    """The first character after the word on its line, empty at the line's end."""
    needs_comma: bool
    """Whether another entry follows without a comma between."""


def flow_place(text: str, start: int, offset: int, end: int) -> FlowPlace | None:
    """Return what stands at ``offset``.

    Args:
        text: The text.
        start: Offset of the outermost bracket.
        offset: Offset of the cursor, right of the bracket.
        end: Where the collection must have ended.

    Returns:
        ``None`` when the brackets are closed before the cursor, or nothing can stand there.
    """
    levels: list[_OpenBracket] = []
    word = _read_up_to(levels, text, start, offset, end)
    if word is None:
        return None
    level = levels[-1]
    if level.pending is not None:
        return None  # a word stands there already, and no comma after it
    if word.start == word.end and level.key is not None:
        if _BRACKET.match(text, offset, end):
            return None  # the value stands there already
        word = _value_behind(text, offset, end)
    depth = len(levels)
    here = _OpenBracket(level.bracket, list(level.seen), dict(level.values))
    path = [step for each in levels for step in each.step()]
    is_key = level.bracket == "{" and level.key is None
    around = [each.values for each in levels for _ in each.step()]
    is_json = word.end - word.start > 1 and text[word.end - 1] in QUOTES
    colon = (_JSON_COLON if is_json else _COLON).match(text, word.end, end)
    following = _REST.match(text, word.end, end)
    needs_comma = _begins_entry(text, word.end, end)
    is_own = word.start < word.end or not needs_comma
    _read_on(levels, depth, text, Span(word.end, end), here, is_own=is_own)
    return FlowPlace(
        tuple(path),
        is_key,
        word,
        tuple(here.seen),
        here.values,
        tuple(around),
        colon is not None,
        following[1] if following else "",
        needs_comma,
    )


def _read_up_to(
    levels: list[_OpenBracket], text: str, start: int, offset: int, end: int
) -> Span | None:
    """Open the brackets around ``offset`` and return the word there, with its quotes.

    Returns:
        ``None`` when the brackets are closed before, or the cursor is in a comment.
    """
    for piece in flow_words(text, start, end):
        if piece.start >= offset:
            starts_here = piece.start == offset and piece.kind in _SCALARS
            return _on_its_line(text, piece) if starts_here else Span(offset, offset)
        if piece.kind in _SCALARS and offset <= piece.end:
            return _around(text, piece, offset)
        if piece.kind == "comment" and offset <= piece.end:
            return None
        _feed(levels, text, piece)
        if not levels:
            return None
        if piece.end > offset:
            break
    return Span(offset, offset)


def _around(text: str, piece: FlowPiece, offset: int) -> Span | None:
    """Return the part of a scalar on the line of the cursor, which stands in it or at its end."""
    word = _on_its_line(text, piece)
    if piece.kind == "quoted" and offset == piece.end:
        return None
    return word if word.start <= offset <= word.end else None


def _on_its_line(text: str, piece: FlowPiece) -> Span:
    """Return a scalar without anchor and tag, up to the end of its line.

    That is what was meant where a quote is not closed.
    """
    end = min(piece.end, line_end(text, piece.start))
    start = properties_end(text, piece.start, end)
    return Span(start, trimmed_end(text, start, end))


def _value_behind(text: str, offset: int, end: int) -> Span:
    """Return the value that stands after blanks on the line, together with the blanks."""
    blank = BLANKS.match(text, offset, end)
    at = blank.end() if blank else offset
    piece = next(flow_words(text, at, end), None)
    if piece is not None and piece.kind in _SCALARS:
        return Span(offset, _on_its_line(text, piece).end)
    return Span(offset, offset)


def _begins_entry(text: str, at: int, end: int) -> bool:
    """Whether the next thing, also on a later line, is an entry and no comma or bracket."""
    for piece in flow_words(text, at, end):
        if piece.kind not in _FILLING:
            return piece.kind in _SCALARS or piece.kind in ("open", "question")
    return False


def _feed(levels: list[_OpenBracket], text: str, piece: FlowPiece) -> None:
    kind = piece.kind
    if kind == "open":
        levels.append(_OpenBracket(text[piece.start]))
    elif kind == "close":
        levels.pop()
        if levels:
            levels[-1].pending = ""
    elif levels and kind == "comma":
        levels[-1].comma()
    elif levels and kind == "colon":
        levels[-1].colon()
    elif levels and kind in _SCALARS:
        start = properties_end(text, piece.start, piece.end)
        if start < piece.end:
            levels[-1].pending = _plain(text[start : trimmed_end(text, start, piece.end)])


def _read_on(
    levels: list[_OpenBracket],
    depth: int,
    text: str,
    span: Span,
    here: _OpenBracket,
    *,
    is_own: bool,
) -> None:
    """Collect the rest of the cursor's own collection into ``here``.

    ``is_own`` says whether what comes before the next comma belongs to the cursor's own entry.
    """
    own = _OpenBracket(levels[-1].bracket)
    if not is_own:
        levels[-1] = own
    for piece in flow_words(text, *span):
        if piece.kind == "close" and len(levels) == depth:
            break
        if len(levels) == depth and piece.kind == "comma" and is_own:
            levels[-1] = own
            is_own = False
            continue
        _feed(levels, text, piece)
    if not is_own:
        own.comma()
        here.seen.extend(own.seen)
        here.values.update(own.values)


def _plain(token: str) -> str:
    if token[:1] in QUOTES:
        is_closed = len(token) > 1 and token[0] == token[-1]
        return token[1:-1] if is_closed else token[1:]
    return token

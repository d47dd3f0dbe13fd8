"""Where a cursor stands inside ``[...]`` and ``{...}``, closed or not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from floe_lsp.syntax import Path, Span

_TOKEN = re.compile(
    r"""(?P<blank>\s+)|(?P<comment>(?<=\s)\#[^\r\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)"""
    r"""|(?P<quoted>"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\r\n]|'')*'?)"""
    r"""|(?P<colon>:(?=[\s,\[\]{}"']|\Z))"""
    r"""|(?P<word>(?:[^\s,\[\]{}:]|:(?=[^\s,\[\]{}"']))(?:[^,\[\]{}:\r\n\#]|:(?=[^\s,\[\]{}"'])|(?<=\S)\#)*)"""
    r"""|(?P<other>.)""",
    re.DOTALL,
)
_COLON = re.compile(r"[ \t]*:(?=[\s,\[\]{}\"']|\Z)")
_BLANKS = re.compile(r"[ \t]*")
_BRACKET = re.compile(r"\s*[\[{]")
_REST = re.compile(r"[ \t]*([^\s]?)")


@dataclass
class _Level:
    """One bracket that is open."""

    bracket: str
    seen: list[str] = field(default_factory=list[str])
    values: dict[str, str] = field(default_factory=dict[str, str])
    key: str | None = None
    """The key whose value is awaited, in a mapping."""
    pending: str | None = None
    """What was read since the last comma or colon."""

    def step(self) -> Path:
        return (0,) if self.bracket == "[" else () if self.key is None else (self.key,)

    def comma(self) -> None:
        if self.bracket == "[" and self.pending is not None:
            self.seen.append(self.pending)
        elif self.bracket == "{" and self.key is None and self.pending is not None:
            self.values.setdefault(self.pending, "")
        elif self.key is not None:
            self.values[self.key] = self.pending or ""
        self.key = self.pending = None

    def colon(self) -> None:
        if self.bracket == "{" and self.key is None and self.pending is not None:
            self.key, self.pending = self.pending, None
            self.values.setdefault(self.key, "")


@dataclass(frozen=True)
class FlowPlace:
    """A place between brackets. Spans are offsets into the scanned text."""

    path: Path
    """From the outermost bracket on: of the value, or of the mapping whose key is typed."""
    is_key: bool
    in_list: bool
    """Whether it is an item of a list, with ``items`` beside it."""
    word: Span
    """What is written there, with its quotes; empty between words."""
    items: tuple[str, ...]
    keys: dict[str, str]
    """The other keys of the mapping, with their values."""
    around: tuple[dict[str, str], ...]
    """For each step of ``path``, the keys of the collection that it leads out of."""
    has_colon: bool
    following: str
    """The first character behind the word on its line, empty at the line's end."""
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
    levels: list[_Level] = []
    word = _read_up_to(levels, text, start, offset, end)
    if word is None:
        return None
    level = levels[-1]
    if level.pending is not None:
        return None  # a word stands there already, and no comma behind it
    if word.start == word.end and level.key is not None:
        if _BRACKET.match(text, offset, end):
            return None  # the value stands there already
        word = _value_behind(text, offset, end)
    depth = len(levels)
    here = _Level(level.bracket, list(level.seen), dict(level.values))
    path = [step for each in levels for step in each.step()]
    is_key = level.bracket == "{" and level.key is None
    around = [each.values for each in levels for _ in each.step()]
    colon = _COLON.match(text, word.end, end)
    following = _REST.match(text, word.end, end)
    needs_comma = _begins_entry(text, word.end, end)
    is_own = word.start < word.end or not needs_comma
    _read_on(levels, depth, text, Span(word.end, end), here, is_own=is_own)
    return FlowPlace(
        tuple(path),
        is_key,
        level.bracket == "[",
        word,
        tuple(here.seen),
        here.values,
        tuple(around),
        colon is not None,
        following[1] if following else "",
        needs_comma,
    )


def _read_up_to(levels: list[_Level], text: str, start: int, offset: int, end: int) -> Span | None:
    """Open the brackets around ``offset`` and return the word there, with its quotes.

    Returns:
        ``None`` when the brackets are closed before, or the cursor is in a comment.
    """
    at = start
    while at < offset and (match := _TOKEN.match(text, at, end)):
        kind = match.lastgroup
        stop = match.start() + len(match[0].rstrip())
        if kind in ("word", "quoted") and match.start() <= offset <= stop:
            if kind == "quoted" and offset == stop and _is_closed(match[0]):
                return None
            return Span(match.start(), stop)
        if kind == "comment" and offset <= match.end():
            return None
        _feed(levels, kind, match[0].rstrip())
        if not levels:
            return None
        at = match.end()
    following = _TOKEN.match(text, offset, end)
    if following is not None and following.lastgroup in ("word", "quoted"):
        return Span(offset, offset + len(following[0].rstrip()))
    return Span(offset, offset)


def _value_behind(text: str, offset: int, end: int) -> Span:
    """Return the value that stands behind blanks on the line, together with the blanks."""
    blank = _BLANKS.match(text, offset, end)
    value = _TOKEN.match(text, blank.end() if blank else offset, end)
    if value is not None and value.lastgroup in ("word", "quoted"):
        return Span(offset, value.start() + len(value[0].rstrip()))
    return Span(offset, offset)


def _begins_entry(text: str, at: int, end: int) -> bool:
    """Whether the next thing, also on a later line, is an entry and no comma or bracket."""
    while at < end and (match := _TOKEN.match(text, at, end)):
        if match.lastgroup not in ("blank", "comment"):
            return match.lastgroup in ("word", "quoted", "open", "other")
        at = match.end()
    return False


def _feed(levels: list[_Level], kind: str | None, token: str) -> None:
    if kind == "open":
        levels.append(_Level(token))
    elif kind == "close":
        levels.pop()
        if levels:
            levels[-1].pending = ""
    elif levels and kind == "comma":
        levels[-1].comma()
    elif levels and kind == "colon":
        levels[-1].colon()
    elif levels and kind in ("word", "quoted", "other"):
        levels[-1].pending = _plain(token)


def _read_on(
    levels: list[_Level], depth: int, text: str, span: Span, here: _Level, *, is_own: bool
) -> None:
    """Collect the rest of the cursor's own collection into ``here``.

    ``is_own`` says whether what comes before the next comma belongs to the cursor's own entry.
    """
    at, end = span
    level = levels[-1]
    own = _Level(level.bracket)
    if not is_own:
        levels[-1] = own
    while at < end and (match := _TOKEN.match(text, at, end)):
        at = match.end()
        kind = match.lastgroup
        if kind == "close" and len(levels) == depth:
            break
        if len(levels) == depth and kind == "comma" and is_own:
            levels[-1] = own
            is_own = False
            continue
        _feed(levels, kind, match[0].rstrip())
    if not is_own:
        own.comma()
        here.seen.extend(own.seen)
        here.values.update(own.values)


def _is_closed(token: str) -> bool:
    return len(token) > 1 and token[0] == token[-1]


def _plain(token: str) -> str:
    if token[:1] in ("'", '"'):
        return token[1:-1] if _is_closed(token) else token[1:]
    return token

"""How far the value beside the name of a credential reaches, no further than its line.

A comma or a semicolon inside of it belongs to it: ``password: Summer,2024!``. One before a blank
ends it, and so does one before another name: ``password=abc12x,user=bob``.
"""

import re
from typing import Final

from .names import is_sensitive_name
from .words import EDGES, is_strong, looks_made_up

_PAIR: Final = r"[\"']?[A-Za-z_][\w.-]{0,79}[\"']?[ \t]{0,9}"
"""What is the name of the next value when a joiner follows."""

_NAME_OF_WORDS: Final = r"(?<=;)[A-Za-z]{1,40}(?:[ ][A-Za-z]{1,40}){1,4}[ \t]{0,9}="
"""The same of a connection as ADO writes it: ``;Initial Catalog=``."""

_SEPARATES: Final = rf"(?![\s,;]|\Z|[\"'`)\]}}]+(?:\W|\Z)|--|{_PAIR}[:=]|{_NAME_OF_WORDS})"
_WORD: Final = re.compile(rf"[^\s,;]+(?:[,;]+{_SEPARATES}[^\s,;]+)*")
_NEXT_PARAMETER: Final = re.compile(rf"&{_PAIR}=")
_ITEM: Final = re.compile(r"[^\s,;]+")
_TO_BLANK: Final = re.compile(r"\S*")
_QUOTED: Final = re.compile(r"\"[^\"\r\n]*\"|'[^'\r\n]*'")
_IN_BRACES: Final = re.compile(
    r"\{(?!\{)(?P<inner>(?:[^}\r\n]|\}\})[^}\r\n]{0,199}(?:\}\}[^}\r\n]{0,99}){0,4})\}"
)
"""A value as ODBC quotes it."""

_IN_ANGLES: Final = re.compile(r"<(?P<inner>[^<>\s]{1,200})>")
_VARIABLE: Final = re.compile(r"\$(?:\w+|[A-Z_][A-Z0-9_]*\W*)\Z")
_SIGNED: Final = re.compile(r"[^\w\s.:/-]")
_NAME: Final = re.compile(r"[\w.:-]+|[^\W\d_]+(?: [^\W\d_]+)*")
"""A placeholder: ``{db_password}``, ``{your password}``."""

_QUOTES: Final = "\"'`"
_BEHIND_QUOTES: Final = ".,;:!?)]}>"
_ENDS_UNIT: Final = re.compile(r"[\"'`](?=[\s,;.:)\]}]|\Z)")
_LONGEST: Final = 1_000
"""Characters of a value that are looked at: a text full of names without a blank has each of them
look, so that without a limit the work would grow with the square of its length."""

_LONGEST_OPEN: Final = 100
"""The same of one behind a brace that is not closed, which nothing hides."""

_AROUND: Final = 400
"""Characters before a value within which the quote stands that is closed behind it."""

_AT_ITS_END: Final = "!?"
"""What ends a sentence, and as often a password."""


def value_span(
    text: str, start: int, end: int | None = None, *, mark: str = "", is_item: bool = False
) -> tuple[int, int] | None:
    """Return the word, or what is in quotes or braces, at an offset; ``None`` for nothing.

    A quote that closes what the value stands in is no part of it: ``'password: x' is wrong``. Of a
    very long word only the beginning is returned (``is_cut``).

    Args:
        text: Any text.
        start: Where the value begins.
        end: Where it must end.
        mark: What joins it to its name. Behind ``=`` another parameter may follow.
        is_item: Whether it stands in a list, so that any comma ends it.
    """
    end = len(text) if end is None else end
    if _closes(text, start):
        return None
    whole = _QUOTED.match(text, start, end) or _IN_BRACES.match(text, start, end)
    if whole is not None:
        return whole.span()
    most = _LONGEST_OPEN if text.startswith("{", start) else _LONGEST
    word = (_ITEM if is_item else _WORD).match(text, start, min(end, start + most))
    if word is None:
        return None
    last = word.end()
    following = _NEXT_PARAMETER.search(text, start, last) if mark == "=" else None
    if following is not None:
        last = following.start()
    if not is_cut((start, last)):
        last = start + len(_without_closing_quote(text, start, last))
    return (start, last) if start < last else None


def is_cut(span: tuple[int, int]) -> bool:
    """Whether a span of ``value_span`` may be the beginning of a longer word."""
    return span[1] - span[0] == _LONGEST


def next_blank(text: str, start: int, end: int | None = None) -> int:
    """Return where a word ends that reaches an offset; a very long one is hidden to there."""
    match = _TO_BLANK.match(text, start, len(text) if end is None else end)
    return start if match is None else match.end()


def _without_closing_quote(text: str, start: int, end: int) -> str:
    """Return a word without the quotes that end what it stands in, and what is behind them."""
    closed = text[start:end].rstrip(_BEHIND_QUOTES)
    value = closed.rstrip(_QUOTES)
    is_closed = (
        closed != value and text.rfind(closed[len(value)], max(0, start - _AROUND), start) >= 0
    )
    return value if is_closed else text[start:end]


def _closes(text: str, start: int) -> bool:
    """Whether a quote right behind a joiner closes what began before the name."""
    if _ENDS_UNIT.match(text, start) is None or text[start - 1 : start] in {"", " ", "\t"}:
        return False
    return text.count(text[start], max(0, start - _AROUND), start) % 2 == 1


def within(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a value without the quotes and the punctuation around it."""
    written = text[start:end]
    start += len(written) - len(written.lstrip(EDGES))
    return start, max(start, start + len(text[start:end].rstrip(EDGES)))


def with_last_signs(text: str, core: tuple[int, int], span: tuple[int, int]) -> tuple[int, int]:
    """Return a value without what is around it, but with the signs that may be its own.

    Args:
        text: The text.
        core: The value without quotes and punctuation.
        span: The same with them, where it stands in quotes or not.
    """
    start, end = core
    while start > span[0] and text[start - 1] in _AT_ITS_END:
        start -= 1
    while end < span[1] and text[end] in _AT_ITS_END:
        end += 1
    return start, end


def is_strong_value(written: str) -> bool:
    """Return whether a value is a password by itself; a sign at its end may be the sentence's."""
    if is_strong(written.strip(EDGES)):
        return True
    is_quoted = written[:1] in {'"', "'"} and written[-1:] == written[:1]
    whole = written[1:-1] if is_quoted else written.strip(EDGES.replace("!", ""))
    is_mixed = any(map(str.islower, whole)) and any(map(str.isupper, whole))
    return (is_quoted or is_mixed) and is_strong(whole) and " " not in whole


def braced_password(written: str, *, is_certain: bool) -> bool:
    """Return whether braces, angles or a dollar sign hold a password, or stand for one.

    Args:
        written: A value that begins with one of these signs.
        is_certain: Whether it stands where nothing but a password does.
    """
    if written[0] == "$":
        return (
            _VARIABLE.match(written) is None
            and written[1:2] not in {"{", "("}
            and _SIGNED.search(written, 1) is not None
            and is_strong(written[1:])
        )
    match = (_IN_BRACES if written[0] == "{" else _IN_ANGLES).match(written)
    if match is None:
        return False
    inner = match["inner"]
    if is_strong(inner) and not any(map(str.isspace, inner)):
        return True
    if written[0] == "<" or set(inner) == {"*"}:
        return False
    if is_certain:
        is_word = not any(map(str.isdigit, inner)) or is_sensitive_name(inner)
        return _NAME.fullmatch(inner) is None or not is_word
    return (
        _SIGNED.search(inner) is not None
        and not set(inner) & set(" ,\"':")
        and (looks_made_up(inner) and any(map(str.isalpha, inner)))
    )

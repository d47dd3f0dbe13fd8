"""Values that stand beside the name of a credential in a text: ``token: abc123``."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .flags import FLAG_BEFORE_VALUE, FLAG_START
from .names import DIGITS, can_end_credential, is_sensitive_name
from .number_signs import SIGN_BEFORE_TEXT
from .plain_signs import readings
from .value_ends import is_strong_value, value_span, within

_NAMED: Final = re.compile(
    r"""(?<![\w@$.-])(?:--)?
        (?P<name>[^\W\d_][\w@$.-]{0,79}(?:[ ][\w@$.-]{1,80}){0,2}?)
        ["']?[ \t]*
        (?:(?:(?<=[ ])(?P<says>is|was)[ ]?)?(?P<mark>:=|=>?|:)|(?<=[ ])(?P<is>is|was)[ ])
        [ \t]*""",
    re.VERBOSE,
)
"""A name of up to three words, and what joins it to its value."""

_BEFORE_VALUE: Final = re.compile(
    r"(?<![\w@$.-])(?:--)?([^\W\d_][\w@$.-]{0,79})(?=[\"']?[ \t]*(?:[:=,}\r\n]|is[ :=]|was[ :=]))"
)
"""A word that can be the last of a name: one pass that most files fail."""

_JOINS: Final = re.compile(r"[:=\[]|--|[ ](?:is|was)[ ]")
"""What stands in all forms but that of ``WITHOUT_COLON``, and in few messages."""

WITHOUT_COLON: Final = re.compile(
    r"""^[ \t-]*["']?(?P<name>[^\W\d_][\w@$.-]*)["']?[ \t]+(?=[^\s:=])""", re.MULTILINE
)
"""A name at the beginning of a line, and a blank before its value."""

_IN_LIST: Final = re.compile(
    rf"(?:\[[ \t]{{0,9}}[\"']?|{FLAG_START})(?P<name>[^\W\d_][\w@$.-]{{0,79}})"
    r"[\"']?[ \t]{0,9},[ \t]{0,9}"
)
"""An option in a list, and the first item of one: ``[--password, x]``, ``[password, x9k2]``."""

_BEARER: Final = re.compile(r"(?<![\w@$.-])(?P<name>[Bb](?:earer|EARER))[ ]{1,9}(?=\S)")
_SCHEME: Final = re.compile(
    r"(?:basic|bearer|token|apikey|digest)[ \t]{1,9}(?=[^\s,;:=])", re.IGNORECASE
)
"""How somebody signs in over HTTP, between the header's name and what is secret."""

_BLANK_BESIDE: Final = re.compile(
    r"(?i:(?<![a-z])(?:pw|pwd|pass(?:w(?:or[dt]|d)|phrase)?|secret|token|api[ _-]?key|cookie"
    r"|identified[ ]{1,9}by))[\"']?(?:[ \t]{1,9}(?:-[ \t]{1,9})?"
    r"|[ \t]{0,9}[:=][ \t]{0,9}\r?\n[ \t]{0,40})(?=\S{8})"
)
"""A word for a credential and only a blank before its value, or an end of a line: what follows
must be a password by itself."""

_ELEMENT: Final = re.compile(r"<(?P<name>[A-Za-z][\w:.-]{0,79})>(?=[^\s<>${*][^\s<>]{0,200}</)")
_LOGIN: Final = re.compile(r"(?<![\w-])(?:-u|--user)[ =]{1,3}[\"']?[^\s:\"'=]{1,80}:(?=\S{8})")
"""User and password as curl takes them."""

_TELLING: Final = re.compile(r"[^A-Za-z\s.,;:'\"!?()-]|(?<=[a-z])[A-Z]")
"""What a password has more often than the word of a sentence."""

_CUT_OFF: Final = re.compile(rf"[ \t]{{1,9}}{SIGN_BEFORE_TEXT}")


class NamedValue(NamedTuple):
    """Where the value beside the name of a credential begins."""

    start: int
    is_prose: bool
    """Whether a sentence says so: ``the password is``."""
    name: str
    mark: str = ""
    """What joins them: ``=``, ``:``, or nothing."""
    is_item: bool = False
    """Whether both are items of a list."""


def named_values(text: str) -> Iterator[NamedValue]:
    """Yield where the value beside the name of a credential begins, look-alikes as they are meant.

    The same may come twice.
    """
    yield from _named_values(text)
    for reading, places in readings(text):
        for found in _named_values(reading):
            yield found if places is None else found._replace(start=places[found.start])


def _named_values(text: str) -> Iterator[NamedValue]:
    if "--" in text:
        yield from _named_by_form(FLAG_BEFORE_VALUE, text)
    if "earer " in text or "EARER " in text:
        yield from _named_by_form(_BEARER, text)
    words: list[str] = WITHOUT_COLON.findall(text)
    if _JOINS.search(text) is not None:
        words += _BEFORE_VALUE.findall(text)
    # Names that are the same but for their numbers are judged once: a large file has thousands.
    if any(map(can_end_credential, {word.rstrip(DIGITS) for word in words})):
        yield from _joined_to_names(text)
    yield from _told_by_value(text)


def _joined_to_names(text: str) -> Iterator[NamedValue]:
    yield from _named_by_form(_IN_LIST, text)
    for match in _NAMED.finditer(text):
        is_prose = match["is"] is not None or match["says"] is not None
        if is_sensitive_name(match["name"]) and not (is_prose and not _is_telling(text, match)):
            scheme = _SCHEME.match(text, match.end())
            start = match.end() if scheme is None else scheme.end()
            yield NamedValue(start, is_prose, match["name"], match["mark"] or "")
    for match in WITHOUT_COLON.finditer(text):
        is_alone = text.startswith(("# ", "#\t"), match.end())
        if not is_alone and is_sensitive_name(match["name"]) and _is_telling(text, match):
            yield NamedValue(match.end(), True, match["name"])


def _told_by_value(text: str) -> Iterator[NamedValue]:
    """Yield what only a blank or a tag joins to a name, and is no word of a sentence."""
    for pattern in (_BLANK_BESIDE, _LOGIN):
        for match in pattern.finditer(text):
            span = value_span(text, match.end())
            if span is not None and is_strong_value(text[slice(*span)]):
                yield NamedValue(match.end(), True, "password")
    if "</" in text:
        for match in _ELEMENT.finditer(text):
            if is_sensitive_name(match["name"]):
                yield NamedValue(match.end(), True, match["name"], ">")


def _named_by_form(pattern: re.Pattern[str], text: str) -> Iterator[NamedValue]:
    """Yield values that only a form joins to a name: that of a command line, a list, a header."""
    for match in pattern.finditer(text):
        is_item = pattern is _IN_LIST
        if is_sensitive_name(match["name"]) and _is_telling(text, match, is_item=is_item):
            yield NamedValue(match.end(), True, match["name"], is_item=is_item)


def _is_telling(text: str, match: re.Match[str], *, is_item: bool = False) -> bool:
    """Whether the word after a match looks like more than the next word of a sentence.

    So does one with a number sign behind it: YAML takes what follows for a comment (E136).
    """
    span = value_span(text, match.end(), is_item=is_item)
    if span is None:
        return False
    telling = _TELLING.search(text, *within(text, *span))
    return telling is not None or _CUT_OFF.match(text, span[1]) is not None


def telling_words(name: str) -> str:
    """Return the last words of a name, as many as tell that it is that of a credential."""
    words = name.split()
    ends = (" ".join(words[start:]) for start in range(len(words) - 1, -1, -1))
    return next((end for end in ends if is_sensitive_name(end)), name)

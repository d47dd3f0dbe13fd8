r"""Characters that a YAML parser must not see as they are.

Two groups. Control characters, lone surrogates and noncharacters are not allowed in YAML at all
(YAML 1.2.2, section 5.1); each is named with its place and left out of what the parser reads, so
that the rest of the file is still read. NEL, U+2028 and U+2029 are ordinary characters in YAML 1.2
(section 5.4) and in every editor, but libyaml breaks lines at them and the pure parser does so in
some places only; both are given stand-ins, so that both read the same value and our lines stay
what the editor shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .problems import ProblemKind, SyntaxProblem, TextEdit
from .text import Span

FORBIDDEN = re.compile(
    # Not as the complement of what is allowed: that set takes ten times as long to compile.
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]",
)
_FORBIDDEN_RUN = re.compile(FORBIDDEN.pattern + "+")

UNUSUAL_BREAKS = "\x85\u2028\u2029"
_BLANK_UNUSUAL = re.compile(
    rf"(?m)^[ \t{UNUSUAL_BREAKS}]+$|(?<=[:-])[{UNUSUAL_BREAKS}]+(?=[ \t]*$)",
)
_PRIVATE_USE = range(0xE000, 0xF900)

_MAX_RUNS = 200
"""This many places are described; further characters are only replaced and counted."""

_NAMES = [
    "null",
    "start of heading",
    "start of text",
    "end of text",
    "end of transmission",
    "enquiry",
    "acknowledge",
    "bell",
    "backspace",
    "tab",
    "line feed",
    "vertical tab",
    "form feed",
    "carriage return",
    "shift out",
    "shift in",
    "data link escape",
    "device control one",
    "device control two",
    "device control three",
    "device control four",
    "negative acknowledge",
    "synchronous idle",
    "end of transmission block",
    "cancel",
    "end of medium",
    "substitute",
    "escape",
    "file separator",
    "group separator",
    "record separator",
    "unit separator",
]
"""Names of U+0000 to U+001F (Unicode NameAliases, type control)."""


@dataclass(frozen=True)
class CharacterFindings:
    """The problems of a text's characters and the edits that keep them from the parser."""

    problems: tuple[SyntaxProblem, ...]
    more: int
    """How many characters there are beyond those described."""
    edits: tuple[TextEdit, ...]
    """Deletions of the first runs; the rest are replaced by ``neutralise`` in place."""


def forbidden_characters(text: str) -> CharacterFindings:
    """Find every character of ``text`` that YAML refuses, runs of the same one together."""
    problems = tuple(_describe(text, span) for span in islice(_runs(text), _MAX_RUNS))
    more = 0
    if len(problems) == _MAX_RUNS:
        rest = text[problems[-1].span.end :]
        more = len(rest) - len(_FORBIDDEN_RUN.sub("", rest))
    return CharacterFindings(problems, more, tuple(problem.fix[0] for problem in problems))


def _runs(text: str) -> Iterator[Span]:
    """Yield the runs of one and the same forbidden character."""
    for match in _FORBIDDEN_RUN.finditer(text):
        at, end = match.span()
        while at < end:
            same = re.compile(re.escape(text[at]) + "+").match(text, at, end)
            stop = same.end() if same else at + 1
            yield Span(at, stop)
            at = stop


def neutralise(text: str) -> str:
    """Replace what YAML refuses by U+FFFD, one for one, so that offsets stay valid."""
    return FORBIDDEN.sub("\ufffd", text)


def _describe(text: str, span: Span) -> SyntaxProblem:
    char = text[span.start]
    count = span.end - span.start
    name = f"{name_of(char)} is" if count == 1 else f"{count:,} characters {name_of(char)} are"
    meant = _meant(char)
    if meant:
        suggestion = f"it is likely a '{meant}' from a file in Windows-1252; type that instead"
        title = f"Replace with '{meant}'"
    else:
        suggestion = "remove it; in text, write it as an escape in double quotes"
        if ord(char) < 0x100:
            suggestion += f': "\\x{ord(char):02X}"'
        title = f"Remove {name_of(char)}"
    return SyntaxProblem(
        ProblemKind.CONTROL_CHARACTER,
        span,
        f"{name} not allowed in YAML",
        suggestion,
        fix_title=title,
        fix=(TextEdit(span, meant * count),),
        fix_is_safe=False,
    )


def name_of(char: str) -> str:
    """Return code point and name, such as ``U+0000 (null)``."""
    code = ord(char)
    if code < len(_NAMES):
        name = _NAMES[code]
    elif 0x7F <= code < 0xA0:
        name = "delete" if code == 0x7F else "control character"
    elif 0xD800 <= code < 0xE000:
        name = "half of a surrogate pair"
    else:
        name = "not a character"
    return f"U+{code:04X} ({name})"


def _meant(char: str) -> str:
    """Return the character that Windows-1252 has where Latin-1 has a control character."""
    if not 0x80 <= ord(char) < 0xA0:
        return ""
    return bytes([ord(char)]).decode("cp1252", "replace").replace("\ufffd", "")


class BreakStandIns:
    """Stand-ins for the line breaks that only YAML 1.1 knew, of the same length.

    One that stands alone on a line, or ends a line after ``:`` or ``-``, can only be meant as
    white space and becomes it.
    """

    def __init__(self, text: str) -> None:
        """Choose stand-ins that ``text`` does not use itself."""
        used = set(text)
        free = (code for code in _PRIVATE_USE if chr(code) not in used)
        self._hide = dict(zip(map(ord, UNUSUAL_BREAKS), free, strict=False))
        self._show = {code: char for char, code in self._hide.items()}

    def hide(self, text: str) -> str:
        """Return ``text`` with stand-ins."""
        blanked = _BLANK_UNUSUAL.sub(lambda match: " " * len(match[0]), text)
        return blanked.translate(self._hide)

    def show(self, text: str) -> str:
        """Return ``text`` with what the stand-ins stand for."""
        return text.translate(self._show)


def usual_breaks(text: str) -> str:
    """Return ``text`` with a line feed for each NEL, U+2028 and U+2029: its lines by YAML 1.1."""
    return text.translate(dict.fromkeys(map(ord, UNUSUAL_BREAKS), "\n"))


def has_unusual_breaks(text: str) -> bool:
    """Whether ``text`` holds NEL, U+2028 or U+2029."""
    return not text.isascii() and any(char in text for char in UNUSUAL_BREAKS)

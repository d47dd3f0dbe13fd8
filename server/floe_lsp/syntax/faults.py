"""What a parser complained about, in terms that both parsers share.

libyaml (scanner.c, parser.c, reader.c) and ruamel.yaml's pure parser name the same mistakes in
different words. The words end here: they are sorted into kinds, and ``diagnosis`` finds out from
the text what the person did.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from enum import Enum

from ruamel.yaml.error import MarkedYAMLError

from .events import PureFailure, SurrogateEscape, UnusualName

_VERSION = re.compile(r"(?m)^%YAML\b")
_LONG_ESCAPE = re.compile(r"\\U([0-9a-fA-F]{8})")


class FaultKind(Enum):
    """Where in the grammar the parser stopped."""

    CHARACTER = "a character that is not allowed in YAML"
    TOKEN = "a character that begins nothing"  # noqa: S105 - no password
    TAB = "a tab where a space is needed"
    COLON_EXPECTED = "a key without colon"
    COLON_UNEXPECTED = "a colon where no key can be"
    COLON_IN_FLOW = "a colon inside a word in brackets"
    DASH_UNEXPECTED = "a list item where none can begin"
    QUESTION_MARK = "an explicit key where none can begin"
    DIRECTIVE = "a line that begins with %"
    ANCHOR = "the name of an anchor or alias"
    TAG = "a tag"
    BLOCK_HEADER = "the line that begins a block of text"
    BLOCK_INDENT = "the first lines of a block of text"
    QUOTE = "a quote that never closes"
    ESCAPE = "a backslash in double quotes"
    DOCUMENT = "something after the end of the document"
    VALUE_EXPECTED = "no value where one is needed"
    IN_LIST = "something other than an item in a block list"
    IN_MAPPING = "something other than a key in a block mapping"
    IN_FLOW_LIST = "neither comma nor ] in a flow list"
    IN_FLOW_MAPPING = "neither comma nor } in a flow mapping"
    MISREAD = "braces that are Jinja, not YAML"
    OTHER = "anything else"


@dataclass(frozen=True)
class Fault:
    """One complaint. ``start`` is where the construct began in which it happened."""

    kind: FaultKind
    offset: int
    start: int | None = None


_BY_PROBLEM: tuple[tuple[str, FaultKind], ...] = (
    ("cannot start any token", FaultKind.TOKEN),
    ("tab character", FaultKind.TAB),
    ("could not find expected ':'", FaultKind.COLON_EXPECTED),
    ("sequence entries are not allowed", FaultKind.DASH_UNEXPECTED),
    ("mapping keys are not allowed", FaultKind.QUESTION_MARK),
    ("mapping values are not allowed", FaultKind.COLON_UNEXPECTED),
    ("found unexpected ':'", FaultKind.COLON_IN_FLOW),
    ("unexpected end of stream", FaultKind.QUOTE),
    ("unexpected document", FaultKind.QUOTE),
    ("unknown escape", FaultKind.ESCAPE),
    ("incompatible YAML document", FaultKind.DIRECTIVE),
    ("duplicate %", FaultKind.DIRECTIVE),
    ("duplicate YAML directive", FaultKind.DIRECTIVE),
    ("duplicate tag handle", FaultKind.DIRECTIVE),
    ("undefined tag handle", FaultKind.TAG),
    ("expected <document start>", FaultKind.DOCUMENT),
    ("expected '<document start>'", FaultKind.DOCUMENT),
    ("after document end", FaultKind.DOCUMENT),
    ("node content", FaultKind.VALUE_EXPECTED),
    ("control characters", FaultKind.CHARACTER),
    ("special characters", FaultKind.CHARACTER),
)
_BY_CONTEXT: tuple[tuple[str, FaultKind], ...] = (
    ("more indented follow up line", FaultKind.BLOCK_INDENT),
    ("directive", FaultKind.DIRECTIVE),
    ("anchor", FaultKind.ANCHOR),
    ("alias", FaultKind.ANCHOR),
    ("tag", FaultKind.TAG),
    ("block scalar", FaultKind.BLOCK_HEADER),
    ("quoted scalar", FaultKind.ESCAPE),
    ("block collection", FaultKind.IN_LIST),
    ("block mapping", FaultKind.IN_MAPPING),
    ("flow sequence", FaultKind.IN_FLOW_LIST),
    ("flow mapping", FaultKind.IN_FLOW_MAPPING),
)


def fault_of(error: Exception, text: str) -> Fault:
    """Sort what a parser raised; offsets lie inside ``text``."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    context = str(getattr(error, "context", None) or "")
    if isinstance(error, MarkedYAMLError):
        start = _offset(getattr(error, "context_mark", None), text)
        offset = _offset(getattr(error, "problem_mark", None), text)
        place = offset if offset is not None else start
        kind = _kind(problem, context)
        return Fault(kind, place if place is not None else 0, start)
    if isinstance(error, UnicodeEncodeError):
        return Fault(FaultKind.CHARACTER, error.start)
    if isinstance(error, SurrogateEscape):
        return Fault(FaultKind.ESCAPE, error.offset, error.offset)
    if isinstance(error, UnusualName):
        return Fault(FaultKind.ANCHOR, error.offset, error.start)
    if (directive := _VERSION.search(text)) and isinstance(error, PureFailure):
        return Fault(FaultKind.DIRECTIVE, directive.start(), directive.start())
    if isinstance(error, ValueError):
        # The pure parser gives chr() what it reads, and chr() does not say where it stood.
        for match in _LONG_ESCAPE.finditer(text):
            if int(match[1], 16) > sys.maxunicode:
                return Fault(FaultKind.ESCAPE, match.start())
    return Fault(_kind(problem, ""), 0)


def _kind(problem: str, context: str) -> FaultKind:
    for words, kind in _BY_PROBLEM:
        if words in problem:
            return kind
    for words, kind in _BY_CONTEXT:
        if words in context:
            return kind
    return FaultKind.OTHER


def _offset(mark: object, text: str) -> int | None:
    index = getattr(mark, "index", None)
    return min(index, len(text)) if isinstance(index, int) else None

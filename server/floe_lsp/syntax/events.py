"""The stream of YAML events, from ruamel.yaml's C parser where it is installed.

The event stream, unlike ``compose``, neither recurses nor builds a second tree, and it is read
lazily, so that a limit stops the parser as well. The pure parser is the same interface for
interpreters without ``ruamel.yaml.clib``; it takes about fifteen times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.main import YAML
from ruamel.yaml.reader import ReaderError

try:
    from _ruamel_yaml import CParser
except ImportError:  # an interpreter without the C extension
    CParser = None  # pyright: ignore[reportConstantRedefinition]

__all__ = [
    "HAS_C_PARSER",
    "AliasEvent",
    "DocumentStartEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "NextEvent",
    "ParserFault",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "SurrogateEscape",
    "UnusualName",
    "open_events",
]

NextEvent = Callable[[], Any]
"""Returns the next event of ``ruamel.yaml.events``, then ``None``; raises ``ParserFault``."""

ParserFault = (MarkedYAMLError, YAMLStreamError, ReaderError, ValueError)
"""What ruamel.yaml raises on text that is not YAML.

``ValueError`` stands for the lone surrogates that the C parser cannot encode and for the escapes
beyond U+10FFFF on which the pure parser trips.
"""

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class SurrogateEscape(ValueError):
    r"""A value escapes half of a surrogate pair: ``"\ud800"``, which is not a character.

    The C parser refuses it by itself; ``offset`` is where the scalar begins.
    """

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class UnusualName(ValueError):
    """An anchor or alias whose name the C parser refuses, although YAML 1.2 allows it."""

    def __init__(self, start: int, offset: int) -> None:
        super().__init__(start, offset)
        self.start = start
        self.offset = offset


class PureFailure(ValueError):
    """The pure parser tripped over the text, without saying where."""


_PURE_FAILURES = (AssertionError, AttributeError, LookupError, RecursionError, TypeError)
"""What the pure parser raises by mistake: an assertion for ``%YAML 1.3``, for example."""

HAS_C_PARSER = CParser is not None


def open_events(text: str, *, pure: bool = False) -> NextEvent:
    """Start parsing ``text``; ``pure`` asks for the Python parser although C is there."""
    if CParser is not None and not pure:
        return CParser(text).get_event
    events = _pure_events(text)
    return lambda: next(events, None)


def _pure_events(text: str) -> Iterator[Any]:
    try:
        yield from _checked_events(text)
    except _PURE_FAILURES as error:
        raise PureFailure(str(error)) from error


def _checked_events(text: str) -> Iterator[Any]:
    """Yield the pure parser's events, refusing what the C parser refuses."""
    yaml: Any = YAML(typ="safe", pure=True)
    for event in yaml.parse(text):
        start: int = event.start_mark.index
        name: str | None = getattr(event, "anchor", None)
        if name is not None and (wrong := _NOT_IN_NAMES.search(name)):
            raise UnusualName(start, start + 1 + wrong.start())
        if getattr(event, "style", None) == '"' and _SURROGATE.search(event.value):
            raise SurrogateEscape(start)
        yield event

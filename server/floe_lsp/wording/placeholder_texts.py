"""Descriptions that describe nothing: ``TODO``, ``n/a``, ``coming soon``, dots and dashes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from .placeholders import PLACEHOLDER

_MOST_WORDS = 12
_MOST_CHARACTERS = 200
"""A longer text says something, whatever its words are."""

_WORD = re.compile(r"[^\W_]+(?:/[^\W_]+)*")
_TO_BE_DONE = re.compile(
    r"\W*(?:(?:TBD|TODO|FIXME)\s*(?:\([^()]*\)\s*)?:"
    # In small letters this may speak of things to do: "todo(s) of a user".
    r"|(?-i:TBD|TODO|FIXME)(?:\([^()]{2,}\)|\s*[-\u2013\u2014]\s)"
    r"|lorem\s+ipsum\b)",
    re.IGNORECASE,
)
"""How a text begins that says itself that it is still to be written."""

_LETTERS = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
"""A word in letters, ``T.B.D.``."""

_MARKERS = (
    "tbd", "tba", "tbc", "todo", "fixme", "xxx", "hack", "wip", "n/a", "na", "none", "placeholder",
)  # fmt: skip
_PHRASES = (
    "fill in", "add description", "coming soon", "pending", "needs description",
    "needs documentation", "need description", "need documentation", "work in progress",
    "to be completed", "to be documented", "to be described", "to be defined", "to be done",
    "to be written", "update later", "fill later", "describe later", "to do", "to be added",
    "to be announced", "to be confirmed", "to be decided", "to be determined", "no description",
    "no documentation", "no docs", "not described", "not documented", "missing description",
    "description missing", "undocumented",
)  # fmt: skip
_FILLERS = frozenset(
    ("please", "this", "is", "it", "me", "my", "here", "still", "later", "a", "an", "the",
     "yet", "available")
)  # fmt: skip
"""Words that say nothing beside one of those."""
_ITSELF = frozenset(("description", "desc", "doc", "docs", "documentation"))
"""What a text calls itself, which says nothing either."""


def _by_first_word(phrases: Iterable[str]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for each in phrases:
        first, *rest = each.split()
        found.setdefault(first, []).append(rest)
    return found


_SAYING_SO = _by_first_word((*_MARKERS, *_PHRASES))


def says_nothing_yet(description: str, name: str = "") -> bool:
    """Whether a description only holds the place of one.

    That is: nothing but such words and phrases with punctuation, ``<description>``, punctuation
    alone, or a text that begins with ``TODO:``, ``TODO(bob)`` or ``lorem ipsum``. A sentence about
    a todo list is none.

    Args:
        description: The text.
        name: What it describes. Spelt as it is, the name says nothing; in words it may.
    """
    text = description.strip()
    if name and text == name:
        return True
    if len(text) > _MOST_CHARACTERS:
        return _TO_BE_DONE.match(text) is not None
    return _only_holds_a_place(text)


@lru_cache(maxsize=16_384)
def _only_holds_a_place(text: str) -> bool:
    """Whether a text only holds the place of one; asked again of all at each keystroke."""
    if PLACEHOLDER.fullmatch(text) or _TO_BE_DONE.match(text):
        return True
    words = _words(text)
    return not words or (len(words) <= _MOST_WORDS and _says_so(words))


def _words(text: str) -> list[str]:
    joined = _LETTERS.sub(lambda letters: letters[0].replace(".", ""), text)
    return [each.lower() for each in _WORD.findall(joined)]


def _says_so(words: Sequence[str]) -> bool:
    """Whether words are such words and phrases alone, with fillers between them."""
    # An article changes nothing: "add a description".
    words = [each for each in words if each not in ("a", "an", "the")]
    at, is_said = 0, False
    while at < len(words):
        rest = _SAYING_SO.get(words[at], ())
        lengths = [len(each) for each in rest if words[at + 1 : at + 1 + len(each)] == each]
        if not lengths and words[at] not in _FILLERS and words[at] not in _ITSELF:
            return False
        is_said = is_said or bool(lengths) or words[at] in _ITSELF
        at += 1 + max(lengths, default=0)
    return is_said

"""Slips of people who write YAML: one in a text, at a place of chance."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_SIGNS = {" ": "\u00a0\u2009\u3000", ":": "\uff1a", "-": "\u2013\u2014", ",": "\uff0c"} | {
    '"': "\u201c\u201d", "[": "\uff3b", "]": "\uff3d", "'": "\u2018\u2019"
}  # fmt: skip
"""Characters of YAML with some that look like them."""
_BEGUN = ("tier", "plugins", "transforms", "name", "x", "depen", "metadata", "config", "- ", "-")
_ENDS = ("", ":", ": [", ": {", ": '", ': "', ": #", ": |")


def slipped(text: str, chance: Random) -> str:
    """Return a text with one slip; the text itself where it has no place for the one chosen."""
    return chance.choice(_SLIPS)(text, chance)


def _lines(text: str, chance: Random) -> tuple[list[str], int]:
    lines = text.splitlines(keepends=True) or [""]
    return lines, chance.randrange(len(lines))


def _delete_line(text: str, chance: Random) -> str:
    lines, at = _lines(text, chance)
    return "".join(lines[:at] + lines[at + 1 :])


def _repeat_line(text: str, chance: Random) -> str:
    lines, at = _lines(text, chance)
    return "".join(lines[: at + 1] + lines[at:])


def _dedent(text: str, chance: Random) -> str:
    lines, at = _lines(text, chance)
    lines[at] = lines[at].removeprefix(" " * chance.choice((1, 2)))
    return "".join(lines)


def _indent(text: str, chance: Random) -> str:
    lines, at = _lines(text, chance)
    lines[at] = f"{chance.choice((' ', '  ', '    ', chr(9)))}{lines[at]}"
    return "".join(lines)


def _leave_half(text: str, chance: Random) -> str:
    lines, at = _lines(text, chance)
    written = lines[at].rstrip("\r\n")
    lines[at] = written[: chance.randint(0, len(written))] + lines[at][len(written) :]
    return "".join(lines)


def _begin_a_line(text: str, chance: Random) -> str:
    lines, at = _lines(text, chance)
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip(" "))]
    lines.insert(at, f"{indent}{chance.choice(_BEGUN)}{chance.choice(_ENDS)}\n")
    return "".join(lines)


def _begin_the_same_key(text: str, chance: Random) -> str:
    lines, at = _lines(text, chance)
    key = re.match(r"[ ]*(?:- )?[\w-]*", lines[at])
    lines.insert(at, f"{key[0] if key else ''}{chance.choice(_ENDS)}\n")
    return "".join(lines)


def _swap_letters(text: str, chance: Random) -> str:
    return _at(text, r"\w(?=\w)", chance, lambda at: text[at + 1] + text[at], 2)


def _drop_letter(text: str, chance: Random) -> str:
    return _at(text, r"\w", chance, lambda _: "", 1)


def _drop_sign(text: str, chance: Random) -> str:
    return _at(text, r"[][{}:,'\"-]", chance, lambda _: "", 1)


def _type_sign(text: str, chance: Random) -> str:
    return _at(text, r"[\w ]", chance, lambda _: chance.choice("[]{}:,'\"#&*|>"), 0)


def _drop_space(text: str, chance: Random) -> str:
    return _at(text, r"(?<=[:-]) (?=\S)", chance, lambda _: "", 1)


def _comment(text: str, chance: Random) -> str:
    return _at(text, r"(?<=[:\w] )\S", chance, lambda _: "#", 0)


def _look_alike(text: str, chance: Random) -> str:
    sign = chance.choice([*_SIGNS])
    return _at(text, re.escape(sign), chance, lambda _: chance.choice(_SIGNS[sign]), 1)


def _empty(text: str, chance: Random) -> str:
    return _at(text, r"(?<=: )\S.*", chance, lambda _: chance.choice(("", "~", "null", "all")), -1)


def _at(text: str, pattern: str, chance: Random, written: Callable[[int], str], length: int) -> str:
    """Write at one of the places of a pattern over so many characters, all of it for -1."""
    places = [*re.finditer(pattern, text)]
    if not places:
        return text
    place = chance.choice(places)
    end = place.end() if length < 0 else place.start() + length
    return text[: place.start()] + written(place.start()) + text[end:]


_SLIPS: tuple[Callable[[str, Random], str], ...] = (
    *(_delete_line, _repeat_line, _dedent, _indent, _leave_half, _begin_a_line),
    *(_begin_the_same_key, _swap_letters, _drop_letter, _drop_sign, _type_sign, _drop_space),
    *(_comment, _look_alike, _empty),
)

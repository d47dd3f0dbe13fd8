"""Changes of a YAML text: by character, word, line and block, with what means something to YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

MOST_CHARACTERS = 3_000
"""An analysis of so much takes a few milliseconds; long texts are the matter of the benchmarks."""

_TOKEN = re.compile(r"[\w.]+|[^\S\r\n]+|\r\n|\r|\n|[^\w\s]")
_PIECES = (
    *("a: ", "- ", "  ", "\n", "\n  ", "? ", ": ", ", ", "[", "]", "{", "}", "'", '"', "#", " #"),
    *("{{ x }}", "*a", "&a ", "&b [*b]", "<<: *a\n", "!!str ", "!!int ", "!x ", "|\n", ">-\n"),
    *("|2-\n", "---\n", "...\n", "\t", "%YAML 1.2\n", "%TAG ! x\n", "\r\n", "\r", "null", "~"),
    *("\\", '"\\x4"', '"\\ud800"', "<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "@x", "`", "=", "<<"),
    *("true", "no", "0x1F", "0o17", "1e400", "-.inf", ".nan", "12:30", "2026-01-31", "1_000"),
    *("9" * 30, "-1", "0", "''", '""', "[]", "{}", "x" * 70, "../../manifest.yaml", "/dev/null"),
    *("# floe: ignore[E110]", "# floe: ignore", "# floe: ignore[", "floe.dev/v1", "${X}", "env:X"),
    *("\0", "\x07", "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad", "\u0301", "\u200b", "\u200d"),
    *("\u2028", "\u2029", "\u202e", "\ufeff", "\ufffe", "\ud800", "\udc00", "😀", "e\u0301", "ß"),
    *("İ", "ﬀ", "日本", "👩\u200d💻", "\U0010ffff", "\U000e0001"),
)
_BREAKS = ("\n", "\r\n", "\r", "\x85", "\u2028")
_QUOTES = ("'{}'", '"{}"', "[{}]", "{{{}}}", "{}:", "- {}", "*{}", "&{} {}", "!{}", "# {}", "{}\t")


class Mutator:
    """Changes texts; ``words`` are what may stand in them."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words or ("a",)

    def mutated(self, text: str, other: str, chance: Random) -> str:
        """Return a text that differs in one place or in a few; ``other`` may lend parts."""
        for _ in range(chance.choice((1, 1, 1, 1, 2, 2, 3, 6))):
            text = chance.choice(_WAYS)(self, text, other, chance)
        return text[:MOST_CHARACTERS]

    def word(self, chance: Random) -> str:
        """Return something that may stand in a text."""
        return chance.choice(_PIECES) if chance.random() < 0.3 else chance.choice(self._words)

    def _insert(self, text: str, _: str, chance: Random) -> str:
        at = _border(text, chance)
        return text[:at] + chance.choice(_PIECES) + text[at:]

    def _insert_word(self, text: str, _: str, chance: Random) -> str:
        at = _border(text, chance)
        return text[:at] + self.word(chance) + text[at:]

    def _replace(self, text: str, _: str, chance: Random) -> str:
        start, end = _token(text, chance)
        return text[:start] + self.word(chance) + text[end:]

    def _remove(self, text: str, _: str, chance: Random) -> str:
        start, end = _token(text, chance)
        return text[:start] + text[end:]

    def _remove_span(self, text: str, _: str, chance: Random) -> str:
        at = _border(text, chance)
        return text[:at] + text[at + chance.randint(1, 40) :]

    def _mistype(self, text: str, _: str, chance: Random) -> str:
        at = chance.randint(0, len(text))
        return text[:at] + chance.choice(("", "x", "E", "-", "_", " ")) + text[at + 1 :]

    def _wrap(self, text: str, _: str, chance: Random) -> str:
        start, end = _token(text, chance)
        form = chance.choice(_QUOTES)
        word = text[start:end]
        return text[:start] + form.format(*(word,) * form.count("{}")) + text[end:]

    def _copy_token(self, text: str, other: str, chance: Random) -> str:
        start, end = _token(other, chance)
        at, stop = _token(text, chance)
        return text[:at] + other[start:end] + text[stop:]

    def _lines(self, text: str, other: str, chance: Random) -> str:
        """Remove, repeat, move or indent some lines, or take some of another text."""
        lines = text.splitlines(keepends=True)
        first = chance.randint(0, len(lines))
        last = min(len(lines), first + chance.choice((1, 1, 1, 2, 3, 8)))
        some = lines[first:last]
        at = chance.randint(0, len(lines))
        match chance.randint(0, 5):
            case 0:
                del lines[first:last]
            case 1:
                lines[at:at] = some * chance.choice((1, 1, 2, 5))
            case 2:
                del lines[first:last]
                lines[at:at] = some
            case 3:
                lines[first:last] = [f"{' ' * chance.choice((1, 2, 4))}{each}" for each in some]
            case 4:
                lines[first:last] = [each[chance.choice((1, 2)) :] for each in some]
            case _:
                given = other.splitlines(keepends=True)
                start = chance.randint(0, len(given))
                lines[at:at] = given[start : start + chance.choice((1, 2, 4, 8))]
        return "".join(lines)

    def _cross(self, text: str, other: str, chance: Random) -> str:
        """Begin as one text and end as another."""
        return text[: _border(text, chance)] + other[_border(other, chance) :]

    def _truncate(self, text: str, _: str, chance: Random) -> str:
        at = _border(text, chance)
        return text[:at] if chance.random() < 0.7 else text[at:]

    def _repeat(self, text: str, _: str, chance: Random) -> str:
        at = _border(text, chance)
        return text[:at] + chance.choice(_PIECES) * chance.choice((2, 3, 10, 120)) + text[at:]

    def _break_lines(self, text: str, _: str, chance: Random) -> str:
        return text.replace("\n", chance.choice(_BREAKS), chance.choice((1, 3, -1)))


_Way = Callable[[Mutator, str, str, Random], str]
_WAYS: tuple[_Way, ...] = (
    *(Mutator._insert, Mutator._insert_word, Mutator._replace, Mutator._replace),
    *(Mutator._remove, Mutator._remove_span, Mutator._mistype, Mutator._wrap),
    *(Mutator._copy_token, Mutator._lines, Mutator._lines, Mutator._lines, Mutator._cross),
    *(Mutator._truncate, Mutator._repeat, Mutator._break_lines),
)


def words_of(texts: Sequence[str]) -> list[str]:
    """Return every word of some texts, and every ``key: value`` of a line."""
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(re.findall(r"\w[\w./-]*", text)))
        found.update(dict.fromkeys(re.findall(r"\w+: [^\n#]{1,30}", text)))
    return list(found)


def _border(text: str, chance: Random) -> int:
    """Return a place between two tokens, or now and then any."""
    at = chance.randint(0, len(text))
    if chance.random() < 0.2:
        return at
    found = _TOKEN.search(text, at)
    return len(text) if found is None else found.end()


def _token(text: str, chance: Random) -> tuple[int, int]:
    """Return where a token stands, at the end an empty one."""
    at = chance.randint(0, len(text))
    while 0 < at < len(text) and text[at].isalnum() and text[at - 1].isalnum():
        at -= 1
    found = _TOKEN.search(text, at)
    return (len(text), len(text)) if found is None else found.span()


def shorter(text: str) -> list[str]:
    """Return texts with something left out: halves, quarters, lines, then single characters."""
    lines = text.splitlines(keepends=True)
    made: list[str] = []
    size = len(lines) // 2
    while size:
        made += ["".join(lines[:at] + lines[at + size :]) for at in range(0, len(lines), size)]
        size //= 2
    size = min(16, len(text) // 2)
    while size:
        made += [text[:at] + text[at + size :] for at in range(0, len(text), size)]
        size //= 2
    return made

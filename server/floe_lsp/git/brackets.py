"""Sets of characters in patterns of git (``[a-z]``, ``[!a]``, ``[[:lower:]]``), as git reads them.

Git matches bytes, and never a slash (git's ``wildmatch.c``). What is returned says the same in the
form that every reader of patterns takes: no negation, no class, nothing escaped.
"""

from __future__ import annotations

from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits, hexdigits, punctuation

_CLASSES = {
    "alnum": ascii_letters + digits,
    "alpha": ascii_letters,
    "blank": " \t",
    "cntrl": "".join(map(chr, range(32))) + "\x7f",
    "digit": digits,
    "graph": ascii_letters + digits + punctuation,
    "lower": ascii_lowercase,
    "print": ascii_letters + digits + punctuation + " ",
    "punct": punctuation,
    "space": " \t\n\r",
    "upper": ascii_uppercase,
    "xdigit": hexdigits,
}
_EVERY = frozenset(map(chr, range(1, 256))) - {"/"}
_LAST = ("&", "~", "|", "\\", "[", "^", "!", "-")
"""Signs that mean something where they stand first, twice or between two others."""


class NoMatch(ValueError):
    """A pattern that fits no name."""


class NotSaid(ValueError):
    """A set that has no plain form."""


def with_plain_sets(pattern: str) -> str:
    """Return a pattern with its sets in their plain form.

    Args:
        pattern: A line of a file of patterns, a character for each byte of it.

    Raises:
        NoMatch: A set is empty, is not closed or names no class.
        NotSaid: A set cannot be said in another form.
    """
    written: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern[at] == "\\":
            written.append(pattern[at : at + 2])
            at += 2
        elif pattern[at] == "[":
            found, at = _read(pattern, at + 1)
            written.append(_plain(found))
        else:
            written.append(pattern[at])
            at += 1
    return "".join(written)


def _read(pattern: str, at: int) -> tuple[frozenset[str], int]:
    """Return the characters of a set, and where it ends, from behind its bracket on."""
    is_negated = pattern[at : at + 1] in ("!", "^")
    at += is_negated
    found: set[str] = set()
    before = ""
    first = True
    while first or pattern[at : at + 1] != "]":
        first = False
        named = _class_at(pattern, at)
        if named is not None:
            if named not in _CLASSES:
                raise NoMatch(pattern)
            found.update(_CLASSES[named])
            at += len(named) + 4
            before = ""
        elif before and pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in ("", "]"):
            last, at = _sign(pattern, at + 1)
            found.update(map(chr, range(ord(before), ord(last) + 1)))
            before = ""
        else:
            before, at = _sign(pattern, at)
            found.add(before)
    return (_EVERY - found if is_negated else _EVERY & found), at + 1


def _class_at(pattern: str, at: int) -> str | None:
    """Return the name between ``[:`` and ``:]``, ``None`` where none stands."""
    if not pattern.startswith("[:", at):
        return None
    end = pattern.find("]", at + 2)
    if end < 0:
        raise NoMatch(pattern)
    return pattern[at + 2 : end - 1] if end > at + 2 and pattern[end - 1] == ":" else None


def _sign(pattern: str, at: int) -> tuple[str, int]:
    """Return a character of a set, behind a backslash or not, and where it ends."""
    at += pattern[at : at + 1] == "\\"
    if at >= len(pattern):
        raise NoMatch(pattern)
    return pattern[at], at + 1


def _plain(found: frozenset[str]) -> str:
    if not found:
        raise NoMatch
    first = "]" if "]" in found else ""
    written = first + "".join(_runs(sorted(found - {"]", *_LAST})))
    written += "".join(sign for sign in _LAST if sign in found)
    if written[0] in "[^!":
        if len(written) > 1:
            raise NotSaid
        return f"\\{written}"
    return f"[{written}]"


def _runs(signs: list[str]) -> list[str]:
    """Return characters in order, those that follow each other as a range."""
    runs: list[list[str]] = []
    for sign in signs:
        if runs and ord(runs[-1][-1]) + 1 == ord(sign):
            runs[-1].append(sign)
        else:
            runs.append([sign])
    return [f"{run[0]}-{run[-1]}" if len(run) > 2 else "".join(run) for run in runs]

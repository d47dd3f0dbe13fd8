"""Hides one secret that is known wherever words repeat it, however they write it."""

import json
import re
from collections.abc import Callable
from typing import Final

from .stars import STARS

_SHORTEST: Final = 4
"""Characters of a secret that are looked for in words; a shorter one is any word."""


def hider(secret: str) -> Callable[[str], str]:
    """Return what hides a secret in words: as it is, as in an address, in JSON and in Python.

    A part of it, and what is computed from it, stays as it is; so does one of fewer than four
    characters.
    """
    if len(secret) < _SHORTEST:
        return str
    forms = {each: _forms(each) for each in set(secret)}
    one_by_one = "".join(map(forms.__getitem__, secret))
    written = re.compile(one_by_one)
    return lambda words: written.sub(STARS, words)


def _forms(character: str) -> str:
    """Return the pattern of a character as it is, percent-encoded and behind a backslash."""
    if character.isascii() and character.isalnum():
        return character  # Nothing writes it in another way.
    encoded = character.encode("utf-8", "surrogatepass")
    percent = "".join(f"%{byte:02x}" for byte in encoded)
    plain = {character, f"\\{character}", json.dumps(character)[1:-1]}
    plain |= {ascii(character)[1:-1], repr(encoded)[2:-1], *("+" if character == " " else ())}
    # The longest first: a backslash is also the beginning of two.
    known = "|".join(re.escape(each) for each in sorted(plain, key=len, reverse=True))
    return f"(?:{known}|(?i:{percent}))"

"""Text with placeholders: once as an LSP snippet, once plain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SPECIAL = re.compile(r"[\\$}]")
_SPECIAL_IN_CHOICE = re.compile(r"[\\$},|]")
_BLANKS_AT_END = re.compile(r"(?<![ ])[ ]+(?=[\r\n])")


@dataclass(frozen=True)
class Placeholder:
    """A place that the person fills in; ``text`` stands there, selected, until then."""

    text: str = ""
    choices: tuple[str, ...] = ()


Part = str | Placeholder


def plain(parts: Iterable[Part]) -> str:
    """Return the text with nothing in its placeholders, and no blanks before a line break."""
    text = "".join(part for part in parts if isinstance(part, str))
    return _BLANKS_AT_END.sub("", text)


def filled(parts: Iterable[Part]) -> str:
    """Return the text with what stands in its placeholders until a person fills them in."""
    return "".join(
        part if isinstance(part, str) else part.text or "".join(part.choices[:1]) for part in parts
    )


def snippet(parts: Iterable[Part]) -> str:
    """Return LSP snippet syntax; the placeholders are numbered in their order."""
    written: list[str] = []
    number = 0
    for part in parts:
        if isinstance(part, str):
            written.append(_SPECIAL.sub(r"\\\g<0>", part))
            continue
        number += 1
        if part.choices:
            choices = (_SPECIAL_IN_CHOICE.sub(r"\\\g<0>", each) for each in part.choices)
            written.append(f"${{{number}|{','.join(choices)}|}}")
        elif part.text:
            default = _SPECIAL.sub(r"\\\g<0>", part.text)
            written.append(f"${{{number}:{default}}}")
        else:
            written.append(f"${number}")
    return "".join(written)

"""Text with placeholders: once as an LSP snippet, once plain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SPECIAL = re.compile(r"[\\$}]")
_BLANKS_AT_END = re.compile(r"(?<![ ])[ ]+(?=[\r\n])")


@dataclass(frozen=True)
class Placeholder:
    """A place that the person fills in; ``text`` stands there, selected, until then.

    It is never a choice among values (``${1|a,b|}``): an editor would write the first of them,
    which nobody has chosen, and open a list that takes the next Enter. Values are offered instead.
    """

    text: str = ""


Part = str | Placeholder


def plain(parts: Iterable[Part]) -> str:
    """Return the text with nothing in its placeholders, and no blanks before a line break."""
    text = "".join(part for part in parts if isinstance(part, str))
    return _BLANKS_AT_END.sub("", text)


def filled(parts: Iterable[Part]) -> str:
    """Return the text with what stands in its placeholders until a person fills them in."""
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def snippet(parts: Iterable[Part]) -> str:
    """Return LSP snippet syntax; the placeholders are numbered in their order."""
    written: list[str] = []
    number = 0
    for part in parts:
        if isinstance(part, str):
            written.append(_SPECIAL.sub(r"\\\g<0>", part))
            continue
        number += 1
        if part.text:
            default = _SPECIAL.sub(r"\\\g<0>", part.text)
            written.append(f"${{{number}:{default}}}")
        else:
            written.append(f"${number}")
    return "".join(written)

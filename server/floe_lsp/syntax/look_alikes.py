r"""Characters that look like those of YAML and are letters to it.

Only space, tab and the ASCII indicators mean something (YAML 1.2.2, sections 5.3 and 5.5). What web
pages, chats, word processors and keyboards of other languages put in their place is a part of text:
rightly so in a description, and what is wrong where a space or a sign was meant. This file says
how one is spoken of and what takes its place; where they are wrong is told by
``diagnosis.look_alikes`` and by VALIDATE.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from floe_lsp.wording.look_alikes import DASHES, MEANT, SPACES, UNSEEN, WIDE_SPACE

from .nodes import ScalarNode
from .problems import TextEdit
from .text import Span

LOOK_ALIKE: Final = re.compile(f"[{re.escape(''.join(MEANT))}]")

ANY_BLANK: Final = rf"[ \t{SPACES}{UNSEEN}]"
"""A pattern for one blank, be it YAML's or one that looks like it."""

SEEMING_BLANK: Final = f"[{SPACES}{UNSEEN}]"

BROKEN_KEY: Final = re.compile(
    rf"{SEEMING_BLANK}|-{SEEMING_BLANK}|[{DASHES}]{ANY_BLANK}|(?s:.){{0,1024}}{SEEMING_BLANK}\Z"
)
"""A plain key that nobody means: it begins or ends with a blank that is not one to YAML, or with a
dash that is not one. An implicit key has at most 1,024 characters (YAML 1.2.2, section 7.4.2)."""

MAY_BREAK_KEY: Final = re.compile(
    rf"(?m)(?:^|[-?:,{{\[])[ \t]*(?:-?{SEEMING_BLANK}|[{DASHES}]{ANY_BLANK})"
    rf"|{SEEMING_BLANK}[ \t]*:\s"
)
"""Where such a key can stand in a text: most texts with look-alikes have none, nor a walk to find
them."""

_MOST_NAMED = 3
_TIGHT = re.compile(r"[^\s\])},]")


def has_look_alike(text: str) -> bool:
    """Whether there is any such character in ``text``."""
    return not text.isascii() and LOOK_ALIKE.search(text) is not None


def name_of_look_alike(char: str) -> str:
    """Return code point and name, such as ``U+00A0 no-break space``."""
    name = unicodedata.name(char, "").lower().replace("fullwidth", "full-width")
    return f"U+{ord(char):04X} {name or 'without a name'}"


def what_is_wrong(found: Sequence[str]) -> str:
    """Say what characters are that stand where others were meant.

    Args:
        found: The characters in the order of the text, at least one.
    """
    kinds = list(dict.fromkeys(found))
    many = len(found) > 1
    read = "but YAML reads them as letters" if many else "but YAML reads it as a letter"
    if len(kinds) > 1:
        names = [name_of_look_alike(each) for each in kinds[:_MOST_NAMED]]
        if len(kinds) > _MOST_NAMED:
            names.append(f"{len(kinds) - _MOST_NAMED} more")
        meant = {MEANT[each] for each in kinds}
        like = _shown(min(meant), many=True) if len(meant) == 1 and "" not in meant else "others"
        return f"{_and(names)} look like {like}, {read}"
    name, meant = name_of_look_alike(kinds[0]), MEANT[kinds[0]]
    subject = f"{len(found):,} characters {name}" if many else name
    if not meant:
        return f"{subject} cannot be seen, {read}"
    return f"{subject} {'look' if many else 'looks'} like {_shown(meant, many=many)}, {read}"


def what_to_do(found: Sequence[str]) -> str:
    """Say what to put in the place of such characters."""
    meant = list(dict.fromkeys(MEANT[each] for each in found if MEANT[each]))
    many = len(found) > 1
    it = "them" if many else "it"
    if not meant:
        return f"remove {it}"
    return f"replace {it} with {_and([_shown(each, many=many) for each in meant])}"


def replaced_here(found: Sequence[str]) -> str:
    """Return the title of the fix that replaces the characters of one place."""
    advice = what_to_do(found)
    return f"{advice[:1].upper()}{advice[1:]}"


def replaced_together(found: Sequence[str]) -> str:
    """Return the title of the fix that replaces those of a whole file."""
    return f"Replace {len(found):,} look-alike characters"


def _shown(meant: str, *, many: bool) -> str:
    if meant == " ":
        return "spaces" if many else "a space"
    return f"'{meant}'" if meant != "'" else '"\'"'


def _and(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def meant_edits(text: str, node: ScalarNode) -> tuple[TextEdit, ...]:
    """Return the edits that write a scalar with the characters that were meant.

    A block of text has none: whatever it holds is text.
    """
    if node.style in ("literal", "folded") or text[node.start : node.end].isascii():
        return ()
    quote = "" if node.style == "plain" else text[node.start]
    edits: list[TextEdit] = []
    for match in LOOK_ALIKE.finditer(text, node.start, node.end):
        meant = MEANT[match[0]]
        if quote and meant == quote:
            meant = ""  # the quotes are there already
        elif meant in {",", ":"} and not quote and _TIGHT.match(text, match.end(), node.end):
            meant += " "
        edits.append(TextEdit(Span(*match.span()), meant))
    return tuple(edits)


def meant_text(text: str, node: ScalarNode) -> str:
    """Return a scalar as it would be written with the characters that were meant."""
    parts: list[str] = []
    done = node.start
    for edit in meant_edits(text, node):
        parts += (text[done : edit.span.start], edit.text)
        done = edit.span.end
    return "".join((*parts, text[done : node.end]))


def characters_of(text: str, edits: Iterable[TextEdit]) -> list[str]:
    """Return the look-alike characters of ``text`` that edits replace."""
    replaced = (text[edit.span.start : edit.span.end] for edit in edits)
    return [char for part in replaced for char in part if char in MEANT]


def only_blanks(found: Iterable[str]) -> bool:
    """Whether nothing but blanks is replaced, of whose width there is no doubt."""
    return all(MEANT[each] in {"", " "} and each != WIDE_SPACE for each in found)

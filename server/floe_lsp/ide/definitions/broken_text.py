"""What can be told where the YAML could not be read, by the line alone."""

from __future__ import annotations

import re
from functools import cache

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.places import PlacePattern
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Span

_WORD = re.compile(r"[A-Za-z0-9_]+")
_DECLARATION = r"""(?m)^[ \t]*(?:-[ \t]+)?name[ \t]*:[ \t]+(["']?)(%s)\1[ \t]*(?:#.*)?\r?$"""
_DEPENDS_ON = PlacePattern(FileKind.PRODUCT, "transforms[].dependsOn")


def reference_at(snapshot: Snapshot, offset: int) -> Span | None:
    """Return the word at an offset when its line says that it names a declared transform."""
    document = snapshot.document
    if not document.problems or snapshot.kind is not FileKind.PRODUCT:
        return None
    line = document.text.line_span(document.text.position(offset).line)
    for match in _WORD.finditer(document.text.text, line.start, line.end):
        if match.start() <= offset <= match.end() and match[0] in snapshot.outline.by_name:
            before = document.text.text[line.start : match.start()]
            return Span(*match.span()) if _before_reference().fullmatch(before) else None
    return None


def declarations(snapshot: Snapshot, name: str) -> tuple[Span, ...]:
    """Return where a transform is declared by the looks of its line."""
    document = snapshot.document
    if not document.problems or snapshot.kind is not FileKind.PRODUCT:
        return ()
    found = re.finditer(_DECLARATION % re.escape(name), document.text.text)
    return tuple(Span(*match.span(2)) for match in found)


@cache
def _before_reference() -> re.Pattern[str]:
    """What a line has before the name of a transform that another one depends on."""
    keys = "|".join(map(re.escape, _DEPENDS_ON.spellings))
    return re.compile(rf"\s*-\s+[\"']?|.*\b(?:{keys})\s*:.*")

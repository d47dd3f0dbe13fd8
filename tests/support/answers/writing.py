"""Code actions, formatting.

``actions`` lists what is offered, ``actions source.fixAll`` what a client that asks for one kind
gets; ``apply <title>`` is the file after an action. ``format`` is the file after formatting,
``format 3-5`` after formatting these lines. ``typed Enter`` is the file after what an editor asks
for when the line break before the cursor was typed, ``typed Space`` after a blank and
``typed -`` after a dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from floe_lsp.compilation.diagnostics import Edit, Location, apply_edits
from floe_lsp.ide.code_actions import CodeAction, code_actions
from floe_lsp.ide.formatting import format_document, format_range
from floe_lsp.ide.formatting.on_type import BLANK, LINE_BREAK, format_typed
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span

_KEYS = {"Enter": LINE_BREAK, "Space": BLANK}


def _actions(snapshot: Snapshot, offset: int, argument: str) -> str:
    only = (argument,) if argument else None
    return shown_actions(code_actions(snapshot, Span(offset, offset), only))


def shown_actions(found: Iterable[CodeAction]) -> str:
    """What is offered, a line each, with the codes of what it fixes."""
    lines: list[str] = []
    for each in found:
        preferred = " (preferred)" if each.is_preferred else ""
        codes = " ".join(dict.fromkeys(diagnostic.code for diagnostic in each.diagnostics))
        lines.append(f"{each.kind.value}: {each.title}{preferred} [{codes}]".replace(" []", ""))
    return "".join(f"{line}\n" for line in lines) or "nothing\n"


def _apply(snapshot: Snapshot, offset: int, argument: str) -> str:
    found = code_actions(snapshot, Span(offset, offset))
    return applied(found, argument, snapshot.path, snapshot.document.text)


def applied(found: Sequence[CodeAction], title: str, path: Path, text: SourceText) -> str:
    """A text of a file after the action of a title, which may edit others too."""
    action = next((each for each in found if each.title == title), None)
    if action is None:
        return f"(no such action; there are: {[each.title for each in found]})\n"
    return _after(path, text, action.edits)


def _format(snapshot: Snapshot, offset: int, argument: str) -> str:
    if not argument:
        return _after(snapshot.path, snapshot.document.text, format_document(snapshot))
    first, _, last = argument.partition("-")
    text = snapshot.document.text
    span = Span(text.line_span(int(first) - 1).start, text.line_span(int(last) - 1).end)
    return _after(snapshot.path, text, format_range(snapshot, span))


def _typed(snapshot: Snapshot, offset: int, argument: str) -> str:
    found = format_typed(snapshot, offset, _KEYS.get(argument, argument))
    document = snapshot.document
    edits = [Edit(Location(document.path, each.span, document.text), each.text) for each in found]
    # What stands at the end of a line is what it is about.
    return re.sub(
        r"[ ]+$",
        lambda blanks: "·" * len(blanks[0]),
        _after(document.path, document.text, tuple(edits)),
        flags=re.MULTILINE,
    )


def _after(path: Path, text: SourceText, edits: tuple[Edit, ...]) -> str:
    if not edits:
        return "nothing\n"
    return apply_edits(text.text, [edit for edit in edits if edit.location.path == path])


ANSWERS = {"actions": _actions, "apply": _apply, "format": _format, "typed": _typed}

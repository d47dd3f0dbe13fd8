"""Completion: the items, and the file after one of them was accepted.

``completion`` lists the first items and shows the line after accepting the first one;
``completion all`` lists every item. ``completion accept <label>`` shows the file after accepting
that item, ``completion snippet <label>`` its text with placeholders, ``completion docs <label>``
what is said about it. An item has ``*`` where the client should ask for more right after.
"""

from __future__ import annotations

from floe_lsp.ide.completion import CompletionItem, complete, documentation_of
from floe_lsp.ide.snapshot import Snapshot

_SHOWN = 8


def _completion(snapshot: Snapshot, offset: int, argument: str) -> str:
    command, _, label = argument.partition(" ")
    items = complete(snapshot, offset)
    if not items:
        return "nothing\n"
    if command in ("", "all"):
        shown = items if command else items[:_SHOWN]
        lines = [_line(item) for item in shown]
        if len(items) > len(shown):
            lines.append(f"... {len(items) - len(shown)} more")
        if not command:
            lines.append(f"> {_accepted_lines(snapshot, items[0])}")
        return "\n".join(lines) + "\n"
    item = next((each for each in items if each.label == label), None)
    if item is None:
        return f"(no such item; there are: {', '.join(each.label for each in items)})\n"
    if command == "accept":
        return _accepted(snapshot, item)
    if command == "snippet":
        return f"{item.snippet or item.edit.text}\n"
    content = documentation_of(snapshot, item.data) if item.data else item.documentation
    return f"{content.plain}\n" if content else "nothing\n"


def _line(item: CompletionItem) -> str:
    detail = f": {item.detail}" if item.detail else ""
    return f"{item.label} ({item.kind.value}){detail}{' *' if item.triggers_suggest else ''}"


def _accepted(snapshot: Snapshot, item: CompletionItem) -> str:
    text = snapshot.document.text.text
    start, end = item.edit.span
    after = text[:start] + item.edit.text + text[end:]
    after = after.replace("\r\n", "␍\n")
    return after if after.endswith("\n") else f"{after}\n"


def _accepted_lines(snapshot: Snapshot, item: CompletionItem) -> str:
    """The lines that accepting changes, with their breaks visible."""
    source = snapshot.document.text
    start, end = item.edit.span
    begin = source.line_span(source.position(start).line).start
    stop = source.line_span(source.position(end).line).end
    after = source.text[begin:start] + item.edit.text + source.text[end:stop]
    return after.replace("\r\n", "␍⏎").replace("\n", "⏎")


ANSWERS = {"completion": _completion}

"""The parameters of each request, about a place in a document."""

from __future__ import annotations

from typing import Any

from door import Message

from .door import HELD, CheckedDoor
from .editor_text import Position, Range

_AT = {
    *("hover", "completion", "definition", "declaration", "implementation", "references"),
    *("documentHighlight", "prepareRename", "rename", "prepareCallHierarchy"),
}
_RANGES = {"codeAction", "inlayHint", "semanticTokens/range", "rangeFormatting"}
_KINDS: tuple[list[str] | None, ...] = (
    None,
    ["quickfix"],
    ["source.fixAll"],
    ["source"],
    ["refactor"],
    [],
)
_NAMES = ("stg_new", "a b", "", "Ü", "gold_orders", "*x", "stg_orders\n", "1.0")


def params_of(
    name: str, uri: str, at: Position, whole: Range, more: int, door: CheckedDoor
) -> tuple[str, Any]:
    """Return the method and the parameters of a request.

    Args:
        name: One of ``conversation.METHODS``.
        uri: The document.
        at: The place.
        whole: The range of the document.
        more: A number that decides about the rest.
        door: What has been answered, for requests that follow others.
    """
    document = {"textDocument": {"uri": uri}}
    where: Range = whole if more % 2 else {"start": at, "end": at}
    match name:
        case "calls":
            direction = ("incomingCalls", "outgoingCalls")[more % 2]
            return f"callHierarchy/{direction}", {"item": _item(door, uri, where)}
        case "resolve":
            return "completionItem/resolve", _completion(door)
        case "symbol":
            return "workspace/symbol", {"query": ("", "stg", "o", "é")[more % 4]}
        case "willRename":
            folder = uri.rpartition("/")[0]
            old, new = f"{folder}/models/stg_orders.sql", f"{folder}/models/{_NAMES[more % 4]}.sql"
            return "workspace/willRenameFiles", {"files": [{"oldUri": old, "newUri": new}]}
        case "workspaceDiagnostic":
            return HELD, {"previousResultIds": []}
        case _:
            return f"textDocument/{name}", document | _more(name, at, where, more)


def _more(name: str, at: Position, where: Range, more: int) -> Message:
    given: Message = {"position": at} if name in _AT else {}
    if name in _RANGES:
        given["range"] = where
    match name:
        case "references":
            given["context"] = {"includeDeclaration": bool(more % 2)}
        case "rename":
            given["newName"] = _NAMES[more % len(_NAMES)]
        case "selectionRange":
            given["positions"] = [at, where["end"]]
        case "codeAction":
            kinds = _KINDS[more % len(_KINDS)]
            given["context"] = {"diagnostics": [], "triggerKind": 1 + more % 2}
            if kinds is not None:
                given["context"]["only"] = kinds
        case "formatting" | "rangeFormatting":
            given["options"] = {"tabSize": 1 + more, "insertSpaces": more != 3}
        case _:
            pass
    return given


def _item(door: CheckedDoor, uri: str, where: Range) -> Message:
    for asked in reversed(door.asked.values()):
        found: Any = asked.answers[0].get("result") if asked.answers else None
        if asked.method == "textDocument/prepareCallHierarchy" and found:
            return found[0]
    return {"name": "stg_orders", "kind": 12, "uri": uri, "range": where, "selectionRange": where}


def _completion(door: CheckedDoor) -> Message:
    for asked in reversed(door.asked.values()):
        found: Any = asked.answers[0].get("result") if asked.answers else None
        if asked.method == "textDocument/completion" and found and found["items"]:
            return found["items"][len(door.asked) % len(found["items"])]
    return {"label": "name", "data": {"uri": "untitled:x", "field": 3}}

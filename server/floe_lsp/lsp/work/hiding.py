"""The last thing that happens to an answer: what it shows of a file loses its secrets.

Only what a person is shown is looked at. An edit writes into the same file what stood in it, and
addresses and data are not text of a file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from lsprotocol import types

Masked = Callable[[str], str]

SHOWN: dict[type, tuple[str, ...]] = {
    types.CallHierarchyIncomingCall: ("from_",),
    types.CallHierarchyItem: ("name", "detail"),
    types.CallHierarchyOutgoingCall: ("to",),
    types.ChangeAnnotation: ("label", "description"),
    types.CodeAction: ("title", "command", "disabled", "edit"),
    types.CodeActionDisabled: ("reason",),
    types.CodeLens: ("command",),
    types.Command: ("title", "tooltip"),
    types.CompletionItem: (
        "label",
        "label_details",
        "detail",
        "documentation",
        "filter_text",
        "command",
    ),
    types.CompletionItemLabelDetails: ("detail", "description"),
    types.CompletionList: ("items",),
    types.DocumentLink: ("tooltip",),
    types.DocumentSymbol: ("name", "detail", "children"),
    types.FoldingRange: ("collapsed_text",),
    types.Hover: ("contents",),
    types.InlayHint: ("label", "tooltip"),
    types.InlayHintLabelPart: ("value", "tooltip", "command"),
    types.MarkedStringWithLanguage: ("value",),
    types.MarkupContent: ("value",),
    types.PrepareRenamePlaceholder: ("placeholder",),
    types.SymbolInformation: ("name", "container_name"),
    types.WorkspaceEdit: ("change_annotations",),
    types.WorkspaceSymbol: ("name", "container_name"),
}
"""What a person sees of each type of an answer, and what holds such a type."""

_NOT_SHOWN = frozenset({"existing", "markdown", "path", "text", "uri", "written"})
"""Entries of a command's answer that name files, hold a page of our own with its examples, or are
the content of a file: an artifact is made without secrets, and stars would make it another one."""

_FOLDERS = "folders"
"""An entry of URIs, of which one with stars in it leads nowhere, or of what is told of each."""


def masked_answer(answer: Any, masked: Masked) -> Any:
    """Return an answer in which everything that is shown went through ``masked``.

    A completion that would write a secret is not offered.
    """
    if isinstance(answer, str):
        return masked(answer)
    if isinstance(answer, (list, tuple)):
        items = cast("Sequence[Any]", answer)
        shown = [masked_answer(each, masked) for each in items if _is_offered(each, masked)]
        return shown if isinstance(answer, list) else tuple(shown)
    if isinstance(answer, dict):
        given = cast("dict[Any, Any]", answer)
        return {
            key: value
            if key in _NOT_SHOWN or (key == _FOLDERS and _are_texts(value))
            else masked_answer(value, masked)
            for key, value in given.items()
        }
    kind: type = type(answer)  # pyright: ignore[reportUnknownVariableType]
    for name in SHOWN.get(kind, ()):
        value: object = getattr(answer, name)
        if value is not None:
            setattr(answer, name, masked_answer(value, masked))
    return answer


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, str) for each in cast("list[object]", value)
    )


def _is_offered(item: object, masked: Masked) -> bool:
    return not isinstance(item, types.CompletionItem) or masked(item.label) == item.label

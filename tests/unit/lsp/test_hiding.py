"""What of an answer is looked through for secrets before it leaves, kind by kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import attrs
import pytest
from lsprotocol import types
from lsprotocol.converters import get_converter

from floe_lsp.lsp.handlers.requests import REQUESTS
from floe_lsp.lsp.work.hiding import SHOWN, masked_answer

pytestmark = pytest.mark.requirement("security")

SECRET, STARS = "hunter22", "********"
RANGE = types.Range(types.Position(0, 0), types.Position(0, 1))
KIND = types.SymbolKind.Key
PLACE = types.Location("file:///a", RANGE)


def masked(words: str) -> str:
    return words.replace(SECRET, STARS)


def item() -> types.CallHierarchyItem:
    return types.CallHierarchyItem(SECRET, KIND, "file:///a", RANGE, RANGE, detail=SECRET)


def command() -> types.Command:
    return types.Command(SECRET, "floe.explain", tooltip=SECRET)


def annotated() -> types.WorkspaceEdit:
    return types.WorkspaceEdit(
        change_annotations={"a": types.ChangeAnnotation(SECRET, description=SECRET)}
    )


ANSWERS: list[Any] = [
    SECRET,
    [SECRET, [SECRET]],
    {"message": SECRET, "more": {"deeper": [SECRET]}},
    item(),
    types.CallHierarchyIncomingCall(item(), [RANGE]),
    types.CallHierarchyOutgoingCall(item(), [RANGE]),
    annotated(),
    types.CodeAction(
        SECRET, command=command(), disabled=types.CodeActionDisabled(SECRET), edit=annotated()
    ),
    types.CodeLens(RANGE, command()),
    command(),
    types.CompletionItem("a", detail=SECRET, documentation=SECRET, filter_text=SECRET),
    types.CompletionItem(
        "a",
        label_details=types.CompletionItemLabelDetails(SECRET, SECRET),
        command=command(),
    ),
    types.CompletionItem(
        "a", documentation=types.MarkupContent(types.MarkupKind.PlainText, SECRET)
    ),
    types.DocumentLink(RANGE, "file:///a", SECRET),
    types.DocumentSymbol(
        SECRET,
        KIND,
        RANGE,
        RANGE,
        detail=SECRET,
        children=[types.DocumentSymbol(SECRET, KIND, RANGE, RANGE)],
    ),
    types.FoldingRange(0, 1, collapsed_text=SECRET),
    types.Hover(types.MarkupContent(types.MarkupKind.Markdown, SECRET)),
    types.Hover([SECRET, types.MarkedStringWithLanguage("yaml", SECRET)]),
    types.InlayHint(types.Position(0, 0), SECRET, tooltip=SECRET),
    types.InlayHint(
        types.Position(0, 0),
        [types.InlayHintLabelPart(SECRET, tooltip=SECRET, command=command())],
    ),
    (types.DocumentLink(RANGE, "file:///a", SECRET),),
    types.PrepareRenamePlaceholder(RANGE, SECRET),
    types.SymbolInformation(PLACE, SECRET, KIND, container_name=SECRET),
    types.WorkspaceSymbol(PLACE, SECRET, KIND, container_name=SECRET),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: type(each).__name__)
def test_all_that_is_shown_is_looked_through(answer: Any) -> None:
    before = json.dumps(get_converter().unstructure(answer))
    after = json.dumps(get_converter().unstructure(masked_answer(answer, masked)))
    assert SECRET in before
    assert after == before.replace(SECRET, STARS)


def test_uris_of_folders_lead_somewhere() -> None:
    uris = {"folders": [f"file:///{SECRET}"]}
    assert masked_answer(uris, masked) == uris
    told = masked_answer({"folders": [{"settings": SECRET}]}, masked)
    assert told == {"folders": [{"settings": STARS}]}


NOT_TEXT_OF_A_FILE = {
    **dict.fromkeys(("href", "new_uri", "old_uri", "target", "target_uri", "uri"), "an address"),
    **dict.fromkeys(("changes", "insert_text", "new_text", "text_edit_text"), "what is written"),
    **dict.fromkeys(("annotation_id", "code", "kind", "language"), "a name of ours"),
    **dict.fromkeys(("result_id", "source", "commit_characters"), "a name of ours"),
    **dict.fromkeys(("arguments", "data"), "comes back to the server, and nobody sees it"),
    "Command.command": "a name of ours",
    "sort_text": "orders what is offered; what holds a secret is not",
    "diagnostics": "findings, in which a run has hidden all secrets",
    "Diagnostic.message": "the same",
    "Diagnostic.related_information": "the same",
    "DiagnosticRelatedInformation.message": "the same",
    "StringValue.value": "what is written",
}
"""Fields that are not looked through, by name or by type and name, and why."""


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for each in get_args(hint):
        yield from _parts(each)


def _fields(kind: type) -> dict[str, list[Any]]:
    hints = get_type_hints(kind, {**vars(types)})
    return {each.name: list(_parts(hints[each.name])) for each in attrs.fields(kind)}


def _answered() -> dict[type, dict[str, list[Any]]]:
    """Return every type that an answer may hold, with what its fields may hold."""
    pending: list[Any] = []
    for request in REQUESTS:
        response = types.METHOD_TO_TYPES[request.method][1]
        assert response is not None
        pending += _fields(response)["result"]
    found: dict[type, dict[str, list[Any]]] = {}
    while pending:
        kind = pending.pop()
        if isinstance(kind, type) and attrs.has(kind) and kind not in found:
            found[kind] = _fields(kind)
            pending += (part for parts in found[kind].values() for part in parts)
    return found


def test_no_field_that_may_hold_text_of_a_file_is_left_out() -> None:
    answered = _answered()
    assert {types.Command, types.MarkupContent, types.CompletionItemLabelDetails} <= set(answered)
    left = {
        f"{kind.__name__}.{name}"
        for kind, fields in answered.items()
        for name, parts in fields.items()
        if name not in SHOWN.get(kind, ())
        and not {name, f"{kind.__name__}.{name}"} & set(NOT_TEXT_OF_A_FILE)
        and any(part is str or part is Any or part in SHOWN for part in parts)
    }
    assert left == set()
    unknown = {name for kind, names in SHOWN.items() for name in names if name not in _fields(kind)}
    assert unknown == set()


def test_what_would_write_a_secret_is_not_offered() -> None:
    offered = [types.CompletionItem("a"), types.CompletionItem(SECRET), types.CompletionItem("b")]
    answer = masked_answer(types.CompletionList(False, offered), masked)
    assert [each.label for each in answer.items] == ["a", "b"]
    assert [each.label for each in masked_answer(offered, masked)] == ["a", "b"]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        5,
        True,
        types.TextEdit(RANGE, SECRET),
        [types.TextEdit(RANGE, SECRET)],
        types.CodeAction("a", edit=types.WorkspaceEdit({"a": [types.TextEdit(RANGE, SECRET)]})),
        types.Location(f"file:///{SECRET}", RANGE),
        {"path": f"/{SECRET}", "uri": f"file:///{SECRET}"},
        types.CodeLens(RANGE, types.Command("a", "floe.explain", arguments=[SECRET])),
        types.Hover("a"),
    ],
)
def test_edits_addresses_and_data_are_as_they_were(answer: Any) -> None:
    before = json.dumps(get_converter().unstructure(answer))
    assert json.dumps(get_converter().unstructure(masked_answer(answer, masked))) == before

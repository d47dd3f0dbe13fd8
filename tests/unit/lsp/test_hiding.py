"""What of an answer is looked through for secrets before it leaves, kind by kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lsprotocol import types
from lsprotocol.converters import get_converter

from floe_lsp.lsp.work.hiding import without_secrets

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
    return types.Command(SECRET, "floe.explain")


ANSWERS: list[Any] = [
    SECRET,
    [SECRET, [SECRET]],
    {"message": SECRET, "more": {"deeper": [SECRET]}},
    item(),
    types.CallHierarchyIncomingCall(item(), [RANGE]),
    types.CallHierarchyOutgoingCall(item(), [RANGE]),
    types.WorkspaceEdit(
        change_annotations={"a": types.ChangeAnnotation(SECRET, description=SECRET)}
    ),
    types.CodeAction(SECRET, command=command()),
    types.CodeLens(RANGE, command()),
    command(),
    types.CompletionItem("a", detail=SECRET, documentation=SECRET, filter_text=SECRET),
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
    types.InlayHint(types.Position(0, 0), SECRET, tooltip=SECRET),
    types.PrepareRenamePlaceholder(RANGE, SECRET),
    types.SymbolInformation(PLACE, SECRET, KIND, container_name=SECRET),
    types.WorkspaceSymbol(PLACE, SECRET, KIND, container_name=SECRET),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: type(each).__name__)
def test_all_that_is_shown_is_looked_through(answer: Any) -> None:
    before = json.dumps(get_converter().unstructure(answer))
    after = json.dumps(get_converter().unstructure(without_secrets(answer, masked)))
    assert SECRET in before
    assert after == before.replace(SECRET, STARS)


def test_what_would_write_a_secret_is_not_offered() -> None:
    offered = [types.CompletionItem("a"), types.CompletionItem(SECRET), types.CompletionItem("b")]
    answer = without_secrets(types.CompletionList(False, offered), masked)
    assert [each.label for each in answer.items] == ["a", "b"]
    assert [each.label for each in without_secrets(offered, masked)] == ["a", "b"]


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
    assert json.dumps(get_converter().unstructure(without_secrets(answer, masked))) == before

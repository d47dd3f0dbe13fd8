"""Each predicate follows one capability of the editor; none holds for one that is mute."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import pytest
from lsprotocol import types
from lsprotocol.converters import get_converter

from floe_lsp.lsp.state.capabilities import ClientFeatures

DYNAMIC = {"dynamicRegistration": True}
PLACES: dict[str, list[tuple[str, object]]] = {
    "hover_markdown": [("textDocument.hover.contentFormat", ["plaintext", "markdown"])],
    "completion_snippets": [("textDocument.completion.completionItem.snippetSupport", True)],
    "completion_markdown": [
        ("textDocument.completion.completionItem.documentationFormat", ["markdown"])
    ],
    "completion_resolves_documentation": [
        (
            "textDocument.completion.completionItem.resolveSupport",
            {"properties": ["documentation", "detail"]},
        )
    ],
    "completion_insert_as_is": [
        ("textDocument.completion.completionItem.insertTextModeSupport", {"valueSet": [1, 2]})
    ],
    "related_information": [
        ("textDocument.publishDiagnostics.relatedInformation", True),
        ("textDocument.diagnostic.relatedInformation", True),
    ],
    "code_description": [
        ("textDocument.publishDiagnostics.codeDescriptionSupport", True),
        ("textDocument.diagnostic.codeDescriptionSupport", True),
    ],
    "diagnostic_data": [
        ("textDocument.publishDiagnostics.dataSupport", True),
        ("textDocument.diagnostic.dataSupport", True),
    ],
    "diagnostic_tags": [
        ("textDocument.publishDiagnostics.tagSupport", {"valueSet": [1, 2]}),
        ("textDocument.diagnostic.tagSupport", {"valueSet": [1, 2]}),
    ],
    "publish_diagnostics": [("textDocument.publishDiagnostics", {})],
    "pull_diagnostics": [("textDocument.diagnostic", {})],
    "diagnostic_refresh": [("workspace.diagnostics.refreshSupport", True)],
    "code_lens_refresh": [("workspace.codeLens.refreshSupport", True)],
    "inlay_hint_refresh": [("workspace.inlayHint.refreshSupport", True)],
    "code_action_literals": [
        (
            "textDocument.codeAction.codeActionLiteralSupport",
            {"codeActionKind": {"valueSet": ["quickfix"]}},
        )
    ],
    "code_action_preferred": [("textDocument.codeAction.isPreferredSupport", True)],
    "hierarchical_symbols": [
        ("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport", True)
    ],
    "definition_links": [("textDocument.definition.linkSupport", True)],
    "declaration_links": [("textDocument.declaration.linkSupport", True)],
    "implementation_links": [("textDocument.implementation.linkSupport", True)],
    "link_tooltips": [("textDocument.documentLink.tooltipSupport", True)],
    "prepare_rename": [("textDocument.rename.prepareSupport", True)],
    "document_changes": [("workspace.workspaceEdit.documentChanges", True)],
    "create_files": [("workspace.workspaceEdit.resourceOperations", ["create", "delete"])],
    "rename_files": [("workspace.workspaceEdit.resourceOperations", ["rename", "delete"])],
    "will_rename_files": [("workspace.fileOperations.willRename", True)],
    "change_annotations": [
        ("workspace.workspaceEdit.changeAnnotationSupport", {"groupsOnLabel": True})
    ],
    "apply_edit": [("workspace.applyEdit", True)],
    "work_done_progress": [("window.workDoneProgress", True)],
    "configuration": [("workspace.configuration", True)],
    "configuration_changes": [("workspace.didChangeConfiguration", DYNAMIC)],
    "registers_documents": [("textDocument.synchronization", DYNAMIC)],
    "relative_filters": [("textDocument.filters.relativePatternSupport", True)],
    "registers_definition": [("textDocument.definition", DYNAMIC)],
    "registers_declaration": [("textDocument.declaration", DYNAMIC)],
    "registers_implementation": [("textDocument.implementation", DYNAMIC)],
    "registers_references": [("textDocument.references", DYNAMIC)],
    "registers_call_hierarchy": [("textDocument.callHierarchy", DYNAMIC)],
    "registers_highlights": [("textDocument.documentHighlight", DYNAMIC)],
    "registers_hover": [("textDocument.hover", DYNAMIC)],
    "registers_code_lenses": [("textDocument.codeLens", DYNAMIC)],
    "registers_code_actions": [("textDocument.codeAction", DYNAMIC)],
    "registers_rename": [("textDocument.rename", DYNAMIC)],
    "watched_files": [("workspace.didChangeWatchedFiles", DYNAMIC)],
    "show_document": [("window.showDocument.support", True)],
}
"""By predicate: where the specification has its capability, and a value that grants it."""

ALSO = {
    "textDocument.diagnostic": {"pull_diagnostics"},
    "textDocument.publishDiagnostics": {"publish_diagnostics"},
}
"""What asks for findings at all holds as well where a detail of it does."""


def features(path: str, value: object) -> ClientFeatures:
    """What an editor can do that sends one capability."""
    given: Any = value
    for name in reversed(path.split(".")):
        given = {name: given}
    return ClientFeatures.of(get_converter().structure(given, types.ClientCapabilities))


CASES = [(name, path, value) for name, places in PLACES.items() for path, value in places]


def test_every_predicate_is_here() -> None:
    assert list(PLACES) == [each.name for each in fields(ClientFeatures)]


def test_an_editor_that_says_nothing() -> None:
    assert ClientFeatures.of(types.ClientCapabilities()) == ClientFeatures()
    assert not any(asdict(ClientFeatures()).values())


@pytest.mark.parametrize(("name", "path", "value"), CASES, ids=[path for _, path, _ in CASES])
def test_one_capability_is_one_predicate(name: str, path: str, value: object) -> None:
    held = {each for each, holds in asdict(features(path, value)).items() if holds}
    implied = {each for start, more in ALSO.items() if path.startswith(start) for each in more}
    assert held == {name} | implied


NOT_GRANTED = [(name, path, value) for name, path, value in CASES if value in (True, DYNAMIC)] + [
    (name, path, other)
    for name, path, other in (
        ("hover_markdown", "textDocument.hover.contentFormat", ["plaintext"]),
        ("create_files", "workspace.workspaceEdit.resourceOperations", ["rename", "delete"]),
        ("rename_files", "workspace.workspaceEdit.resourceOperations", ["create", "delete"]),
        (
            "completion_resolves_documentation",
            "textDocument.completion.completionItem.resolveSupport",
            {"properties": ["detail"]},
        ),
        (
            "completion_insert_as_is",
            "textDocument.completion.completionItem.insertTextModeSupport",
            {"valueSet": [2]},
        ),
    )
]


@pytest.mark.parametrize(("name", "path", "value"), NOT_GRANTED)
def test_a_capability_that_is_denied(name: str, path: str, value: object) -> None:
    denied = {True: False}.get(value, value) if isinstance(value, bool) else value
    if value == DYNAMIC:
        denied = {"dynamicRegistration": False}
    assert getattr(features(path, denied), name) is False

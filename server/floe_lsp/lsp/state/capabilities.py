"""What the editor can show, resolved once into predicates (LSP 3.17, "ClientCapabilities")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsprotocol import types


@dataclass(frozen=True)
class ClientFeatures:
    """What an editor offers; what it does not mention it cannot do."""

    hover_markdown: bool = False
    completion_snippets: bool = False
    completion_markdown: bool = False
    completion_resolves_documentation: bool = False
    completion_insert_as_is: bool = False
    related_information: bool = False
    code_description: bool = False
    diagnostic_data: bool = False
    diagnostic_tags: bool = False
    pull_diagnostics: bool = False
    diagnostic_refresh: bool = False
    code_action_literals: bool = False
    code_action_preferred: bool = False
    hierarchical_symbols: bool = False
    line_folding_only: bool = False
    definition_links: bool = False
    declaration_links: bool = False
    implementation_links: bool = False
    link_tooltips: bool = False
    prepare_rename: bool = False
    document_changes: bool = False
    create_files: bool = False
    rename_files: bool = False
    will_rename_files: bool = False
    change_annotations: bool = False
    apply_edit: bool = False
    work_done_progress: bool = False
    configuration: bool = False
    configuration_changes: bool = False
    watched_files: bool = False
    inlay_hint_refresh: bool = False
    code_lens_refresh: bool = False
    semantic_tokens_refresh: bool = False
    show_document: bool = False
    show_message_actions: bool = False

    @classmethod
    def of(cls, given: types.ClientCapabilities) -> ClientFeatures:
        """Resolve the capabilities that an editor sent with ``initialize``."""
        ask = _Asker(given)
        document, workspace, window = "text_document.", "workspace.", "window."
        formats = ask(document + "hover.content_format") or ()
        item = document + "completion.completion_item."
        published, pulled = document + "publish_diagnostics.", document + "diagnostic."
        markdown = types.MarkupKind.Markdown
        operations = ask(workspace + "workspace_edit.resource_operations") or ()
        resolved = getattr(ask(item + "resolve_support"), "properties", None) or ()
        insert_modes = getattr(ask(item + "insert_text_mode_support"), "value_set", None) or ()
        found = {
            "hover_markdown": markdown in formats,
            "completion_snippets": ask(item + "snippet_support"),
            "completion_markdown": markdown in (ask(item + "documentation_format") or ()),
            "completion_resolves_documentation": "documentation" in resolved,
            "completion_insert_as_is": types.InsertTextMode.AsIs in insert_modes,
            "related_information": ask(published + "related_information")
            or ask(pulled + "related_information"),
            "code_description": ask(published + "code_description_support")
            or ask(pulled + "code_description_support"),
            "diagnostic_data": ask(published + "data_support") or ask(pulled + "data_support"),
            "diagnostic_tags": ask(published + "tag_support") or ask(pulled + "tag_support"),
            "pull_diagnostics": ask(document + "diagnostic"),
            "diagnostic_refresh": ask(workspace + "diagnostics.refresh_support"),
            "code_action_literals": ask(document + "code_action.code_action_literal_support"),
            "code_action_preferred": ask(document + "code_action.is_preferred_support"),
            "hierarchical_symbols": ask(
                document + "document_symbol.hierarchical_document_symbol_support"
            ),
            "line_folding_only": ask(document + "folding_range.line_folding_only"),
            "definition_links": ask(document + "definition.link_support"),
            "declaration_links": ask(document + "declaration.link_support"),
            "implementation_links": ask(document + "implementation.link_support"),
            "link_tooltips": ask(document + "document_link.tooltip_support"),
            "prepare_rename": ask(document + "rename.prepare_support"),
            "document_changes": ask(workspace + "workspace_edit.document_changes"),
            "create_files": types.ResourceOperationKind.Create in operations,
            "rename_files": types.ResourceOperationKind.Rename in operations,
            "will_rename_files": ask(workspace + "file_operations.will_rename"),
            "change_annotations": ask(workspace + "workspace_edit.change_annotation_support"),
            "apply_edit": ask(workspace + "apply_edit"),
            "work_done_progress": ask(window + "work_done_progress"),
            "configuration": ask(workspace + "configuration"),
            "configuration_changes": ask(
                workspace + "did_change_configuration.dynamic_registration"
            ),
            "watched_files": ask(workspace + "did_change_watched_files.dynamic_registration"),
            "inlay_hint_refresh": ask(workspace + "inlay_hint.refresh_support"),
            "code_lens_refresh": ask(workspace + "code_lens.refresh_support"),
            "semantic_tokens_refresh": ask(workspace + "semantic_tokens.refresh_support"),
            "show_document": ask(window + "show_document.support"),
            "show_message_actions": ask(window + "show_message"),
        }
        return cls(**{name: bool(value) for name, value in found.items()})


class _Asker:
    """Reads a dotted path of attributes of which any may be missing."""

    def __init__(self, root: object) -> None:
        self._root = root

    def __call__(self, path: str) -> Any:
        value: Any = self._root
        for name in path.split("."):
            value = getattr(value, name, None)
            if value is None:
                return None
        return value

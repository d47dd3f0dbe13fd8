"""What the editor can show, resolved once into predicates (LSP 3.17, "ClientCapabilities")."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import reduce
from typing import Any, cast

from lsprotocol import types

_ITEM = "text_document.completion.completion_item."
_PUBLISHED = "text_document.publish_diagnostics."
_PULLED = "text_document.diagnostic."
_OPERATIONS = "workspace.workspace_edit.resource_operations"


def _capability(*paths: str, holding: object = None) -> bool:
    """Declare a field that is true where an editor has one of several capabilities.

    Args:
        paths: The capabilities, as attributes of ``ClientCapabilities``.
        holding: What the list there must hold; without it, anything but ``False`` grants it.
    """
    return field(default=False, metadata={"paths": paths, "holding": holding})


def _registered(request: str) -> bool:
    """Declare a field that is true where an editor lets one kind of request be registered later."""
    return _capability(f"text_document.{request}.dynamic_registration")


@dataclass(frozen=True)
class ClientFeatures:
    """What an editor offers; what it does not mention it cannot do."""

    hover_markdown: bool = _capability(
        "text_document.hover.content_format", holding=types.MarkupKind.Markdown
    )
    completion_snippets: bool = _capability(_ITEM + "snippet_support")
    completion_markdown: bool = _capability(
        _ITEM + "documentation_format", holding=types.MarkupKind.Markdown
    )
    completion_resolves_documentation: bool = _capability(
        _ITEM + "resolve_support.properties", holding="documentation"
    )
    completion_insert_as_is: bool = _capability(
        _ITEM + "insert_text_mode_support.value_set", holding=types.InsertTextMode.AsIs
    )
    related_information: bool = _capability(
        _PUBLISHED + "related_information", _PULLED + "related_information"
    )
    code_description: bool = _capability(
        _PUBLISHED + "code_description_support", _PULLED + "code_description_support"
    )
    diagnostic_data: bool = _capability(_PUBLISHED + "data_support", _PULLED + "data_support")
    diagnostic_tags: bool = _capability(_PUBLISHED + "tag_support", _PULLED + "tag_support")
    publish_diagnostics: bool = _capability("text_document.publish_diagnostics")
    pull_diagnostics: bool = _capability("text_document.diagnostic")
    diagnostic_refresh: bool = _capability("workspace.diagnostics.refresh_support")
    code_lens_refresh: bool = _capability("workspace.code_lens.refresh_support")
    inlay_hint_refresh: bool = _capability("workspace.inlay_hint.refresh_support")
    code_action_literals: bool = _capability(
        "text_document.code_action.code_action_literal_support"
    )
    code_action_preferred: bool = _capability("text_document.code_action.is_preferred_support")
    hierarchical_symbols: bool = _capability(
        "text_document.document_symbol.hierarchical_document_symbol_support"
    )
    definition_links: bool = _capability("text_document.definition.link_support")
    declaration_links: bool = _capability("text_document.declaration.link_support")
    implementation_links: bool = _capability("text_document.implementation.link_support")
    link_tooltips: bool = _capability("text_document.document_link.tooltip_support")
    prepare_rename: bool = _capability("text_document.rename.prepare_support")
    document_changes: bool = _capability("workspace.workspace_edit.document_changes")
    create_files: bool = _capability(_OPERATIONS, holding=types.ResourceOperationKind.Create)
    rename_files: bool = _capability(_OPERATIONS, holding=types.ResourceOperationKind.Rename)
    will_rename_files: bool = _capability("workspace.file_operations.will_rename")
    change_annotations: bool = _capability("workspace.workspace_edit.change_annotation_support")
    apply_edit: bool = _capability("workspace.apply_edit")
    work_done_progress: bool = _capability("window.work_done_progress")
    configuration: bool = _capability("workspace.configuration")
    configuration_changes: bool = _capability(
        "workspace.did_change_configuration.dynamic_registration"
    )
    registers_documents: bool = _capability("text_document.synchronization.dynamic_registration")
    """Whether it can be asked later for more files."""
    relative_filters: bool = _capability("text_document.filters.relative_pattern_support")
    """Whether the files that it is asked for may be told by a pattern that counts from a URI."""
    registers_definition: bool = _registered("definition")
    registers_declaration: bool = _registered("declaration")
    registers_implementation: bool = _registered("implementation")
    registers_references: bool = _registered("references")
    registers_call_hierarchy: bool = _registered("call_hierarchy")
    registers_highlights: bool = _registered("document_highlight")
    registers_hover: bool = _registered("hover")
    registers_code_lenses: bool = _registered("code_lens")
    registers_code_actions: bool = _registered("code_action")
    registers_rename: bool = _registered("rename")
    watched_files: bool = _capability("workspace.did_change_watched_files.dynamic_registration")
    show_document: bool = _capability("window.show_document.support")

    @property
    def creates_files(self) -> bool:
        """Whether an edit may create a file and give it a text."""
        return self.document_changes and self.create_files

    @property
    def asks_for_diagnostics(self) -> bool:
        """Whether findings are pulled, and not pushed.

        What cannot be asked to pull again would not hear of what is found later, such as of an
        edit in another file; most such editors show what is pushed, too.
        """
        return self.pull_diagnostics and (self.diagnostic_refresh or not self.publish_diagnostics)

    @property
    def hears_of_diagnostics(self) -> bool:
        """Whether findings that wait can be shown later, without an edit."""
        return self.diagnostic_refresh or not self.asks_for_diagnostics

    @classmethod
    def of(cls, given: types.ClientCapabilities) -> ClientFeatures:
        """Resolve the capabilities that an editor sent with ``initialize``."""
        return cls(**{each.name: _is_granted(given, **each.metadata) for each in fields(cls)})


def _is_granted(given: types.ClientCapabilities, paths: tuple[str, ...], holding: object) -> bool:
    values = (_value_at(given, path) for path in paths)
    if holding is None:
        return any(map(bool, values))
    return any(holding in (value or ()) for value in values)


def _value_at(given: types.ClientCapabilities, path: str) -> Any:
    """Follow a dotted path of attributes of which any may be missing."""
    return reduce(
        lambda value, name: getattr(value, name, None), path.split("."), cast("Any", given)
    )

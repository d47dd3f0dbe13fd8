"""From our types to the protocol's and back (invariant 6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types

from floe_lsp.compilation import Diagnostic
from floe_lsp.compilation.codes import Severity, Trait
from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.compilation.pages import docs_url
from floe_lsp.compilation.territory import Territory
from floe_lsp.ide.content import Content
from floe_lsp.ide.new_file import NewFile
from floe_lsp.ide.rename import ChangeNote, EditToConfirm, RenameResult
from floe_lsp.lsp.wire import uris
from floe_lsp.syntax import PositionEncoding, SourceText, Span

from .capabilities import ClientFeatures
from .documents import DocumentStore
from .settings import Settings

SOURCE = "floe"
"""What the editor shows beside a diagnostic."""

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}


class Converter:
    """Converts for one editor: its encoding, its capabilities, its spelling of URIs."""

    def __init__(self, client: ClientFeatures, store: DocumentStore) -> None:
        self.client = client
        self._store = store
        self._uris: dict[Path, str] = {}
        """Of files that are not open; to write one costs more than all the rest of a report."""

    @property
    def encoding(self) -> PositionEncoding:
        """How the editor counts characters."""
        return self._store.encoding

    def keep(self, territory: Territory) -> None:
        """Drop the URIs of files that nobody asks for any more."""
        territory.keep(self._uris)

    def uri(self, path: Path) -> str:
        """Return the URI of a file, as the editor spelled it when it is open."""
        document = self._store.at(path)
        if document is not None:
            return document.uri
        uri = self._uris.get(path)
        if uri is None:
            uri = self._uris[path] = uris.from_path(path)
        return uri

    def offset(self, text: SourceText, position: types.Position) -> int:
        """Return the code-point offset of a position."""
        return text.from_units(position.line, position.character, self.encoding)

    def span(self, text: SourceText, given: types.Range) -> Span:
        """Return the span of a range."""
        return Span(self.offset(text, given.start), self.offset(text, given.end))

    def position(self, text: SourceText, offset: int) -> types.Position:
        """Return the position of a code-point offset."""
        return types.Position(*text.to_units(offset, self.encoding))

    def range(self, text: SourceText, span: tuple[int, int]) -> types.Range:
        """Return the range of a span."""
        return types.Range(self.position(text, span[0]), self.position(text, span[1]))

    def location(self, location: Location) -> types.Location:
        """Return a place in a file."""
        return types.Location(self.uri(location.path), self.range(location.text, location.span))

    def diagnostic(self, found: Diagnostic, settings: Settings) -> types.Diagnostic:
        """Return a finding with what the editor can show of it."""
        message = found.message if not found.suggestion else f"{found.message}\n{found.suggestion}"
        result = types.Diagnostic(
            range=self.range(found.location.text, found.location.span),
            message=message,
            severity=self.severity(found, settings),
            code=found.code,
            source=SOURCE,
        )
        page = docs_url(found.code, settings.docs_base_url)
        if self.client.code_description and page is not None:
            result.code_description = types.CodeDescription(page)
        if self.client.related_information and found.related:
            result.related_information = [
                types.DiagnosticRelatedInformation(self.location(each.location), each.message)
                for each in found.related
            ]
        if self.client.diagnostic_tags and Trait.UNNECESSARY in found.info.traits:
            result.tags = [types.DiagnosticTag.Unnecessary]
        if self.client.diagnostic_data and found.fixes:
            result.data = {"fixes": [fix.title for fix in found.fixes]}
        return result

    @staticmethod
    def severity(found: Diagnostic, settings: Settings) -> types.DiagnosticSeverity:
        """Return the severity, as the settings want it."""
        # What is off is shown nowhere, so nobody asks for it.
        return _SEVERITIES[settings.severity_of(found) or found.severity]

    @staticmethod
    def content(given: Content, *, markdown: bool) -> types.MarkupContent:
        """Return text for a person, as Markdown where the editor shows it."""
        if markdown:
            return types.MarkupContent(types.MarkupKind.Markdown, given.markdown)
        return types.MarkupContent(types.MarkupKind.PlainText, given.plain)

    def text_edit(self, text: SourceText, span: tuple[int, int], new: str) -> types.TextEdit:
        """Return the replacement of a span."""
        return types.TextEdit(self.range(text, span), new)

    def workspace_edit(self, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        """Return edits of one or several files, tied to the versions they were made for."""
        if self.client.document_changes:
            return types.WorkspaceEdit(document_changes=self._document_edits(edits))
        return types.WorkspaceEdit(
            changes={self.uri(path): self._edits(each) for path, each in _by_path(edits).items()}
        )

    def _document_edits(self, edits: Iterable[Edit]) -> list[types.TextDocumentEdit]:
        return [
            types.TextDocumentEdit(self._identifier(each[0].location), self._edits(each))
            for each in _by_path(edits).values()
        ]

    def creation(self, files: Iterable[NewFile], edits: Iterable[Edit] = ()) -> types.WorkspaceEdit:
        """Return the edit that creates files, and fails where one is; then the other edits.

        All are created before the first is written. VS Code undoes what lies side by side as one
        step, in files of which no editor is open too; alternating, its undo ended at the first of
        them.
        """
        created: list[types.CreateFile] = []
        written: list[types.TextDocumentEdit] = []
        start = types.Position(0, 0)
        never_over = types.CreateFileOptions(overwrite=False, ignore_if_exists=False)
        for each in files:
            uri = self.uri(each.path)
            new = types.OptionalVersionedTextDocumentIdentifier(uri)
            text = types.TextEdit(types.Range(start, start), each.text)
            created.append(types.CreateFile(uri, options=never_over))
            written.append(types.TextDocumentEdit(new, [text]))
        written += self._document_edits(edits)
        return types.WorkspaceEdit(document_changes=[*created, *written])

    def rename_edit(self, found: RenameResult) -> types.WorkspaceEdit:
        """Return a rename; what the person has to agree to is annotated and comes last.

        An editor that cannot ask makes all of it. Each file is edited once, as an editor may make
        one edit after the other, and before it gets another name.
        """
        if not self.client.document_changes:
            asked = (each.edit for each in found.edits_to_confirm)
            return self.workspace_edit((*found.edits, *asked))
        notes: dict[str, types.ChangeAnnotation] = {}
        edits: dict[Path, list[types.TextEdit | types.AnnotatedTextEdit]] = {}
        places = {edit.location.path: edit.location for edit in found.edits}
        for path, plain in _by_path(found.edits).items():
            edits[path] = [*self._edits(plain)]
        for each in found.edits_to_confirm:
            place = each.edit.location
            _ = places.setdefault(place.path, place)
            edits.setdefault(place.path, []).append(self._annotated(each, notes))
        changes: list[types.TextDocumentEdit | types.RenameFile] = [
            types.TextDocumentEdit(self._identifier(places[path]), each)
            for path, each in edits.items()
        ]
        for file in found.file_renames:
            note = None if file.note is None else self._note(notes, file.note)
            old, new = self.uri(file.old), self.uri(file.new)
            changes.append(types.RenameFile(old, new, annotation_id=note))
        return types.WorkspaceEdit(document_changes=changes, change_annotations=notes or None)

    def _annotated(
        self, asked: EditToConfirm, notes: dict[str, types.ChangeAnnotation]
    ) -> types.TextEdit | types.AnnotatedTextEdit:
        edit = asked.edit
        note = self._note(notes, asked.note)
        plain = self.text_edit(edit.location.text, edit.location.span, edit.text)
        if note is None:
            return plain
        return types.AnnotatedTextEdit(note, plain.range, plain.new_text)

    def _note(self, notes: dict[str, types.ChangeAnnotation], note: ChangeNote) -> str | None:
        """Take in a note; return what it is called, ``None`` for an editor that cannot ask."""
        if not self.client.change_annotations:
            return None
        notes[note.label] = types.ChangeAnnotation(
            note.label, needs_confirmation=True, description=note.description
        )
        return note.label

    def _edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        return [self.text_edit(each.location.text, each.location.span, each.text) for each in edits]

    def _identifier(self, place: Location) -> types.OptionalVersionedTextDocumentIdentifier:
        """Return the text that an edit was made for, which may not be the present one."""
        return types.OptionalVersionedTextDocumentIdentifier(
            self.uri(place.path), place.text.version
        )


def _by_path(edits: Iterable[Edit]) -> dict[Path, list[Edit]]:
    by_path: dict[Path, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.location.path].append(edit)
    return by_path

"""What an editor is shown of a finding and of edits, field by field (LSP 3.17)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lsprotocol import types

from floe_lsp.compilation import Diagnostic
from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Edit, Fix, Location, Related
from floe_lsp.ide.rename import ChangeNote, EditToConfirm, FileRename, RenameResult
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.convert import Converter
from floe_lsp.lsp.state.documents import DocumentStore
from floe_lsp.lsp.state.settings import Settings
from floe_lsp.syntax import SourceText, Span

pytestmark = pytest.mark.requirement("robustness")

SPEC, OTHER = Path("/product/floe.yaml"), Path("/product/other.yaml")
TEXT = SourceText("name: 😀orders\nversion: 1\n")
NAME = Location(SPEC, Span(7, 13), TEXT)
"""What is written after a character that is one code point and two UTF-16 units."""
VERSION = Location(SPEC, Span(14, 21), TEXT)
RICH = ClientFeatures(
    related_information=True,
    code_description=True,
    diagnostic_data=True,
    diagnostic_tags=True,
    document_changes=True,
    change_annotations=True,
    rename_files=True,
)


def converter(client: ClientFeatures = RICH) -> Converter:
    return Converter(client, DocumentStore())


def finding(code: str = "E106", severity: Severity = Severity.ERROR, **more: object) -> Diagnostic:
    return Diagnostic(code, "It is wrong.", NAME, severity, **more)  # pyright: ignore[reportArgumentType]


def a_range(line: int, start: int, end: int) -> types.Range:
    return types.Range(types.Position(line, start), types.Position(line, end))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Severity.ERROR, types.DiagnosticSeverity.Error),
        (Severity.WARNING, types.DiagnosticSeverity.Warning),
        (Severity.INFO, types.DiagnosticSeverity.Information),
        (Severity.HINT, types.DiagnosticSeverity.Hint),
    ],
)
def test_each_severity_has_its_counterpart(
    ours: Severity, theirs: types.DiagnosticSeverity
) -> None:
    assert converter().diagnostic(finding(severity=ours), Settings()).severity is theirs
    chosen = Settings(severities={"E106": ours.value})
    assert converter().diagnostic(finding(), chosen).severity is theirs


@pytest.mark.parametrize(
    ("encoding", "start", "end"), [("utf-8", 10, 16), ("utf-16", 8, 14), ("utf-32", 7, 13)]
)
def test_a_place_is_counted_as_the_editor_counts(encoding: str, start: int, end: int) -> None:
    store = DocumentStore(encoding)  # pyright: ignore[reportArgumentType]
    convert = Converter(RICH, store)
    assert convert.range(TEXT, NAME.span) == a_range(0, start, end)
    assert convert.span(TEXT, a_range(0, start, end)) == NAME.span
    assert convert.offset(TEXT, types.Position(1, 2)) == 16
    assert convert.position(TEXT, 16) == types.Position(1, 2)


def test_all_of_a_finding() -> None:
    related = Related(VERSION, "It says another thing.")
    fix = Fix("Rename to 'x'", (Edit(NAME, "x"),))
    shown = converter().diagnostic(
        finding(suggestion="Write it so.", related=(related,), fixes=(fix,)),
        Settings(docs_base_url="https://docs.example/codes"),
    )
    assert shown == types.Diagnostic(
        range=a_range(0, 8, 14),
        message="It is wrong.\nWrite it so.",
        severity=types.DiagnosticSeverity.Error,
        code="E106",
        source="floe",
        code_description=types.CodeDescription("https://docs.example/codes/E106.md"),
        related_information=[
            types.DiagnosticRelatedInformation(
                types.Location(SPEC.as_uri(), a_range(1, 0, 7)), "It says another thing."
            )
        ],
        data={"fixes": ["Rename to 'x'"]},
    )


def test_an_editor_that_can_show_little_is_sent_little() -> None:
    fix = Fix("Rename to 'x'", (Edit(NAME, "x"),))
    full = finding(related=(Related(VERSION, "Here."),), fixes=(fix,))
    shown = converter(ClientFeatures()).diagnostic(full, Settings())
    assert shown == types.Diagnostic(
        a_range(0, 8, 14),
        "It is wrong.",
        severity=types.DiagnosticSeverity.Error,
        code="E106",
        source="floe",
    )


@pytest.mark.parametrize(
    ("code", "tags"), [("E106", None), ("E131", [types.DiagnosticTag.Unnecessary])]
)
def test_what_has_no_effect_is_faded(code: str, tags: list[types.DiagnosticTag] | None) -> None:
    assert converter().diagnostic(finding(code), Settings()).tags == tags
    assert converter(ClientFeatures()).diagnostic(finding(code), Settings()).tags is None


def test_edits_are_tied_to_the_version_that_is_open() -> None:
    store = DocumentStore()
    shown = store.open("file:///product/floe%2Eyaml", SPEC, 7, TEXT.text, on_disk=True)
    name, version = (replace(each, text=shown.text) for each in (NAME, VERSION))
    edits = [Edit(name, "a"), Edit(Location(OTHER, Span(0, 4), TEXT), "b"), Edit(version, "c")]
    made = Converter(RICH, store).workspace_edit(edits)
    assert made.changes is None
    assert made.document_changes == [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier("file:///product/floe%2Eyaml", 7),
            [types.TextEdit(a_range(0, 8, 14), "a"), types.TextEdit(a_range(1, 0, 7), "c")],
        ),
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(OTHER.as_uri(), None),
            [types.TextEdit(a_range(0, 0, 4), "b")],
        ),
    ]


def test_edits_for_an_editor_that_knows_no_versions() -> None:
    edits = [Edit(NAME, "a"), Edit(Location(OTHER, Span(0, 4), TEXT), "b")]
    assert converter(ClientFeatures()).workspace_edit(edits) == types.WorkspaceEdit(
        changes={
            SPEC.as_uri(): [types.TextEdit(a_range(0, 8, 14), "a")],
            OTHER.as_uri(): [types.TextEdit(a_range(0, 0, 4), "b")],
        }
    )


def test_what_a_person_has_to_agree_to_is_annotated_and_comes_last() -> None:
    note = ChangeNote("Rename the model", "dbt knows it by this name.")
    made = converter().rename_edit(
        RenameResult(
            edits=(Edit(NAME, "a"),),
            edits_to_confirm=(EditToConfirm(Edit(VERSION, "b"), note),),
            file_renames=(
                FileRename(OTHER, Path("/product/new.yaml"), None),
                FileRename(SPEC, Path("/product/old.yaml"), note),
            ),
        )
    )
    spec = types.OptionalVersionedTextDocumentIdentifier(SPEC.as_uri(), None)
    assert made.document_changes == [
        # Together: an editor may make the edits of one file after those of another.
        types.TextDocumentEdit(
            spec,
            [
                types.TextEdit(a_range(0, 8, 14), "a"),
                types.AnnotatedTextEdit("Rename the model", a_range(1, 0, 7), "b"),
            ],
        ),
        types.RenameFile(OTHER.as_uri(), "file:///product/new.yaml"),
        types.RenameFile(
            SPEC.as_uri(), "file:///product/old.yaml", annotation_id="Rename the model"
        ),
    ]
    assert made.change_annotations == {
        "Rename the model": types.ChangeAnnotation(
            "Rename the model", needs_confirmation=True, description="dbt knows it by this name."
        )
    }


def test_an_editor_that_cannot_ask_makes_all_of_a_rename() -> None:
    note = ChangeNote("Rename the model", "dbt knows it by this name.")
    found = RenameResult(
        (Edit(NAME, "a"),),
        (FileRename(OTHER, Path("/product/new.yaml"), note),),
        (EditToConfirm(Edit(VERSION, "b"), note),),
    )
    edits = [types.TextEdit(a_range(0, 8, 14), "a"), types.TextEdit(a_range(1, 0, 7), "b")]
    without_notes = ClientFeatures(document_changes=True, rename_files=True)
    spec = types.OptionalVersionedTextDocumentIdentifier(SPEC.as_uri(), None)
    assert converter(without_notes).rename_edit(found) == types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(spec, edits),
            types.RenameFile(OTHER.as_uri(), "file:///product/new.yaml"),
        ]
    )
    plain = converter(ClientFeatures()).rename_edit(found)
    assert plain == types.WorkspaceEdit(changes={SPEC.as_uri(): edits})


def test_each_kind_of_change_of_a_rename_alone() -> None:
    note = ChangeNote("Rename the model", "dbt knows it by this name.")
    files = converter().rename_edit(RenameResult((), file_renames=(FileRename(SPEC, OTHER, None),)))
    assert files.document_changes == [types.RenameFile(SPEC.as_uri(), OTHER.as_uri())]
    assert files.change_annotations is None
    asked = converter().rename_edit(
        RenameResult((), edits_to_confirm=(EditToConfirm(Edit(NAME, "b"), note),))
    )
    assert asked.document_changes is not None
    assert len(asked.document_changes) == 1
    # An editor that knows no versions gets edits as it knows them.
    plain = converter(ClientFeatures()).rename_edit(RenameResult((Edit(NAME, "a"),)))
    assert plain == types.WorkspaceEdit(
        changes={SPEC.as_uri(): [types.TextEdit(a_range(0, 8, 14), "a")]}
    )

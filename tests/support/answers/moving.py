"""Definition, declaration, implementation, references, rename, renamed files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from floe_lsp.compilation.diagnostics import Edit, Location, apply_edits
from floe_lsp.ide.definitions.occurrences import NamedPlace
from floe_lsp.ide.goto_definition import Jump, declaration, definition, implementation
from floe_lsp.ide.references import references
from floe_lsp.ide.rename import (
    ChangeNote,
    RenameRefused,
    RenameResult,
    RenameTarget,
    prepare_rename,
    rename,
)
from floe_lsp.ide.rename.files import will_rename_files
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span


def place(snapshot: Snapshot, location: Location) -> str:
    """``folder/file.yaml:3:5-9 text`` below the folder of the case, lines and columns from 1."""
    name = location.path.relative_to(snapshot.folders[0]).as_posix()
    return f"{name}:{shown_range(location.text, location.span)}"


def shown_range(text: SourceText, span: Span) -> str:
    """``3:5-9 text``, lines and columns from 1."""
    start, end = text.position(span.start), text.position(span.end)
    stop = f"{end.column + 1}" if end.line == start.line else f"{end.line + 1}:{end.column + 1}"
    written = text.slice(text.first_line(span))
    return f"{start.line + 1}:{start.column + 1}-{stop} {written}".rstrip()


def shown_jump(snapshot: Snapshot, text: SourceText, jump: Jump | None) -> str:
    """Where a jump begins in a text, and where it leads to."""
    if jump is None:
        return "nothing\n"
    lines = [f"from {shown_range(text, jump.origin)}\n"]
    for target in jump.targets:
        there = target.location.text
        first, last = (there.position(offset).line + 1 for offset in target.whole)
        lines.append(f"to {place(snapshot, target.location)} (lines {first}-{last})\n")
    return "".join(lines)


def _references(snapshot: Snapshot, offset: int, argument: str) -> str:
    found = references(snapshot, offset, include_declaration=argument != "only")
    return shown_places(snapshot, found)


def shown_places(snapshot: Snapshot, found: Iterable[NamedPlace]) -> str:
    """Each place on a line, those that declare told apart."""
    lines = [
        f"{place(snapshot, each.location)}{' (declaration)' if each.is_declaration else ''}\n"
        for each in found
    ]
    return "".join(lines) or "nothing\n"


def _prepare(snapshot: Snapshot, offset: int, argument: str) -> str:
    return shown_target(snapshot.document.text, prepare_rename(snapshot, offset))


def shown_target(text: SourceText, found: RenameTarget | RenameRefused) -> str:
    """What can be renamed in a text, or why it can't."""
    if isinstance(found, RenameRefused):
        return f"refused: {found.reason}\n"
    return f"{shown_range(text, found.span)} -> {found.placeholder}\n"


def _rename(snapshot: Snapshot, offset: int, argument: str) -> str:
    name, _, rest = argument.partition(" ")
    name = "" if name == "(empty)" else name
    return shown_result(snapshot, rename(snapshot, offset, name, with_files=rest == "with files"))


def _rename_files(snapshot: Snapshot, offset: int, argument: str) -> str:
    folder = snapshot.folders[0]
    pairs = [pair.split("=") for pair in argument.split()]
    renames = [(folder / Path(old), folder / Path(new)) for old, new in pairs]
    return shown_result(snapshot, will_rename_files(snapshot, renames))


def shown_result(snapshot: Snapshot, found: RenameResult | RenameRefused) -> str:
    """What a rename results in, or why it does not."""
    if isinstance(found, RenameRefused):
        return f"refused: {found.reason}\n"
    lines = list(_edited(snapshot, found.edits))
    by_note: dict[ChangeNote, list[Edit]] = {}
    for asked in found.edits_to_confirm:
        by_note.setdefault(asked.note, []).append(asked.edit)
    for note, edits in by_note.items():
        lines.append(f"asks: {note.label} ({note.description})\n")
        lines.extend(_edited(snapshot, edits))
    for each in found.file_renames:
        old, new = (path.relative_to(snapshot.folders[0]) for path in (each.old, each.new))
        note = f" asks: {each.note.label} ({each.note.description})" if each.note else ""
        lines.append(f"file {old.as_posix()} -> {new.as_posix()}{note}\n")
    lines.extend(f"left: {each}\n" for each in found.left)
    return "".join(lines) or "no edits\n"


def _edited(snapshot: Snapshot, edits: Iterable[Edit]) -> Iterable[str]:
    """Each line that changes, after all changes above it that keep the number of lines."""
    by_path: dict[Path, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.location.path, []).append(edit)
    for path, own in by_path.items():
        text = own[0].location.text
        after = SourceText(apply_edits(text.text, own))
        name = path.relative_to(snapshot.folders[0]).as_posix()
        for line in sorted({text.position(edit.location.span.start).line for edit in own}):
            yield f"{name}:{line + 1}: {after.line(line).strip()}\n"
        for edit in own:
            for line in edit.text.splitlines()[1:]:
                yield f"{name}: new line: {line.strip()}\n"


def _jumping(feature: Callable[[Snapshot, int], Jump | None]) -> Callable[..., str]:
    def answer(snapshot: Snapshot, offset: int, argument: str) -> str:
        return shown_jump(snapshot, snapshot.document.text, feature(snapshot, offset))

    return answer


ANSWERS: dict[str, Callable[[Snapshot, int, str], str]] = {
    "definition": _jumping(definition),
    "declaration": _jumping(declaration),
    "implementation": _jumping(implementation),
    "references": _references,
    "prepare-rename": _prepare,
    "rename": _rename,
    "rename-files": _rename_files,
}

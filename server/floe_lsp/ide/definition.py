"""Where a thing is defined (LSP ``textDocument/definition``, ``declaration``, ``implementation``).

A transform is declared in floe.yaml and made by its dbt model: from a reference, "definition" leads
to the declaration, and from the declaration on to the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.compilation.diagnostics import Location
from floe_lsp.syntax import Node, SourceText, Span, dereference

from .kinds import FileKind
from .manifest_chain import chain_of
from .occurrences import Occurrence, declared_anchor, engine_entries, entry_location, occurrences_of
from .snapshot import Snapshot
from .subjects import Kind, Subject, subject_at, written_span

_DECLARATION = r"""(?m)^[ \t]*(?:-[ \t]+)?name[ \t]*:[ \t]+(["']?)(%s)\1[ \t]*(?:#.*)?\r?$"""


@dataclass(frozen=True)
class Destination:
    """A place to go to."""

    location: Location
    """The name there; the beginning of a file that is not YAML."""
    whole: Span
    """All that belongs to the name, in the same text, such as the whole transform."""


@dataclass(frozen=True)
class Jump:
    """The word at the cursor and where it leads to, the best place first."""

    origin: Span
    destinations: tuple[Destination, ...]


def definition(snapshot: Snapshot, offset: int) -> Jump | None:
    """Return where the thing at a code-point offset is defined.

    From the declaration of a transform: its dbt model's file, then its property entry.
    """
    subject = subject_at(snapshot, offset)
    if subject is None:
        return None
    if subject.kind is Kind.TRANSFORM and subject.is_declaration:
        model = tuple(_dbt_model(snapshot, subject.name))
        if model:
            return Jump(subject.origin, model)
    return _jump(subject, _declarations(snapshot, subject))


def declaration(snapshot: Snapshot, offset: int) -> Jump | None:
    """Return where the thing at a code-point offset is declared: a transform, in floe.yaml."""
    subject = subject_at(snapshot, offset)
    return None if subject is None else _jump(subject, _declarations(snapshot, subject))


def implementation(snapshot: Snapshot, offset: int) -> Jump | None:
    """Return the dbt model of the transform at a code-point offset, reference or declaration."""
    subject = subject_at(snapshot, offset)
    if subject is None or subject.kind is not Kind.TRANSFORM:
        return None
    return _jump(subject, _dbt_model(snapshot, subject.name))


def _jump(subject: Subject, destinations: Iterator[Destination]) -> Jump | None:
    found = tuple(destinations)
    return Jump(subject.origin, found) if found else None


def _declarations(snapshot: Snapshot, subject: Subject) -> Iterator[Destination]:
    if subject.kind is Kind.TRANSFORM:
        yield from _transforms(snapshot, subject)
    elif subject.kind is Kind.ENGINE:
        yield from _engine(snapshot, subject)
    elif subject.kind is Kind.MANIFEST:
        yield from _manifest(snapshot, subject)
    elif subject.kind is Kind.ANCHOR:
        for occurrence in declared_anchor(snapshot, subject):
            yield _destination(occurrence)
    else:
        for occurrence in occurrences_of(snapshot, subject):
            if occurrence.is_declaration:
                yield _destination(occurrence)


def _destination(occurrence: Occurrence, whole: Node | None = None) -> Destination:
    node = whole or occurrence.node
    span = occurrence.span
    return Destination(
        occurrence.location, Span(min(span.start, node.start), max(span.end, node.end))
    )


def _transforms(snapshot: Snapshot, subject: Subject) -> Iterator[Destination]:
    outline = snapshot.outline
    declared = {
        dereference(each.name_node).start: each.node
        for each in outline.transforms
        if each.name == subject.name
    }
    if not declared:
        yield from _in_broken_text(snapshot, subject.name)
        return
    for occurrence in occurrences_of(snapshot, subject):
        if occurrence.is_declaration:
            item = declared.get(dereference(occurrence.node).start)
            inside = item is not None and item.start <= occurrence.span.start <= item.end
            yield _destination(occurrence, item if inside else None)


def _in_broken_text(snapshot: Snapshot, name: str) -> Iterator[Destination]:
    """Find a declaration that stands where the YAML could not be read, by its line."""
    document = snapshot.document
    if not document.problems:
        return
    for match in re.finditer(_DECLARATION % re.escape(name), document.text.text):
        span = Span(*match.span(2))
        yield Destination(Location(document.path, span, document.text), span)


def _dbt_model(snapshot: Snapshot, name: str) -> Iterator[Destination]:
    model = snapshot.dbt.models.get(name) if snapshot.kind is FileKind.PRODUCT else None
    if model is None:
        return
    if model.sql_path is not None:
        start = Span(0, 0)
        # The SQL is dbt's and never read, so the place is the file's beginning.
        yield Destination(Location(model.sql_path, start, SourceText("")), start)
    if model.entry is not None:
        location = entry_location(model.entry)
        yield Destination(location, model.entry.item)


def _engine(snapshot: Snapshot, subject: Subject) -> Iterator[Destination]:
    """The nearest manifest that selects the engine, else the one that speaks of it at all."""
    found = [
        each for document in chain_of(snapshot) for each in engine_entries(document, subject.name)
    ]
    found.sort(key=lambda each: not each.is_declaration)
    for occurrence in found[:1]:
        yield _destination(occurrence)


def _manifest(snapshot: Snapshot, subject: Subject) -> Iterator[Destination]:
    path = subject.path
    if path is None:
        return
    try:
        document = snapshot.document if path == snapshot.path else snapshot.sources.document(path)
    except (OSError, ValueError):
        return
    root = document.root
    whole = Span(0, 0) if root is None else root.span
    name = document.node("metadata", "name")
    start = Span(whole.start, whole.start)
    span = start if name is None else written_span(document.text.text, name)
    yield Destination(Location(path, span, document.text), whole)

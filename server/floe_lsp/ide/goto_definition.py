"""Where a thing is defined (LSP ``textDocument/definition``, ``declaration``, ``implementation``).

A transform is declared in floe.yaml and made by its dbt model: from a reference, "definition" leads
to the declaration, and from the declaration on to the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from floe_lsp.compilation.diagnostics import Location
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.syntax import Node, SourceText, Span, dereference

from .definitions import Definition, broken_text, definition_at
from .definitions.occurrences import (
    Occurrence,
    declared_anchor,
    entry_location,
    named_in_manifest,
    occurrences_of,
)
from .definitions.written import written_span
from .manifest_chain import chain_of
from .places import WordKind
from .snapshot import Snapshot


@dataclass(frozen=True)
class Target:
    """A place to go to."""

    location: Location
    """The name there; the beginning of a file that is not YAML."""
    whole: Span
    """All that belongs to the name, in the same text, such as the whole transform."""


@dataclass(frozen=True)
class Jump:
    """The word at the cursor and where it leads to, the best place first."""

    origin: Span
    targets: tuple[Target, ...]


def definition(snapshot: Snapshot, offset: int) -> Jump | None:
    """Return where the thing at a code-point offset is defined.

    From the declaration of a transform: its dbt model's file, then its property entry. So it is
    from a reference to a model that no transform declares.
    """
    word = definition_at(snapshot, offset)
    if word is None:
        return None
    if word.kind is WordKind.TRANSFORM and word.is_declaration:
        model = tuple(model_targets(snapshot, word.name))
        if model:
            return Jump(word.origin, model)
    declared = _jump(word, _declarations(snapshot, word))
    if declared is None and word.kind is WordKind.TRANSFORM:
        return _jump(word, model_targets(snapshot, word.name))
    return declared


def declaration(snapshot: Snapshot, offset: int) -> Jump | None:
    """Return where the thing at a code-point offset is declared: a transform, in floe.yaml."""
    word = definition_at(snapshot, offset)
    return None if word is None else _jump(word, _declarations(snapshot, word))


def implementation(snapshot: Snapshot, offset: int) -> Jump | None:
    """Return the dbt model of the transform at a code-point offset, reference or declaration."""
    word = definition_at(snapshot, offset)
    if word is None or word.kind is not WordKind.TRANSFORM:
        return None
    return _jump(word, model_targets(snapshot, word.name))


def _jump(word: Definition, targets: Iterator[Target]) -> Jump | None:
    found = tuple(targets)
    return Jump(word.origin, found) if found else None


def _declarations(snapshot: Snapshot, word: Definition) -> Iterator[Target]:
    finder = _FINDERS.get(word.kind)
    return iter(()) if finder is None else finder(snapshot, word)


def _target(occurrence: Occurrence, whole: Node | None = None) -> Target:
    node = whole or occurrence.node
    span = occurrence.span
    return Target(occurrence.location, Span(min(span.start, node.start), max(span.end, node.end)))


def transform_targets(snapshot: Snapshot, word: Definition) -> Iterator[Target]:
    """Yield where a transform is declared in its product."""
    outline = snapshot.outline
    declared = {
        dereference(each.name_node).start: each.node
        for each in outline.transforms
        if each.name == word.name
    }
    if not declared:
        document = snapshot.document
        for span in broken_text.declarations(snapshot, word.name):
            yield Target(Location(document.path, span, document.text), span)
        return
    for occurrence in occurrences_of(snapshot, word):
        if occurrence.is_declaration:
            item = declared.get(dereference(occurrence.node).start)
            inside = item is not None and item.start <= occurrence.span.start <= item.end
            yield _target(occurrence, item if inside else None)


def model_targets(snapshot: Snapshot, name: str) -> Iterator[Target]:
    """Yield the file of a dbt model or seed, then its property entry."""
    dbt = snapshot.dbt if snapshot.kind is FileKind.PRODUCT else None
    model = None if dbt is None else dbt.models.get(name) or dbt.seeds.get(name)
    if model is None:
        return
    if model.path is not None:
        start = Span(0, 0)
        # The SQL is dbt's and never read, so the place is the file's beginning.
        yield Target(Location(model.path, start, SourceText("")), start)
    if model.entry is not None:
        location = entry_location(model.entry)
        yield Target(location, model.entry.item)


def _engine(snapshot: Snapshot, word: Definition) -> Iterator[Target]:
    """The nearest manifest that selects the engine, else the one that speaks of it at all."""
    places = [each for document in chain_of(snapshot) for each in named_in_manifest(document, word)]
    places.sort(key=lambda each: not each.is_declaration)
    for occurrence in places[:1]:
        yield _target(occurrence)


def _product(snapshot: Snapshot, word: Definition) -> Iterator[Target]:
    for occurrence in occurrences_of(snapshot, word):
        if occurrence.is_declaration:
            yield _target(occurrence)


def _anchor(snapshot: Snapshot, word: Definition) -> Iterator[Target]:
    return map(_target, declared_anchor(snapshot, word))


def _manifest(snapshot: Snapshot, word: Definition) -> Iterator[Target]:
    path = word.file
    if path is None:
        return
    try:
        document = snapshot.document if path == snapshot.path else snapshot.sources.document(path)
    except OSError:
        return
    root = None if document.is_foreign else document.root
    whole = Span(0, 0) if root is None else root.span
    name = None if root is None else document.name_node
    start = Span(whole.start, whole.start)
    span = start if name is None else written_span(document.text.text, name)
    yield Target(Location(path, span, document.text), whole)


_FINDERS: dict[WordKind, Callable[[Snapshot, Definition], Iterator[Target]]] = {
    WordKind.TRANSFORM: transform_targets,
    WordKind.ENGINE: _engine,
    WordKind.MANIFEST: _manifest,
    WordKind.ANCHOR: _anchor,
    WordKind.PRODUCT: _product,
}

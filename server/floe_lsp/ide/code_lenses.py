"""Commands above a file and counts above its parts (LSP ``textDocument/codeLens``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.compilation.diagnostics import Location
from floe_lsp.compilation.enforce.column_coverage import asked_coverage
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.syntax import Span
from floe_lsp.wording.counting import counted

from .commands import EditorCommand
from .definitions.occurrences import named_beside
from .definitions.transforms import references_by_name
from .limits import MOST_ENTRIES
from .snapshot import Snapshot


@dataclass(frozen=True)
class CodeLens:
    """A line of text above ``span``, which stands on one line."""

    span: Span
    title: str
    command: EditorCommand
    locations: tuple[Location, ...] = ()


def code_lenses(snapshot: Snapshot) -> tuple[CodeLens, ...]:
    """Return the lenses in the order of the text."""
    is_manifest = snapshot.kind is FileKind.MANIFEST
    parts = (_governed,) if is_manifest else (_commands, _references, _coverage)
    return tuple(snapshot.part_guard.join(parts, snapshot))


def _commands(snapshot: Snapshot) -> Iterator[CodeLens]:
    span = snapshot.document.text.first_line(_start(snapshot))
    yield CodeLens(span, "Compile", EditorCommand.COMPILE)
    yield CodeLens(span, "Dry run", EditorCommand.DRY_RUN)
    yield CodeLens(span, "Show graph", EditorCommand.GRAPH)


def _references(snapshot: Snapshot) -> Iterator[CodeLens]:
    document = snapshot.document
    references = references_by_name(snapshot)
    left = MOST_ENTRIES
    for transform in snapshot.outline.transforms[:MOST_ENTRIES]:
        node = transform.name_node
        name = transform.name or ""
        nodes = references.get(name, ())
        beside = [each.location for each in named_beside(snapshot, name) if not each.is_declaration]
        count = len(nodes) + len(beside)
        if not count:
            continue  # To say that there is nothing takes a line of the screen.
        places = (*map(document.location, nodes[:left]), *beside)[:left]
        left -= len(places)
        title = counted(count, "reference")
        yield CodeLens(document.text.first_line(node.span), title, EditorCommand.SHOW, places)


def _coverage(snapshot: Snapshot) -> Iterator[CodeLens]:
    """Show the share of tested columns above each model of which the platform asks for one."""
    governance = None if snapshot.platform is None else snapshot.platform.governance
    if governance is None or governance.quality_gates is None:
        return
    models = snapshot.dbt.models
    for transform in snapshot.outline.transforms[:MOST_ENTRIES]:
        model = models.get(transform.name or "")
        found = None if model is None else asked_coverage(governance, transform, model)
        if found is None or model is None or model.entry is None:
            continue
        entry = model.entry
        place = Location(entry.path, entry.text.first_line(entry.span), entry.text)
        yield CodeLens(
            snapshot.document.text.first_line(transform.name_node.span),
            f"coverage {found.percent} % ({found.asked} %)",
            EditorCommand.SHOW,
            (place,),
        )


def _governed(snapshot: Snapshot) -> Iterator[CodeLens]:
    products = [each.product for each in snapshot.governed if each.product is not None]
    places = tuple(
        document.location(document.name_node or document.start)
        for document in products[:MOST_ENTRIES]
    )
    if places:
        title = counted(len(products), "product")
        span = snapshot.document.text.first_line(_start(snapshot))
        yield CodeLens(span, title, EditorCommand.SHOW, places)


def _start(snapshot: Snapshot) -> Span:
    key = snapshot.document.key("apiVersion")
    root = snapshot.document.root
    if key is not None:
        return key.span
    return Span(0, 0) if root is None else Span(root.start, root.start)

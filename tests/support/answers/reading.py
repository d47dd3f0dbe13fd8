"""Hover, symbols, folding, selection, links, highlight, tokens, hints, lenses, hierarchy, graph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from floe_lsp.compilation.diagnostics import Location
from floe_lsp.ide.call_hierarchy import (
    HierarchyCall,
    incoming_calls,
    outgoing_calls,
    prepare_call_hierarchy,
)
from floe_lsp.ide.code_lenses import CodeLens, code_lenses
from floe_lsp.ide.document_links import document_links
from floe_lsp.ide.folding import folding_ranges
from floe_lsp.ide.graph import transform_graph
from floe_lsp.ide.highlight import Highlight, highlights
from floe_lsp.ide.hover import Hover, hover
from floe_lsp.ide.inlay_hints import inlay_hints
from floe_lsp.ide.selection import selection_range
from floe_lsp.ide.semantic_tokens import semantic_tokens
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.symbols.document import DocumentSymbol, document_symbols
from floe_lsp.ide.symbols.workspace import workspace_symbols
from floe_lsp.syntax import SourceText, Span

_REPOSITORY = str(Path(__file__).parents[3])


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines) or "nothing\n"


def _place(text: SourceText, offset: int) -> str:
    line, column = text.position(offset)
    return f"{line + 1}:{column + 1}"


def _shown(text: SourceText, span: Span) -> str:
    """A span as its place and its text on one line."""
    return f"{_place(text, span.start)} {text.slice(span)!r}"


def _file(location: Location) -> str:
    return f"{location.path.name}:{_place(location.text, location.span.start)}"


def _hover(snapshot: Snapshot, offset: int, argument: str) -> str:
    return shown_hover(snapshot.document.text, hover(snapshot, offset), argument)


def shown_hover(source: SourceText, found: Hover | None, argument: str) -> str:
    """A hover as Markdown, or as plain text."""
    if found is None:
        return "nothing\n"
    text = found.plain if argument == "plain" else found.markdown
    # A fence inside the answer must not end the answer's own.
    text = text.replace("```", "~~~").replace(_REPOSITORY, "")
    return f"at {_shown(source, found.span)}\n{text}\n"


def _symbols(snapshot: Snapshot, offset: int, argument: str) -> str:
    text = snapshot.document.text

    def shown(symbols: Iterable[DocumentSymbol], indent: str) -> Iterable[str]:
        for symbol in symbols:
            detail = f" ({symbol.detail})" if symbol.detail else ""
            first, last = (text.position(at).line + 1 for at in symbol.span)
            lines = f"{first}-{last}" if last > first else f"{first}"
            selected = text.slice(symbol.selection)
            yield f"{indent}{symbol.kind.value} {symbol.name}{detail} {lines} {selected!r}"
            yield from shown(symbol.children, indent + "  ")

    return _lines(shown(document_symbols(snapshot), ""))


def _workspace_symbols(snapshot: Snapshot, offset: int, argument: str) -> str:
    found = workspace_symbols(snapshot.products.values(), argument)
    return _lines(
        f"{each.kind.value} {each.name} {_file(each.location)} {each.container}".rstrip()
        for each in found
    )


def _folding(snapshot: Snapshot, offset: int, argument: str) -> str:
    return _lines(
        f"{each.start + 1}-{each.end + 1} {each.kind.value}" for each in folding_ranges(snapshot)
    )


def _selection(snapshot: Snapshot, offset: int, argument: str) -> str:
    text = snapshot.document.text
    return _lines(
        f"{_place(text, span.start)}-{_place(text, span.end)}"
        + (f" {text.slice(span)!r}" if span.end - span.start < 50 else "")
        for span in selection_range(snapshot, offset)
    )


def _links(snapshot: Snapshot, offset: int, argument: str) -> str:
    text = snapshot.document.text
    return _lines(
        f"{_shown(text, each.span)} -> {each.uri.replace(_REPOSITORY, '')} ({each.tooltip})"
        for each in document_links(snapshot)
    )


def _highlight(snapshot: Snapshot, offset: int, argument: str) -> str:
    return shown_highlights(snapshot.document.text, highlights(snapshot, offset))


def shown_highlights(text: SourceText, found: Iterable[Highlight]) -> str:
    """Each place on a line."""
    return _lines(f"{_shown(text, each.span)} {each.kind.value}" for each in found)


def _tokens(snapshot: Snapshot, offset: int, argument: str) -> str:
    text = snapshot.document.text
    return _lines(
        " ".join(
            [_shown(text, each.span), each.type.value, *(m.value for m in each.modifiers)],
        )
        for each in semantic_tokens(snapshot)
    )


def _hints(snapshot: Snapshot, offset: int, argument: str) -> str:
    text = snapshot.document.text
    return _lines(
        f"{_place(text, each.offset)} {each.category.value}: {each.label} ({each.tooltip})"
        for each in inlay_hints(snapshot)
    )


def _lenses(snapshot: Snapshot, offset: int, argument: str) -> str:
    return shown_lenses(snapshot.document.text, code_lenses(snapshot))


def shown_lenses(text: SourceText, found: Iterable[CodeLens]) -> str:
    """Each lens on a line, with the places that it shows."""
    return _lines(
        f"{_shown(text, each.span)} {each.command.value}: {each.title} "
        + " ".join(map(_file, each.locations))
        for each in found
    ).replace(" \n", "\n")


def _calls(snapshot: Snapshot, calls: Iterable[HierarchyCall], word: str) -> Iterable[str]:
    for call in calls:
        is_incoming = word == "used by"
        text = call.item.text if is_incoming else snapshot.document.text
        places = ", ".join(_place(text, span.start) for span in call.spans)
        if call.item.path != snapshot.path:
            places += f" of {call.item.path.name}"
        yield f"{word} {call.item.name} ({call.item.detail}) at {places}"


def _hierarchy(snapshot: Snapshot, offset: int, argument: str) -> str:
    item = prepare_call_hierarchy(snapshot, offset)
    if item is None:
        return "nothing\n"
    return _lines(
        [
            f"{item.name} ({item.detail}) {_shown(snapshot.document.text, item.selection)}",
            *_calls(snapshot, incoming_calls(snapshot, item.name), "used by"),
            *_calls(snapshot, outgoing_calls(snapshot, item.name), "depends on"),
        ]
    )


def _graph(snapshot: Snapshot, offset: int, argument: str) -> str:
    text = snapshot.document.text
    graph = transform_graph(snapshot)
    lines = [f"product {graph.product}"]
    for node in graph.nodes:
        words = [
            f"node {node.name} {_place(text, node.selection.start)}",
            f"engine={node.engine}{'' if node.engine_is_written else ' (default)'}",
            f"tier={node.tier}",
            *([] if node.description is None else [f"description={node.description!r}"]),
            f"{node.state.value} problems={node.problems}",
        ]
        lines.append(" ".join(words) if node.declared else f"{words[0]} undeclared {words[-1]}")
    lines.extend(
        f"edge {edge.source} -> {edge.target} {_place(text, edge.span.start)} {edge.state.value}"
        for edge in graph.edges
    )
    return _lines(lines)


ANSWERS = {
    "hover": _hover,
    "symbols": _symbols,
    "workspace-symbols": _workspace_symbols,
    "folding": _folding,
    "selection": _selection,
    "links": _links,
    "highlight": _highlight,
    "tokens": _tokens,
    "hints": _hints,
    "lenses": _lenses,
    "hierarchy": _hierarchy,
    "graph": _graph,
}

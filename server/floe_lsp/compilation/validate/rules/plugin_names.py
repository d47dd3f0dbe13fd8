"""E135: names of plugins that hold look-alike characters, which no name of an entry point has."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.look_alikes import look_alike
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.syntax import Node, ScalarNode, dereference, fields_of, items_of
from floe_lsp.syntax.look_alikes import has_look_alike, meant_edits


def check(document: Document) -> Iterator[Diagnostic]:
    """Report such characters where a manifest selects a plugin and where a transform names one.

    Which plugins are installed is told by RESOLVE alone, but a blank that nobody sees is wrong in
    the name of any of them.
    """
    text = document.text.text
    if not has_look_alike(text):
        return
    for node in _names(document):
        name = dereference(node)
        if isinstance(name, ScalarNode) and (edits := meant_edits(text, name)):
            yield look_alike(document, name.span, edits)


def _names(document: Document) -> Iterator[Node]:
    for key, entry in fields_of(document.node("plugins")).items():
        category = PluginCategory.selected_by(key)
        selected = fields_of(entry.value)
        if category is not None and category.selector in selected:
            yield selected[category.selector].value
    for item in items_of(document.node("transforms")):
        fields = fields_of(item)
        if "compute" in fields:
            yield fields["compute"].value

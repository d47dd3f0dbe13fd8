"""E135: names of plugins that hold look-alike characters, which no name of an entry point has.

Which plugins are installed is told by RESOLVE alone, but a blank that nobody sees is wrong in the
name of any of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.look_alike_words import fix_here, look_alike
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.syntax import Node, ScalarNode, dereference, fields_of
from floe_lsp.syntax.look_alikes import has_look_alike, meant_edits


def check_engines(product: ProductOutline) -> Iterator[Diagnostic]:
    """Report such characters where a transform names its engine."""
    if has_look_alike(product.document.text.text):
        for transform in product.transforms:
            if transform.engine_node is not None:
                yield from _look_alikes(product.document, transform.engine_node)


def check_plugins(manifest: Document) -> Iterator[Diagnostic]:
    """Report such characters where a manifest selects a plugin."""
    if not has_look_alike(manifest.text.text):
        return
    for key, entry in fields_of(manifest.node("plugins")).items():
        category = PluginCategory.selected_by(key)
        selected = fields_of(entry.value)
        if category is not None and category.selector in selected:
            yield from _look_alikes(manifest, selected[category.selector].value)


def _look_alikes(document: Document, value: Node) -> Iterator[Diagnostic]:
    name = dereference(value)
    if isinstance(name, ScalarNode) and (edits := meant_edits(document.text.text, name)):
        yield look_alike(document, name.span, edits, (fix_here(document, edits),))

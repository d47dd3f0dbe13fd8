"""The maps of a file whose keys anybody may choose."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.documents import Document
from floe_lsp.schemas.product.floe_spec import TransformSpec
from floe_lsp.syntax import (
    MappingNode,
    Node,
    Path,
    dereference,
    fields_of,
    items_of,
)


def options_of_products(document: Document) -> Iterator[tuple[Path, Node]]:
    """Yield the maps of a product whose keys anybody may choose."""
    for index, node in enumerate(items_of(document.node("destinations"))):
        config = fields_of(node).get("config")
        if config is not None:
            yield ("destinations", index, "config"), dereference(config.value)
    keys = TransformSpec.keys_of("quality_checks")
    for index, node in enumerate(items_of(document.node("transforms"))):
        fields = fields_of(node)
        for key in keys:
            checks = fields.get(key)
            for at, check in enumerate(items_of(None if checks is None else checks.value)):
                parameters = fields_of(check).get("parameters")
                if parameters is not None:
                    place = ("transforms", index, key, at, "parameters")
                    yield place, dereference(parameters.value)


def options_of_plugins(document: Document) -> Iterator[Node]:
    """Yield the options of each plugin of a manifest."""
    plugins = document.node("plugins")
    for entry in plugins.entries if isinstance(plugins, MappingNode) else ():
        if isinstance(name := entry.key.value, str):
            config = document.node("plugins", name, "config")
            if config is not None:
                yield dereference(config)

"""The output ports of a product, with the places of what they say."""

from __future__ import annotations

from dataclasses import dataclass

from floe_lsp.compilation.documents import Document
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.product.outputs import OutputPort
from floe_lsp.syntax import Node, Path, Span

_KEYS = FloeSpec.keys_of("output_ports")


@dataclass(frozen=True)
class PublishedPort:
    """One output port of floe.yaml."""

    port: OutputPort
    document: Document
    path: Path

    @property
    def name(self) -> str:
        """Its name, which is that of its model."""
        return self.port.name

    @property
    def place(self) -> Node | Span:
        """Where its name stands."""
        return self.document.node(*self.path, "name") or self.document.start

    def column(self, name: str, field: str = "name") -> Node | Span:
        """Return where a column says something, or where its name or the port stands."""
        key = name.casefold()
        for index, column in enumerate(self.port.columns):
            if column.name.casefold() == key:
                at = (*self.path, "schema", index)
                return (
                    self.document.node(*at, field) or self.document.node(*at, "name") or self.place
                )
        return self.place


def published_ports(document: Document, spec: FloeSpec) -> tuple[PublishedPort, ...]:
    """Return the output ports of a valid product, in their order."""
    key = next((each for each in _KEYS if document.node(each) is not None), _KEYS[0])
    return tuple(
        PublishedPort(port, document, (key, index))
        for index, port in enumerate(spec.output_ports or ())
    )

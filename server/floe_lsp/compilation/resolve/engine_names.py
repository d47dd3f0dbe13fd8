"""Where engines are named: by the manifests of a chain, and by a product's transforms.

This looks at the documents themselves, so that an editor still knows the default engine while
somebody fixes another field of a manifest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.syntax import Node, Path

_DEFAULT: tuple[Path, ...] = (("defaults", "compute"), ("plugins", "compute", "type"))
"""The fields that choose the engine of a transform without one, the stronger first."""


class Setting(NamedTuple):
    """A value, and the file that sets it."""

    document: Document
    node: Node


@dataclass(frozen=True)
class DefaultEngine:
    """The engine of every transform that names none, and the field that says so."""

    name: str
    field: str
    """``defaults.compute`` or ``plugins.compute.type``."""
    setting: Setting


def settings(chain: Sequence[Document], *path: str | int) -> list[Setting]:
    """Return what the chain's manifests write at a path, the nearest first; null sets nothing."""
    return [
        Setting(document, node)
        for document in chain
        if (node := document.node(*path)) is not None and node.value is not None
    ]


def default_engine(chain: Sequence[Document]) -> DefaultEngine | None:
    """Return the default engine of a chain of manifests, the nearest first."""
    for field in _DEFAULT:
        for setting in settings(chain, *field):
            if isinstance(setting.node.value, str):
                return DefaultEngine(setting.node.value, ".".join(map(str, field)), setting)
    return None


def engines_in_manifests(chain: Sequence[Document]) -> list[Setting]:
    """Return where a chain names the engines that hold: its default, and the selected plugin."""
    default = default_engine(chain)
    found = [] if default is None else [default.setting]
    selected = settings(chain, "plugins", "compute", "type")[:1]
    return [*found, *(each for each in selected if each not in found)]


def engines_in_product(product: ProductOutline) -> Iterator[Setting]:
    """Yield where transforms name engines."""
    for transform in product.transforms:
        if transform.engine is not None and transform.engine_node is not None:
            yield Setting(product.document, transform.engine_node)

"""What is said of a model's name in a file of the dbt project: its transform, and who reads it."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.ide.content import Block, Bullets, Code, Content, Inline, Link, paragraph
from floe_lsp.ide.definitions import transform_of
from floe_lsp.ide.hover import Hover
from floe_lsp.ide.hover.transforms import transform
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.wording.counting import counted

from .dbt_file import DbtFile
from .summary import checks_of


def hover(file: DbtFile, offset: int) -> Hover | None:
    """Return what there is to say about the model that a code-point offset names."""
    named = file.name_at(offset)
    if named is None:
        return None
    guard = file.product.part_guard
    blocks = tuple(guard.join((_transform, _product), file, named.name))
    return Hover(named.span, Content(blocks)) if blocks else None


def _transform(file: DbtFile, name: str) -> Iterator[Block]:
    yield from transform(file.product_of(name), transform_of(name))


def _product(file: DbtFile, name: str) -> Iterator[Block]:
    """Say of which product it is, and how it is checked."""
    product = file.product_of(name)
    found = product.outline.by_name.get(name)
    name_node = product.document.name_node
    if found is None:
        if name in product.dbt.models:
            yield paragraph("No transform of ", _link(product), " declares it.")
        return
    items: list[tuple[Inline, ...]] = []
    checks = checks_of(found)
    if checks:
        items.append((f"checked by {counted(checks, 'quality check')}",))
    called = None if name_node is None else name_node.value
    if isinstance(called, str):
        items.append(("product: ", Code(called), ", ", _link(product)))
    if items:
        yield Bullets(tuple(items))


def _link(product: Snapshot) -> Link:
    return Link(product.path.name, product.path.as_uri())

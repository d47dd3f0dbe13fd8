"""E118, E119: names that a schema cannot compare."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.outline import ProductOutline, TransformOutline
from floe_lsp.syntax import Node, fields_of, items_of
from floe_lsp.wording.quoting import quote_name


def check(product: ProductOutline) -> Iterator[Diagnostic]:
    """Report transforms that differ only in case, and a transform's checks of one name."""
    folded: dict[str, TransformOutline] = {}
    for transform in product.transforms:
        if transform.name is not None:
            first = folded.setdefault(transform.name.casefold(), transform)
            if first.name != transform.name:
                yield _only_in_case(product, transform, first)
        yield from _repeated_checks(product, transform)


def _only_in_case(
    product: ProductOutline, transform: TransformOutline, first: TransformOutline
) -> Diagnostic:
    name, before = (quote_name(each.name or "") for each in (transform, first))
    return product.document.diagnostic(
        "E118",
        transform.name_node,
        f"{name} and {before} differ only in case",
        "rename one of them; most warehouses and some file systems treat both as the same name",
        related=(product.document.related(first.name_node, f"{before} is declared here"),),
    )


def _repeated_checks(product: ProductOutline, transform: TransformOutline) -> Iterator[Diagnostic]:
    entry = transform.quality_checks
    seen: dict[str, Node] = {}
    firsts: set[int] = set()
    for item in items_of(entry.value if entry else None):
        name = fields_of(item).get("name")
        if name is None or not isinstance(name.value.value, str):
            continue
        # A check that an alias repeats is written once; the alias is where it comes twice.
        place = item if id(name.value) in firsts else name.value
        first = seen.setdefault(name.value.value, name.value)
        firsts.add(id(first))
        if first is not place:
            yield product.document.diagnostic(
                "E119",
                place,
                f"this transform already has a quality check {quote_name(name.value.value)}",
                "give each check of a transform its own name",
                related=(product.document.related(first, "the first one is here"),),
            )

"""E110, E115, E116: what ``dependsOn`` may name (floe.yaml, ``transforms[].dependsOn``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from floe_lsp.compilation.diagnostics import Applicability, Diagnostic, Fix
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.compilation.outline import ProductOutline, Reference, TransformOutline
from floe_lsp.schemas.types.formats import TRANSFORM_NAME
from floe_lsp.syntax import Node, SequenceNode, dereference
from floe_lsp.syntax.edits import insert_item, remove_item
from floe_lsp.wording.dbt_models import model_meant
from floe_lsp.wording.near_miss import NearMisses
from floe_lsp.wording.quoting import listed, quote_name

_MOST_SOURCES = 200
"""Transforms that are looked at to tell what one is built from; the way there is a guess anyway."""


def check(product: ProductOutline) -> Iterator[Diagnostic]:
    """Report dependencies on no transform, on the transform itself, and repetitions."""
    known = NearMisses(product.by_name)
    many = ManyFindings(product.document)
    # A transform whose name is missing or broken may be the one that is meant.
    complete = all(transform.name for transform in product.transforms)
    corrected = set(_corrected(product))
    named = Counter(transform.name for transform in product.transforms)
    for transform in product.transforms:
        seen: dict[str, Reference] = {}
        for reference in transform.dependencies:
            if reference.name in seen:
                yield _repeated(product, transform, reference, seen[reference.name])
            elif reference.name == transform.name:
                # Of two with one name, one may well depend on the other.
                if named[reference.name] == 1:
                    yield _itself(product, transform, reference)
            elif (
                complete
                and reference.name not in product.by_name
                and reference.name not in corrected
            ):
                described = partial(_unknown, product, transform, reference, known)
                yield from many.finding("E110", reference.node, described)
            seen.setdefault(reference.name, reference)


def _corrected(product: ProductOutline) -> Iterator[str]:
    """Yield what transforms will be called whose names are none, as is said of them."""
    for transform in product.transforms:
        if transform.name is not None:
            complaint = TRANSFORM_NAME.complaint(transform.name)
            if complaint is not None and complaint.replacement is not None:
                yield complaint.replacement


def _unknown(
    product: ProductOutline,
    transform: TransformOutline,
    reference: Reference,
    known: NearMisses,
) -> Diagnostic:
    document = product.document
    meant = model_meant(reference.name)
    is_named = meant in product.by_name and meant != transform.name
    near = meant if is_named else known.of(meant or reference.name, besides=transform.name)
    fixes: list[Fix] = []
    name = quote_name(reference.name)
    if near is not None:
        suggestion = (
            f"write {near}, the name alone" if is_named else f"did you mean {quote_name(near)}?"
        )
        # Of a name that is there twice only the first is unknown, and the other would be next.
        fixes.append(document.near_miss_fix(*_mentions(transform, reference), near=near))
    else:
        others = [each for each in product.by_name if each != transform.name]
        there = f"; other transforms here: {listed(others)}" if others else ""
        declared = quote_name(meant or reference.name)
        suggestion = f"declare {declared} under transforms, or remove it from dependsOn{there}"
        if meant is not None:
            suggestion = f"write {meant}, the name alone; {suggestion}"
    fixes.extend(_declaration(product, reference))
    fixes.extend(removal(product, transform, reference))
    return document.diagnostic(
        "E110",
        reference.node,
        f"{name} is not a transform of this product",
        suggestion,
        fixes=tuple(fixes),
    )


def _declaration(product: ProductOutline, reference: Reference) -> tuple[Fix, ...]:
    """Return the fix that adds the transform that is named to the end of the list."""
    node = product.document.node("transforms")
    items = None if node is None else dereference(node)
    if not isinstance(items, SequenceNode) or not TRANSFORM_NAME.accepts(reference.name):
        return ()
    edit = insert_item(product.document.text, items, {"name": reference.name})
    return (product.document.fix(f"Declare {quote_name(reference.name)} as a transform", edit),)


def _itself(
    product: ProductOutline, transform: TransformOutline, reference: Reference
) -> Diagnostic:
    source = _likely_source(product, transform)
    return product.document.diagnostic(
        "E115",
        reference.node,
        f"{quote_name(reference.name)} depends on itself",
        "remove it from its own dependsOn"
        if source is None
        else f"name what it is built from, such as {quote_name(source)}, or remove it from its own "
        "dependsOn",
        related=(product.document.related(transform.name_node, "the transform is declared here"),),
        fixes=removal(product, transform, reference),
    )


def _likely_source(product: ProductOutline, transform: TransformOutline) -> str | None:
    """Return what a transform is most likely built from: one above it, of the same subject first.

    Never one that waits for it, however far away.
    """
    taken = {each.name for each in transform.dependencies}
    above: list[str] = []
    for each in product.transforms:
        if each is transform:
            break
        if each.name is not None and each.name not in taken:
            above.append(each.name)
    subject = (transform.name or "").partition("_")[2]
    nearest = above[: -_MOST_SOURCES - 1 : -1]
    likely = sorted(nearest, key=lambda name: not subject or name.partition("_")[2] != subject)
    return next((name for name in likely if not _waits_for(product, name, transform.name)), None)


def _waits_for(product: ProductOutline, name: str, other: str | None) -> bool:
    """Return whether one transform waits for another; where that takes too long, that it may."""
    pending, seen = [name], {name}
    while pending and len(seen) <= _MOST_SOURCES:
        transform = product.by_name.get(pending.pop())
        for each in () if transform is None else transform.dependencies:
            if each.name == other:
                return True
            if each.name not in seen:
                seen.add(each.name)
                pending.append(each.name)
    return bool(pending)


def _repeated(
    product: ProductOutline, transform: TransformOutline, reference: Reference, first: Reference
) -> Diagnostic:
    return product.document.diagnostic(
        "E116",
        reference.node,
        f"{quote_name(reference.name)} is already a dependency of this transform",
        "remove one of the two",
        related=(product.document.related(first.node, "it is first named here"),),
        fixes=_removal(product, transform, reference, applicability=Applicability.SAFE),
    )


def removal(
    product: ProductOutline,
    transform: TransformOutline,
    reference: Reference,
    title: str | None = None,
) -> tuple[Fix, ...]:
    """Return the fix that takes an item out of its ``dependsOn``.

    None where the name is there twice: what is wrong with it would be found at the other one.
    """
    if len(_mentions(transform, reference)) > 1:
        return ()
    return _removal(product, transform, reference, title)


def _removal(
    product: ProductOutline,
    transform: TransformOutline,
    reference: Reference,
    title: str | None = None,
    *,
    applicability: Applicability = Applicability.UNSAFE,
) -> tuple[Fix, ...]:
    entry = transform.depends_on
    items = None if entry is None else dereference(entry.value)
    if not isinstance(items, SequenceNode):
        return ()
    edit = remove_item(product.document.text, items, reference.node)
    title = title or f"Remove {quote_name(reference.name)} from dependsOn"
    return (product.document.fix(title, edit, applicability=applicability),)


def _mentions(transform: TransformOutline, reference: Reference) -> list[Node]:
    """Return where a transform's ``dependsOn`` names what a reference names."""
    return [each.node for each in transform.dependencies if each.name == reference.name]

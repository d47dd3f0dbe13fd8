"""Edits that write into a product what its dbt project says: its models, and what they read."""

from __future__ import annotations

from collections.abc import Sequence

from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.compilation.validate.graph import in_order_of_need
from floe_lsp.dbt.nodes import Fact
from floe_lsp.syntax import TextEdit
from floe_lsp.syntax.emit import Data, FlowList
from floe_lsp.wording.near_miss import near_miss

from .dependency_edits import FileForm, dependencies_edits, together, transforms_edits
from .paired import PairedProduct
from .tiers import tier_of


def declaring(paired: PairedProduct) -> tuple[TextEdit, ...]:
    """Return the edits that declare every model that no transform is.

    The transforms that read one of them are told so; what else they name stays as it is.
    """
    return _taking_over(paired, are_all=False)[0]


def take_over(paired: PairedProduct) -> tuple[tuple[TextEdit, ...], int]:
    """Return the edits that declare every model, and write into each ``dependsOn`` what is read.

    With them, of how many transforms that were there ``dependsOn`` changes.
    """
    return _taking_over(paired, are_all=True)


def _taking_over(paired: PairedProduct, *, are_all: bool) -> tuple[tuple[TextEdit, ...], int]:
    product, new = paired.product, paired.undeclared
    form = FileForm(product)
    after = PairedProduct(product, paired.facts, new) if new else paired
    added = transforms_edits(product, [_transform(after, name, form) for name in _in_order(after)])
    if new and not added:
        return (), 0
    edits: list[TextEdit] = []
    changed = 0
    for transform in product.transforms:
        if transform.name is not None and (are_all or _is_affected(paired, after, transform)):
            names = dependencies_of(after, transform)
            if names is not None:
                of_one = dependencies_edits(product.document, transform, names, form)
                changed += bool(of_one)
                edits += of_one
    return together(product.document.text, [*edits, *added]), changed


def dependencies_of(paired: PairedProduct, transform: TransformOutline) -> tuple[str, ...] | None:
    """Return what a transform should depend on by what its model reads, in the order of the file.

    ``None`` where that is not known, or is the same as it says.
    """
    name = transform.name
    if name is None or paired.product.by_name.get(name) is not transform:
        return None
    wrong = {*superfluous(paired, transform)}
    added = missing(paired, transform)
    if not wrong and not added:
        return None
    there = (each.name for each in transform.dependencies)
    return (*(each for each in dict.fromkeys(there) if each not in wrong), *added)


def missing(paired: PairedProduct, transform: TransformOutline) -> tuple[str, ...]:
    """Return the transforms that a transform is sure to read, and does not depend on.

    Where models read each other in a circle, dbt builds none of them, and no order is right. A name
    that is no transform stands for the one that it nearly is; without one it may mean any.
    """
    if transform.name is None:
        return ()
    there = {each.name for each in transform.dependencies}
    name, names = transform.name, paired.reads(transform.name).names
    found = [each for each in names if each not in there]
    for unknown in sorted(there.difference(paired.names)) if found else ():
        meant = near_miss(unknown, found)
        if meant is None:
            return ()
        found.remove(meant)
    return tuple(each for each in found if not paired.is_circle(name, each))


def superfluous(paired: PairedProduct, transform: TransformOutline) -> tuple[str, ...]:
    """Return the transforms that a transform depends on, and that its model is sure not to read.

    One without a model of its own is left alone: whoever reads it may do so in another way.
    """
    if transform.name is None or not _names_transforms(paired, transform):
        return ()
    reads = paired.reads(transform.name)
    if not reads.is_whole:
        return ()
    return tuple(
        each
        for each in dict.fromkeys(each.name for each in transform.dependencies)
        if each not in reads.names
        and each not in reads.perhaps
        and each != transform.name
        and paired.models(each)
    )


def _names_transforms(paired: PairedProduct, transform: TransformOutline) -> bool:
    """Whether all that a transform depends on are transforms: another name may mean any."""
    return all(each.name in paired.names for each in transform.dependencies)


def _is_affected(paired: PairedProduct, after: PairedProduct, transform: TransformOutline) -> bool:
    was = missing(paired, transform), superfluous(paired, transform)
    return was != (missing(after, transform), superfluous(after, transform))


def _in_order(after: PairedProduct) -> Sequence[str]:
    """Return the new transforms, each below those that it reads."""
    new = {name: None for name in after.names if name not in after.product.by_name}
    return in_order_of_need({name: [*_reads(after, name, new)] for name in new})


def _reads(after: PairedProduct, name: str, among: dict[str, None]) -> Sequence[str]:
    return [each for each in after.reads(name).names if each in among]


def _transform(after: PairedProduct, name: str, form: FileForm) -> Data:
    """Return a transform as dbt has it: its plain tier, its tags, and what it reads."""
    node = after.model(name)
    written: dict[str, Data] = {"name": name}
    if node is not None:
        if (tier := tier_of(node)) is not None:
            written["tier"] = tier
        if node.knows(Fact.TAGS) and node.tags:
            written["tags"] = FlowList(node.tags)
    reads = [each for each in after.reads(name).names if not after.is_circle(name, each)]
    if reads:
        written[form.key] = form.names(reads)
    return written

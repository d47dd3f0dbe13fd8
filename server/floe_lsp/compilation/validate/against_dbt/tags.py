"""E142: a tag that the model does not have (floe.yaml, ``transforms[].tags``).

Many products tag their transforms for the platform alone. So it counts only where the dbt project
gives tags to its models, and then dbt's ``tag:`` selects less than the product says. What dbt has
more is dbt's own: its tags also say when a model runs, and who is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.dbt.nodes import DbtNode, Fact
from floe_lsp.syntax import Entry, Node, items_of
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import listed, quote, quote_name

from .dependency_edits import is_own, is_shared
from .paired import PairedProduct


def check(paired: PairedProduct) -> Iterator[Diagnostic]:
    """Report each tag of a transform that its model is sure not to have."""
    if not any(each.kind == "model" and each.tags for each in paired.facts.nodes.values()):
        return
    many = ManyFindings(paired.document)
    for name, transform in paired.product.by_name.items():
        entry, models = transform.fields.get("tags"), paired.models(name)
        if entry is None or not models or not all(each.knows(Fact.TAGS) for each in models):
            continue
        known = {tag for each in models for tag in each.tags}
        for item in items_of(entry.value):
            if isinstance(item.value, str) and item.value and item.value not in known:
                described = partial(_unknown, paired, models[0], transform, entry, item, item.value)
                yield from many.finding("E142", item, described)


def _unknown(
    paired: PairedProduct,
    node: DbtNode,
    transform: TransformOutline,
    entry: Entry,
    item: Node,
    tag: str,
) -> Diagnostic:
    is_own_list = is_own(transform.node, entry) and not is_shared(paired.document, transform)
    is_alone = is_own_list and not entry.value.anchor and not item.anchor
    name, near = quote_name(node.name), near_miss(tag, node.tags)
    has = f"has the tags: {listed(node.tags)}" if node.tags else "has no tags"
    suggestion = f"did you mean {quote(near)}?" if near else "give it to the model, or remove it;"
    return paired.document.diagnostic(
        "E142",
        item,
        f"in dbt {name} does not have the tag {quote(tag)}",
        f"{suggestion} {name} {has}",
        related=paired.described_at(node, f"{name} is here"),
        fixes=()
        if near is None or not is_alone
        else (paired.document.near_miss_fix(item, near=near),),
    )

"""E143: a tier that dbt contradicts (floe.yaml, ``transforms[].tier``).

dbt has no tiers. A model says one plainly by one of the tags ``bronze``, ``silver`` and ``gold``,
or by ``tier`` in its meta.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.dbt.nodes import DbtNode, Fact
from floe_lsp.dbt.unknown import has_unknown
from floe_lsp.schemas.product.quality import Tier
from floe_lsp.syntax import TextEdit
from floe_lsp.wording.quoting import quote_name

from .dependency_edits import is_own, is_shared
from .paired import PairedProduct

_TIERS: tuple[str, ...] = get_args(Tier)


def check(paired: PairedProduct) -> Iterator[Diagnostic]:
    """Report each transform with another tier than its model says."""
    for name, transform in paired.product.by_name.items():
        if transform.tier in _TIERS:
            node = paired.model(name)
            plain = None if node is None else tier_of(node)
            if node is not None and plain is not None and plain != transform.tier:
                yield _contradicted(paired, transform, node, plain)


def tier_of(node: DbtNode) -> str | None:
    """Return the tier that a model says plainly, ``None`` for none, several, and not known."""
    if not node.knows(Fact.TAGS, Fact.META) or has_unknown(node.meta.get("tier")):
        return None
    said = [*node.tags, node.meta.get("tier")]
    plain = {each.lower() for each in said if isinstance(each, str) and each.lower() in _TIERS}
    return plain.pop() if len(plain) == 1 else None


def _contradicted(
    paired: PairedProduct, transform: TransformOutline, node: DbtNode, plain: str
) -> Diagnostic:
    place = transform.fields["tier"].value
    says = "the tag" if plain in {each.lower() for each in node.tags} else "meta.tier"
    fixes = ()
    is_alone = not place.anchor and not is_shared(paired.document, transform)
    if is_alone and is_own(transform.node, transform.fields["tier"]):
        fixes = (paired.document.fix(f"Write the tier {plain}", TextEdit(place.span, plain)),)
    return paired.document.diagnostic(
        "E143",
        place,
        f"in dbt {says} of {quote_name(node.name)} says {plain}, not {transform.tier}",
        f"write {plain} here, or change it in dbt",
        related=paired.described_at(node, f"{quote_name(node.name)} is here"),
        fixes=fixes,
    )

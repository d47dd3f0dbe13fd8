"""FLOE-E600: how many transforms a product may have (manifest, ``governance.policies``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.entries import RuleInput, definitions
from floe_lsp.compilation.enforce.policy import Answer
from floe_lsp.schemas.manifest.governance_policies import PolicyDefinition
from floe_lsp.wording.counting import counted


def _check(found: RuleInput, policy: PolicyDefinition) -> Iterator[Answer]:
    product = found.given.product
    most, count = policy.config.threshold, len(product.transforms)
    if most is not None and count > most:
        yield found.broken(
            policy,
            None,
            product.document.key("transforms") or product.document.start,
            f"the product has {counted(count, 'transform')}, and {most:,} may be there",
            "split the product in two",
        )


POLICY = definitions("max_transforms", _check)

"""FLOE-E600: tags of every model (manifest, ``governance.policies``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.entries import RuleInput, definitions
from floe_lsp.compilation.enforce.policy import About, Answer
from floe_lsp.compilation.enforce.tags import adding, lacks, missing_tags, tags_place
from floe_lsp.schemas.manifest.governance_policies import PolicyDefinition
from floe_lsp.wording.quoting import quote


def _check(found: RuleInput, policy: PolicyDefinition) -> Iterator[Answer]:
    document = found.given.product.document
    yield About.of(found.models())
    for transform in found.models():
        missing = missing_tags(transform, policy.config.required_tags or ())
        if missing:
            yield found.broken(
                policy,
                transform.name,
                tags_place(transform),
                f"{quote(transform.name or '')} {lacks(missing)}",
                f"add {', '.join(map(quote, missing))} to its tags",
                adding(document, transform, missing),
            )


POLICY = definitions("required_tags", _check)

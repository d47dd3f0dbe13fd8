"""FLOE-E400: tags by the beginning of the name (manifest, ``governance.custom_rules``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.entries import RuleInput, custom_rules
from floe_lsp.compilation.enforce.policy import About, Answer, Violation
from floe_lsp.compilation.enforce.tags import adding, lacks, missing_tags, tags_place
from floe_lsp.schemas.manifest.governance import RequireTagsForPrefix
from floe_lsp.wording.quoting import quote


def _check(found: RuleInput, rule: RequireTagsForPrefix) -> Iterator[Answer]:
    document = found.given.product.document
    related = found.asked.related("the rule is set here")
    transforms = [
        each
        for each in found.models(rule.applies_to)
        if each.name is not None and each.name.startswith(rule.prefix)
    ]
    yield About.of(transforms)
    for transform in transforms:
        name = transform.name or ""
        missing = missing_tags(transform, rule.required_tags)
        if missing:
            yield Violation(
                "FLOE-E400",
                name,
                tags_place(transform),
                f"{quote(name)} {lacks(missing)}, which the platform asks of models that begin "
                f"with {quote(rule.prefix)}",
                f"add {', '.join(map(quote, missing))} to its tags",
                related,
                adding(document, transform, missing),
            )


POLICY = custom_rules(RequireTagsForPrefix, lambda rule: f"tags of {rule.prefix}*", _check)

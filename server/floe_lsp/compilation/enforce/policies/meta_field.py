"""FLOE-E401: entries in dbt's ``meta`` (manifest, ``governance.custom_rules``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast
from unicodedata import category

from floe_lsp.compilation.enforce.described_models import described_models
from floe_lsp.compilation.enforce.entries import RuleInput, custom_rules
from floe_lsp.compilation.enforce.policy import About, Answer, NotCheckable, Violation
from floe_lsp.dbt.unknown import UNKNOWN, Fact
from floe_lsp.schemas.manifest.governance import RequireMetaField
from floe_lsp.wording.quoting import quote


def _check(found: RuleInput, rule: RequireMetaField) -> Iterator[Answer]:
    transforms = [*found.models(rule.applies_to)]
    set_at = found.asked.related("the rule is set here")
    yield About.of(transforms)
    for model in described_models(found.given, transforms, Fact.META):
        if isinstance(model, NotCheckable):
            yield model
            continue
        name, meta = quote(model.name), model.node.meta
        if rule.required and meta.get(rule.field) is UNKNOWN:
            reason = f"what {quote(rule.field)} is in its meta only dbt can tell"
            yield NotCheckable(model.name, reason, is_of_model=True)
            continue
        if rule.field not in meta:
            broken = f"{name} has no {quote(rule.field)} in its meta"
        elif rule.required and _is_empty(meta[rule.field]):
            broken = f"{quote(rule.field)} is empty in the meta of {name}"
        else:
            continue
        yield Violation(
            "FLOE-E401",
            model.name,
            model.transform.name_node,
            f"{broken}, which the platform asks for",
            f"write it below 'meta' of the model's config in {model.file(found.given)}",
            (*model.places, *set_at),
            expected=f"{rule.field} in meta",
            actual="empty" if rule.field in meta else "none",
        )


def _is_empty(value: object) -> bool:
    """Whether a value holds nothing that anybody could read."""
    if isinstance(value, str):
        return all(category(each)[0] in _UNSEEN for each in value)
    if isinstance(value, list):
        return all(map(_is_empty, cast("list[object]", value)))
    return not value


_UNSEEN = ("C", "Z")
"""The Unicode categories of spaces, and of characters without a form of their own."""

POLICY = custom_rules(RequireMetaField, lambda rule: f"meta {rule.field}", _check)

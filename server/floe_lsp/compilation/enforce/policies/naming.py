"""FLOE-E201: names of models (manifest, ``governance.naming``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import thread_time

from floe_lsp.compilation.diagnostics import Diagnostic, Related
from floe_lsp.compilation.enforce.policy import (
    NotCheckable,
    Policy,
    PolicyInput,
    Violation,
)
from floe_lsp.compilation.outline import ProductOutline, TransformOutline
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import EnforcementLevel, NamingConfig
from floe_lsp.schemas.types.patterns import compiled
from floe_lsp.syntax import TextEdit
from floe_lsp.wording.counting import counted, sentence
from floe_lsp.wording.quoting import listed, quote

_BEGINNINGS = {
    "medallion": ("bronze_", "silver_", "gold_"),
    "kimball": ("dim_", "fact_", "bridge_", "hub_", "link_", "sat_"),
}
_SCHEMES = {
    scheme: re.compile(f"({'|'.join(beginnings)})[a-z][a-z0-9_]*")
    for scheme, beginnings in _BEGINNINGS.items()
}
_PREFIXES = {
    "medallion": {
        **dict.fromkeys(("stg_", "staging_", "raw_", "src_"), "bronze_"),
        **dict.fromkeys(("int_", "intermediate_", "clean_"), "silver_"),
        **dict.fromkeys(("mart_", "fct_", "fact_", "dim_", "agg_"), "gold_"),
    },
    "kimball": {"fct_": "fact_", "facts_": "fact_", "dimension_": "dim_"},
}
"""What a prefix of another scheme is called in this one."""

_MATCH_SECONDS = 0.05
"""How long one pattern may take for one name; a sound pattern takes microseconds."""

_SECONDS_FOR_ALL = 0.5
"""How long all patterns may take for all names; for 2,000 transforms milliseconds will do."""


class _PatternTooSlow(Exception):
    """A custom pattern took longer than ``_MATCH_SECONDS`` on one name."""

    def __init__(self, index: int, name: str) -> None:
        super().__init__(name)
        self.index = index
        self.name = name


def _level(governance: GovernanceConfig) -> EnforcementLevel:
    return "off" if governance.naming is None else governance.naming.enforcement


def _check(given: PolicyInput) -> Iterator[Violation | NotCheckable]:
    """Yield a violation for each transform whose name fits none of the patterns."""
    naming = given.governance.naming
    if naming is None:
        return
    related = _policy_place(given)
    begun = thread_time()
    try:
        for transform in given.product.transforms:
            if naming.pattern == "custom" and thread_time() - begun > _SECONDS_FOR_ALL:
                yield NotCheckable(_too_slow_together(given))
                return
            if transform.name is not None and not _fits(transform.name, naming):
                yield _violation(given.product, transform, transform.name, naming, related)
    except _PatternTooSlow as slow:
        yield NotCheckable(_too_slow(given, slow))


def _fits(name: str, naming: NamingConfig) -> bool:
    """Whether a name fits the policy's scheme or one of its custom patterns."""
    if naming.pattern != "custom":
        return _SCHEMES[naming.pattern].fullmatch(name) is not None
    return any(
        _matches(index, pattern, name) for index, pattern in enumerate(naming.custom_patterns or ())
    )


def _matches(index: int, pattern: str, name: str) -> bool:
    try:
        return compiled(pattern).match(name, timeout=_MATCH_SECONDS) is not None
    except TimeoutError:
        raise _PatternTooSlow(index, name) from None


def _violation(
    product: ProductOutline,
    transform: TransformOutline,
    name: str,
    naming: NamingConfig,
    related: tuple[Related, ...],
) -> Violation:
    better = _renamed(name, naming)
    fixes = ()
    if better is not None and better not in product.by_name:
        references = (reference.node for reference in product.references.get(name, ()))
        edits = [TextEdit(node.span, better) for node in (transform.name_node, *references)]
        title = f"Rename to {quote(better)} here; the dbt model needs the same name"
        fixes = (product.document.fix(title, *edits),)
    return Violation(
        "FLOE-E201",
        name,
        transform.name_node,
        f"the name {quote(name)} breaks the platform's naming policy: names must "
        f"{_rule(name, naming)}",
        _advice(product, name, better or _example(name, naming)),
        related,
        fixes,
    )


def _renamed(name: str, naming: NamingConfig) -> str | None:
    """The name under this scheme, when its prefix belongs to another one."""
    lowered = name.lower()
    for prefix, meant in _PREFIXES.get(naming.pattern, {}).items():
        if lowered.startswith(prefix):
            candidate = meant + lowered[len(prefix) :]
            return candidate if _fits(candidate, naming) else None
    return lowered if lowered != name and _fits(lowered, naming) else None


def _rule(name: str, naming: NamingConfig) -> str:
    """Return what names must be like, with the part of the rule that this name breaks."""
    if naming.pattern == "custom":
        return f"fit {listed(naming.custom_patterns or (), ' or ')}"
    beginnings = _BEGINNINGS[naming.pattern]
    start = f"start with {sentence(beginnings, 'or')}"
    if not name.startswith(beginnings):
        return start
    return f"{start} and go on with a lower-case letter, then lower-case letters, digits and '_'"


def _advice(product: ProductOutline, name: str, better: str | None) -> str:
    """Say what to do, and what else has to be renamed with it."""
    to = "" if better is None else f" to {quote(better)}"
    others = len(product.references.get(name, ()))
    here = f", also in {counted(others, 'other place')} of this file" if others else ""
    return f"rename it{to}{here}; its dbt model and every ref() to it need the new name as well"


def _example(name: str, naming: NamingConfig) -> str | None:
    """Return a name with the scheme's first beginning, where that makes it fit."""
    for beginning in _BEGINNINGS.get(naming.pattern, ())[:1]:
        candidate = beginning + name.lower()
        if not name.startswith(_BEGINNINGS[naming.pattern]) and _fits(candidate, naming):
            return candidate
    return None


def _policy_place(given: PolicyInput) -> tuple[Related, ...]:
    file = given.platform.governance_files.get(("naming",))
    node = None if file is None else file.document.node("governance", "naming")
    if file is None or node is None:
        return ()
    return (file.document.related(node, "the naming policy is set here"),)


def _too_slow(given: PolicyInput, slow: _PatternTooSlow) -> Diagnostic:
    document = given.platform.governance_files[("naming",)].document
    node = document.node("governance", "naming", "custom_patterns", slow.index)
    return document.diagnostic(
        "E307",
        node or document.start,
        f"this pattern takes too long on the name {quote(slow.name)}",
        "let each letter match in one way only; in (a+)+ and (a|aa)+ it can in many",
    )


def _too_slow_together(given: PolicyInput) -> Diagnostic:
    document = given.platform.governance_files[("naming",)].document
    node = document.node("governance", "naming", "custom_patterns")
    names = len(given.product.transforms)
    return document.diagnostic(
        "E307",
        node or document.start,
        f"these patterns take more than {_SECONDS_FOR_ALL:g} s on the {names:,} names of "
        f"{given.product.document.path.name}",
        "let each letter match in one way only, and use fewer patterns",
    )


POLICY = Policy("naming", _level, _check, "naming.enforcement")

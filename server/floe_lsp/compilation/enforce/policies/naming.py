"""FLOE-E201: names of models (manifest, ``governance.naming``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from floe_lsp.compilation.diagnostics import Related
from floe_lsp.compilation.outline import ProductOutline, TransformOutline
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import NamingConfig
from floe_lsp.syntax import TextEdit
from floe_lsp.wording.quoting import quote

from . import PolicyInput, Violation

_SCHEMES = {
    "medallion": re.compile(r"(bronze|silver|gold)_[a-z][a-z0-9_]*"),
    "kimball": re.compile(r"(dim|fact|bridge|hub|link|sat)_[a-z][a-z0-9_]*"),
}
_WORDS = {
    "medallion": "bronze_, silver_ or gold_ before a lower-case name",
    "kimball": "dim_, fact_, bridge_, hub_, link_ or sat_ before a lower-case name",
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


class PatternTooSlow(Exception):
    """A custom pattern took longer than ``_MATCH_SECONDS`` on one name."""

    def __init__(self, index: int, name: str) -> None:
        super().__init__(name)
        self.index = index
        self.name = name


def applies(governance: GovernanceConfig) -> bool:
    """Whether the platform has a naming policy in force."""
    return governance.naming is not None and governance.naming.enforcement != "off"


def check(given: PolicyInput) -> Iterator[Violation]:
    """Yield a violation for each transform whose name fits none of the patterns.

    Raises:
        PatternTooSlow: A custom pattern does not come to an end in time.
    """
    naming = given.governance.naming
    if naming is None:
        return
    related = _policy_place(given)
    for transform in given.product.transforms:
        if transform.name is None or fits(transform.name, naming):
            continue
        yield _violation(given.product, transform, transform.name, naming, related)


def fits(name: str, naming: NamingConfig) -> bool:
    """Whether a name fits the policy's scheme or one of its custom patterns."""
    if naming.pattern != "custom":
        return _SCHEMES[naming.pattern].fullmatch(name) is not None
    return any(
        _matches(index, pattern, name) for index, pattern in enumerate(naming.custom_patterns or ())
    )


def _matches(index: int, pattern: str, name: str) -> bool:
    try:
        return _compiled(pattern).match(name, timeout=_MATCH_SECONDS) is not None
    except TimeoutError:
        raise PatternTooSlow(index, name) from None


@cache
def _compiled(pattern: str) -> Any:
    import regex  # noqa: PLC0415 - 15 ms, for custom patterns alone

    return regex.compile(pattern)


def _violation(
    product: ProductOutline,
    transform: TransformOutline,
    name: str,
    naming: NamingConfig,
    related: tuple[Related, ...],
) -> Violation:
    better = _renamed(name, naming)
    if naming.pattern == "custom":
        expected = f"a name that fits {' or '.join(naming.custom_patterns or ())}"
    else:
        expected = _WORDS[naming.pattern]
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
        f"the name {quote(name)} does not fit the platform's {naming.pattern} scheme",
        f"rename it to {quote(better)}" if better else f"expected {expected}",
        naming.enforcement,
        related,
        fixes,
    )


def _renamed(name: str, naming: NamingConfig) -> str | None:
    """The name under this scheme, when its prefix belongs to another one."""
    lowered = name.lower()
    for prefix, meant in _PREFIXES.get(naming.pattern, {}).items():
        if lowered.startswith(prefix):
            candidate = meant + lowered[len(prefix) :]
            return candidate if fits(candidate, naming) else None
    return lowered if lowered != name and fits(lowered, naming) else None


def _policy_place(given: PolicyInput) -> tuple[Related, ...]:
    file = given.platform.governance_files.get(("naming",))
    node = None if file is None else file.document.node("governance", "naming")
    if file is None or node is None:
        return ()
    return (file.document.related(node, "the naming policy is set here"),)

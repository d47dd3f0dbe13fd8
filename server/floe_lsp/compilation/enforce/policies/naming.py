"""FLOE-E201: names of models (manifest, ``governance.naming``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from floe_lsp.compilation.diagnostics import Related
from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.policy import (
    About,
    Answer,
    Demand,
    Policy,
    PolicyInput,
    Unusable,
    Violation,
    below,
)
from floe_lsp.compilation.enforce.timed_patterns import (
    PatternsTooSlow,
    PatternTooSlow,
    TimedPatterns,
)
from floe_lsp.compilation.outline import ProductOutline, TransformOutline
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.compilation.validate.manifest_file import ManifestFile
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import NamingConfig
from floe_lsp.syntax import Path, TextEdit
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

_PATTERNS: Path = ("naming", "custom_patterns")
_FIELDS = below("naming", "pattern", "custom_patterns", "enforcement")


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    asked = first_asked(platform, (*_FIELDS, ("naming",)))
    if governance.naming is not None and asked is not None:
        level = governance.naming.enforcement
        note = "naming.enforcement is off" if level == "off" else ""
        yield Demand(
            "naming", _FIELDS, level, asked, _check, note, level_field="naming.enforcement"
        )


def _check(given: PolicyInput) -> Iterator[Answer]:
    """Yield a violation for each transform whose name fits none of the patterns."""
    naming = given.governance.naming
    if naming is None:
        return
    yield About.of(given.product.transforms)
    related = _policy_place(given)
    fits = _fitting(naming)
    try:
        for transform in given.product.transforms:
            if transform.name is not None and not fits(transform.name):
                better = _renamed(transform.name, naming, fits)
                yield _violation(given.product, transform, naming, better, related)
    except PatternTooSlow as slow:
        document = _setting(given, _PATTERNS).document
        yield Unusable(slow.finding(document, (*_PATTERNS, slow.index)))
    except PatternsTooSlow as slow:
        document = _setting(given, _PATTERNS).document
        yield Unusable(slow.finding(document, _PATTERNS, given.product))


def _fitting(naming: NamingConfig) -> Callable[[str], bool]:
    """Return what tells whether a name fits the scheme or one of the custom patterns."""
    if naming.pattern == "custom":
        return TimedPatterns(naming.custom_patterns or ()).fit
    scheme = _SCHEMES[naming.pattern]
    return lambda name: scheme.fullmatch(name) is not None


def _violation(
    product: ProductOutline,
    transform: TransformOutline,
    naming: NamingConfig,
    better: str | None,
    related: tuple[Related, ...],
) -> Violation:
    name = transform.name or ""
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


def _renamed(name: str, naming: NamingConfig, fits: Callable[[str], bool]) -> str | None:
    """The name under this scheme, when its prefix belongs to another one."""
    lowered = name.lower()
    for prefix, meant in _PREFIXES.get(naming.pattern, {}).items():
        if lowered.startswith(prefix):
            candidate = meant + lowered[len(prefix) :]
            return candidate if fits(candidate) else None
    return lowered if lowered != name and fits(lowered) else None


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
        fits = _SCHEMES[naming.pattern].fullmatch(candidate) is not None
        if fits and not name.startswith(_BEGINNINGS[naming.pattern]):
            return candidate
    return None


def _policy_place(given: PolicyInput) -> tuple[Related, ...]:
    document = _setting(given, ("naming", "pattern")).document
    node = document.node("governance", "naming")
    if node is None:
        return ()
    asked = first_asked(given.platform, [("naming", "pattern")])
    above = () if asked is None else asked.related_above
    return (document.related(node, "the naming policy is set here"), *above)


def _setting(given: PolicyInput, field: Path) -> ManifestFile:
    """Return the manifest that sets a field; where none does, the last that says anything of it."""
    files = given.platform.governance_files
    return files.get(field) or files[("naming",)]


POLICY = Policy("naming", _FIELDS, _demands)

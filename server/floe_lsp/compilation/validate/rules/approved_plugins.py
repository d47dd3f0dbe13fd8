"""E111: a list of approved plugins of a kind that no plugin has."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.schemas.manifest.plugin_selection import PLUGIN_CATEGORIES
from floe_lsp.syntax import fields_of
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote


def check(document: Document) -> Iterator[Diagnostic]:
    """Report a category of ``approved_plugins`` that no plugin can have."""
    for name, entry in fields_of(document.node("approved_plugins")).items():
        if name in PLUGIN_CATEGORIES:
            continue
        near = near_miss(name, PLUGIN_CATEGORIES)
        fix: tuple[Fix, ...] = ()
        if near is not None:
            fix = (document.near_miss_fix(entry.key, near=near, renames=True),)
        allowed = ", ".join(PLUGIN_CATEGORIES)
        yield document.diagnostic(
            "E111",
            entry.key,
            f"{quote(name)} is not a kind of plugin, so this list approves nothing",
            f"did you mean {quote(near)}?" if near else f"allowed: {allowed}",
            fixes=fix,
        )

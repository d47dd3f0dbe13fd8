"""E126: fields of a manifest that nobody reads: at its root, and misspelt ones of ``defaults``."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.validate.schema.unknown_keys import removal
from floe_lsp.compilation.validate.wrong_kind import only_in
from floe_lsp.schemas.manifest.defaults import PlatformDefaults
from floe_lsp.schemas.manifest.environment_fields import is_manifest_environment_field
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.floe_spec import FloeSpec, is_anchor_key
from floe_lsp.syntax import fields_of
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote


def check(document: Document) -> Iterator[Diagnostic]:
    """Warn of fields that a manifest keeps but nobody reads."""
    known = PlatformManifest.model_fields
    allowed = [PlatformManifest.keys_of(name)[0] for name in known]
    given = fields_of(document.root)
    free = [name for name in allowed if name not in given]
    for name, entry in given.items():
        if name in allowed or name in known or _is_refused(name):
            continue
        near = near_miss(name, free)
        if near is not None:
            suggestion = f"did you mean {quote(near)}?"
            fixes = (document.near_miss_fix(entry.key, near=near, renames=True),)
        else:
            elsewhere = name in only_in(FloeSpec)
            suggestion = "remove it, or begin its name with x-"
            if elsewhere:
                suggestion = f"remove it here; {quote(name)} belongs in floe.yaml"
            fixes = removal(document, (name,))
        yield document.diagnostic(
            "E126",
            entry.key,
            f"a manifest has no field {quote(name)}, so it is ignored",
            suggestion,
            fixes=fixes,
        )
    yield from _misspelt_defaults(document)


def _misspelt_defaults(document: Document) -> Iterator[Diagnostic]:
    """Warn of a default that is most likely another one; a platform may have any of its own."""
    given = fields_of(document.node("defaults"))
    free = [name for name in PlatformDefaults.model_fields if name not in given]
    for name, entry in given.items():
        near = None if name in PlatformDefaults.model_fields else near_miss(name, free)
        if near is not None:
            yield document.diagnostic(
                "E126",
                entry.key,
                f"'defaults' has no field {quote(name)}, so it is ignored",
                f"did you mean {quote(near)}?",
                fixes=(document.near_miss_fix(entry.key, near=near, renames=True),),
            )


def _is_refused(name: str) -> bool:
    return is_anchor_key(name) or is_manifest_environment_field(name)

"""What a key means and which values it takes, from the models and the plugins' own."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.pages import docs_url
from floe_lsp.ide.content import Block, Code, Link, Strong, listed, paragraph, prose
from floe_lsp.ide.field_docs import describe, field_blocks
from floe_lsp.ide.graph import tags_of
from floe_lsp.ide.kinds import FileKind
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.targets import Role, Target
from floe_lsp.schemas.product.floe_spec import is_anchor_key
from floe_lsp.syntax import Path

from .manifests import governed, is_governed

_PAGES: dict[tuple[FileKind, Path], tuple[str, ...]] = {
    (FileKind.PRODUCT, ("metadata", "name")): ("E101",),
    (FileKind.PRODUCT, ("metadata", "version")): ("E102",),
    (FileKind.PRODUCT, ("platform", "manifest")): ("E205",),
    (FileKind.PRODUCT, ("schedule", "cron")): ("E120",),
    (FileKind.PRODUCT, ("schedule", "timezone")): ("E121",),
    (FileKind.PRODUCT, ("transforms", "name")): ("E105", "E106"),
    (FileKind.PRODUCT, ("transforms", "compute")): ("E204", "E207"),
    (FileKind.PRODUCT, ("transforms", "dependsOn")): ("E110", "E117"),
    (FileKind.PRODUCT, ("transforms", "qualityChecks")): ("E119",),
    (FileKind.PRODUCT, ("ingestion",)): ("E215",),
    (FileKind.PRODUCT, ("destinations",)): ("E304",),
    (FileKind.MANIFEST, ("metadata", "name")): ("E101",),
    (FileKind.MANIFEST, ("metadata", "version")): ("E102",),
    (FileKind.MANIFEST, ("parent_manifest",)): ("E203", "E205"),
    (FileKind.MANIFEST, ("plugins", "compute")): ("E201", "E207"),
    (FileKind.MANIFEST, ("plugins", "orchestrator")): ("E201",),
    (FileKind.MANIFEST, ("governance",)): ("E212",),
    (FileKind.MANIFEST, ("governance", "naming")): ("FLOE-E201",),
    (FileKind.MANIFEST, ("governance", "policy_overrides")): ("E306",),
    (FileKind.MANIFEST, ("approved_plugins",)): ("E204",),
    (FileKind.MANIFEST, ("approved_sinks",)): ("E304",),
    (FileKind.MANIFEST, ("approved_products",)): ("E305",),
}
"""The pages that say most about a field, by its path without indexes."""


def key(snapshot: Snapshot, target: Target) -> Iterator[Block]:
    """Describe the field that a key names."""
    doc = describe(snapshot, target.path)
    if doc is None or not doc.name:
        if len(target.path) == 1 and is_anchor_key(target.path[0]):
            yield paragraph(Code(target.name), " only holds anchors; floe reads nothing from it")
        elif doc is not None and doc.description:
            yield paragraph(Strong(target.name), ", ", doc.type.words)
            yield paragraph(*prose(doc.description))
        return
    yield from field_blocks(doc, target.name)
    if is_governed(snapshot, target.path):
        yield from governed(snapshot, target)
    yield from _pages(snapshot.kind, target.path)


def value(snapshot: Snapshot, target: Target) -> Iterator[Block]:
    """Describe the field in which a value stands, and who else sets it."""
    if is_governed(snapshot, target.path):
        yield from governed(snapshot, target)
    doc = describe(snapshot, target.path)
    if doc is None:
        return
    name = doc.name or _owner(target.path)
    if name and doc.description:
        yield paragraph(Strong(name), ": ", *prose(doc.description))
    if len(doc.allowed) > 1:
        yield paragraph("Allowed: ", *listed((Code(each) for each in doc.allowed), 20))
    if target.role is Role.TAG:
        yield from _tagged(snapshot, target.name)


def _pages(kind: FileKind, path: Path) -> Iterator[Block]:
    words = tuple(step for step in path if isinstance(step, str))
    links = [
        Link(f"{code}: {CODES[code].title}", url)
        for code in _PAGES.get((kind, words), ())
        if (url := docs_url(code)) is not None
    ]
    if links:
        yield paragraph("See ", *listed(links))


def _tagged(snapshot: Snapshot, tag: str) -> Iterator[Block]:
    names = [
        each.name for each in snapshot.outline.transforms if each.name and tag in tags_of(each)
    ]
    if names:
        yield paragraph("Transforms with this tag: ", *listed(Code(name) for name in names))


def _owner(path: Path) -> str:
    """The nearest key above an item of a list."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")

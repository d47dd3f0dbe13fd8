"""What a key means and which values it takes, from the models and the plugins' own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from pydantic import BaseModel

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.pages import docs_url
from floe_lsp.ide.content import (
    Block,
    Bullets,
    Code,
    Fence,
    Inline,
    Link,
    Strong,
    listed,
    paragraph,
    prose,
)
from floe_lsp.ide.graph import tags_of
from floe_lsp.ide.kinds import FileKind
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.targets import Role, Target
from floe_lsp.plugins.errors import PluginError
from floe_lsp.schemas import reflection
from floe_lsp.schemas.floe_spec import is_anchor_key
from floe_lsp.schemas.reflection import FieldDoc
from floe_lsp.syntax import Path
from floe_lsp.syntax.emit import Data, emit_entry, emit_flow

from .manifests import governed, is_governed

_OPTIONS: Path = ("plugins", "compute", "config")

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
            yield paragraph(Strong(target.name), ", ", doc.type)
            yield paragraph(*prose(doc.description))
        return
    need = "required" if doc.required else "optional"
    yield paragraph(Strong(doc.name), f", {doc.type}, {need}")
    if doc.description:
        yield paragraph(*prose(doc.description))
    items = tuple(_rules(doc))
    if items:
        yield Bullets(items)
    if doc.examples:
        example = cast("Data", doc.examples[0])
        yield Fence("yaml", "\n".join(emit_entry(target.name or doc.name, example, 0)))
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


def describe(snapshot: Snapshot, path: Path) -> FieldDoc | None:
    """Return what the models know of a place; of an engine's option, what its plugin says."""
    if snapshot.kind is FileKind.MANIFEST and path[:3] == _OPTIONS and len(path) > 3:
        model = _option_model(snapshot)
        if model is not None:
            return reflection.describe(model, path[3:])
    return reflection.describe(snapshot.model, path, snapshot.document.value)


def _option_model(snapshot: Snapshot) -> type[BaseModel] | None:
    node = snapshot.document.node("plugins", "compute", "type")
    if node is None or not isinstance(node.value, str):
        return None
    try:
        return snapshot.registry.load_compute(node.value).get_config_schema()
    except PluginError:
        return None


def _rules(doc: FieldDoc) -> Iterator[tuple[Inline, ...]]:
    if doc.allowed:
        yield ("allowed: ", *listed((Code(each) for each in doc.allowed), 20))
    if doc.limits:
        yield ("; ".join(doc.limits),)
    if doc.default not in (None, [], {}):
        yield ("default: ", Code(emit_flow(cast("Data", doc.default))))
    if doc.keys:
        yield ("keys: ", *listed((Code(each) for each in doc.keys), 30))
    others = [each for each in doc.spellings if each != doc.name]
    if others:
        yield ("also written ", *listed(Code(each) for each in others))


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

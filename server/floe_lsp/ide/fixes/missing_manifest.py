"""What mends a product without a manifest: create one, choose one, or name one that is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from floe_lsp.compilation import Diagnostic, Document
from floe_lsp.compilation.codes import Trait
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.load.manifests import address_of, local_path
from floe_lsp.files.names import MANIFEST_NAME, REPOSITORY, SPEC_NAMES, YAML_SUFFIXES
from floe_lsp.ide.commands import EditorCommand
from floe_lsp.ide.manifests_near import distance, manifests_below
from floe_lsp.ide.new_file import NewFile
from floe_lsp.ide.new_manifest import manifest_text
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import MappingNode, Node, ScalarNode, TextEdit, dereference
from floe_lsp.syntax.edits import fill_entry, insert_entry
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.placeholders import is_placeholder
from floe_lsp.wording.quoting import short

from .actions import ActionKind, CodeAction
from .edits import action

_MOST_NAMED = 10
"""Manifests of the workspace that are offered."""


def offered(snapshot: Snapshot, here: Iterable[Diagnostic]) -> Iterator[CodeAction]:
    """Yield the actions for a manifest that is missing, where one of the findings here says so."""
    if snapshot.kind is not FileKind.PRODUCT:
        return
    missing = tuple(each for each in here if _says_it_is_missing(snapshot.document, each))
    if not missing:
        return
    # What is near is meant: nobody wants the misspelt file, or the same fix twice.
    fixes = (fix for each in missing for fix in each.fixes if fix.is_near_miss)
    near = {edit.text for fix in fixes for edit in fix.edits}
    new = None if near else new_manifest(snapshot)
    if new is not None:
        address = address_of(new.path, snapshot.path)
        # It is found beside the product, unless the product says that it names one.
        says_so = any(Trait.NO_SUCH_MANIFEST not in each.info.traits for each in missing)
        edits = naming(snapshot.document, address) if says_so else ()
        written = action(snapshot, f"Create {short(address)}", ActionKind.QUICK_FIX, edits)
        tell, told = EditorCommand.TELL, f"{new.path.name} is there now"
        if edits or not says_so:
            yield replace(written, diagnostics=missing, command=tell, told=told, new_file=new)
    chooses = EditorCommand.CHOOSE_MANIFEST
    yield CodeAction("Choose a manifest…", ActionKind.QUICK_FIX, (), missing, command=chooses)
    for path in _others(snapshot):
        address = address_of(path, snapshot.path)
        edits = naming(snapshot.document, address)
        if edits and near.isdisjoint(each.text for each in edits):
            title = f"Write platform.manifest: {short(address)}"
            written = action(snapshot, title, ActionKind.QUICK_FIX, edits)
            yield replace(written, diagnostics=missing)


def new_manifest(snapshot: Snapshot) -> NewFile | None:
    """Return the manifest that can be created for a product: as it names it, or beside it.

    ``None`` where something is there already, and for a name that leads out of the folders that
    are open.
    """
    document, sources = snapshot.document, snapshot.sources
    named = _named(document)
    path: Path | None = document.path.with_name(MANIFEST_NAME)
    if named is not None:
        path = local_path(document.path, named)
    if path is None or not path.name.endswith(YAML_SUFFIXES) or path.name in SPEC_NAMES:
        return None
    if not _is_in_open_folder(snapshot, path) or sources.exists(path):
        return None
    return NewFile(path, manifest_text(path.parent))


def _is_in_open_folder(snapshot: Snapshot, path: Path) -> bool:
    """Whether a file would stand in a folder that is open, wherever links lead, and in no ``.git``.

    Of a product in none of them its own folder counts.
    """
    sources, true = snapshot.sources, snapshot.sources.true_path(path)
    product = snapshot.path
    around = [each for each in snapshot.folders if product.is_relative_to(each)]
    roots = map(sources.true_path, snapshot.folders if around else (product.parent,))
    if true is None:
        return False
    return any(
        root is not None
        and true.is_relative_to(root)
        and REPOSITORY not in true.relative_to(root).parts
        for root in roots
    )


def naming(document: Document, address: str) -> tuple[TextEdit, ...]:
    """Return the edits that let a product name a manifest; none where that cannot be told."""
    root, source = document.root, document.text
    if not isinstance(root, MappingNode) or document.problems:
        return ()
    key, platform = document.key("platform"), document.node("platform")
    if key is not None and not _is_own(root, key):
        return ()
    name, value = document.key("platform", "manifest"), document.node("platform", "manifest")
    if name is not None and value is not None:
        if not isinstance(platform, MappingNode):
            return ()  # An alias: others may share what it names.
        if not _is_own(platform, name):
            return (insert_entry(source, platform, "manifest", address),)
        if value.value is None:
            return fill_entry(source, platform, name, address)
        is_text = isinstance(dereference(value), ScalarNode) and isinstance(value.value, str)
        return (TextEdit(value.span, emit_scalar(address)),) if is_text else ()
    if key is None or platform is None:
        whole = {"manifest": address}
        return (insert_entry(source, root, "platform", whole, below="metadata"),)
    if isinstance(platform, MappingNode) and platform.entries:
        return (insert_entry(source, platform, "manifest", address),)
    if platform.value is None or platform.value == {}:
        return fill_entry(source, root, key, {"manifest": address})
    return ()


def _is_own(mapping: MappingNode, key: Node) -> bool:
    """Whether a key stands in a mapping itself, and is not merged into it."""
    return any(entry.key is key for entry in mapping.entries)


def _says_it_is_missing(document: Document, found: Diagnostic) -> bool:
    value, span = document.node("platform", "manifest"), found.location.span
    traits = found.info.traits
    if Trait.NO_SUCH_MANIFEST not in traits:
        # Then the value may be missing, or be none.
        if Trait.LEAVES_GAPS not in traits or _named(document) is not None:
            return False
        paths = (("platform",), ("platform", "manifest"))
        places = (place for path in paths for place in (document.key(*path), document.node(*path)))
        return any(span == document.location(each).span for each in places if each is not None)
    if value is None:
        return Trait.MISSING_FILE in traits
    return span == document.location(value).span


def _named(document: Document) -> str | None:
    """Return what a product names as its manifest; ``None`` for nothing, and for a placeholder."""
    value = document.node("platform", "manifest")
    named = None if value is None else value.value
    return named if isinstance(named, str) and not is_placeholder("manifest", named) else None


def _others(snapshot: Snapshot) -> list[Path]:
    """Return the nearest manifests that a product may name instead."""
    folder = snapshot.path.parent
    written = _named(snapshot.document)
    named = None if written is None else local_path(snapshot.path, written)
    found = set(manifests_below(snapshot.folders or (folder,), snapshot.sources)) - {named}
    found = {path for path in found if not snapshot.sources.document(path).problems}
    return sorted(found, key=lambda path: (distance(path, folder), path))[:_MOST_NAMED]

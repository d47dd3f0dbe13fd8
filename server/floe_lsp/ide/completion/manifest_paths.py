"""Paths of manifests: those that the workspace knows, then folder by folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from floe_lsp.compilation.load.manifests import address_of, local_path
from floe_lsp.files.names import MANIFEST_NAME, SPEC_NAMES, YAML_SUFFIXES
from floe_lsp.ide.snapshot import Snapshot

from .context import CompletionContext, Proposal
from .items import ItemKind

_MOST_FOLDERS = 50


def manifests(context: CompletionContext) -> Iterator[Proposal]:
    """Yield relative paths for ``platform.manifest`` and ``parent_manifest``.

    Only folders inside those that the editor has open are looked into.
    """
    snapshot = context.snapshot
    typed = context.cursor.word.prefix
    known = [] if "/" in typed and not typed.startswith("../") else list(_known(snapshot))
    for path in known:
        yield Proposal(path, ItemKind.FILE, "manifest of this workspace")
    base = typed.rpartition("/")[0]
    if base.startswith(("/", "oci:")) or "\\" in base:
        return
    parent = local_path(snapshot.path, base)
    if parent is None or not _is_open(snapshot, parent):
        return
    prefix = f"{base}/" if base else ""
    content = snapshot.sources.folder(parent)
    names = [
        name for name in content.files if name.endswith(YAML_SUFFIXES) and name not in SPEC_NAMES
    ]
    for name in sorted(names, key=lambda name: (name != MANIFEST_NAME, name)):
        path = f"{prefix}{name}"
        if path not in known and parent / name != snapshot.path and not name.startswith("."):
            yield Proposal(path, ItemKind.FILE)
    folders = [each for each in content.folders if not each.startswith(".")]
    yield from _below(snapshot, prefix, parent, folders, {*known})
    above = [".."] if base in ("", "..") or base.endswith("/..") else []
    if above and not _is_open(snapshot, parent.parent):
        above = []
    for name in (*above, *folders):
        yield Proposal(f"{prefix}{name}/", ItemKind.FOLDER, triggers_suggest=True)


def _below(
    snapshot: Snapshot, prefix: str, parent: Path, folders: Sequence[str], known: set[str]
) -> Iterator[Proposal]:
    """Yield the manifests that stand in some folders, one further down."""
    for name in folders[:_MOST_FOLDERS]:
        path = f"{prefix}{name}/{MANIFEST_NAME}"
        found = MANIFEST_NAME in snapshot.sources.folder(parent / name).files
        if found and path not in known and parent / name / MANIFEST_NAME != snapshot.path:
            yield Proposal(path, ItemKind.FILE)


def _known(snapshot: Snapshot) -> Iterator[str]:
    """The manifests of all products, as seen from this file, nearest first."""
    paths = {
        document.path for analysis in snapshot.products.values() for document in analysis.manifests
    }
    relative = (
        address_of(path, snapshot.path)
        for path in paths
        if path != snapshot.path and _is_open(snapshot, path)
    )
    yield from sorted(relative, key=lambda path: (path.count("/"), path))


def _is_open(snapshot: Snapshot, path: Path) -> bool:
    return any(path == folder or folder in path.parents for folder in snapshot.folders)

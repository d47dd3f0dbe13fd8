"""``floe.createManifest`` and ``floe.nameManifest``: the manifest of a product that has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from floe_lsp.compilation.load.file_kind import FileKind, kind_of
from floe_lsp.compilation.load.manifests import address_of
from floe_lsp.files.status import is_file
from floe_lsp.ide.fixes.actions import ActionKind
from floe_lsp.ide.fixes.edits import action
from floe_lsp.ide.fixes.missing_manifest import naming, new_manifest
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.wording.quoting import quote_name

from . import arguments
from .context import CommandContext
from .creating_files import applied, created_by_editor, refused, show

_CREATES_NONE = (
    "there is something already where the manifest would stand, or platform.manifest is not the "
    "path of a YAML file that may be created in an open folder"
)


async def create_manifest(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Create the manifest that a product names, or one beside it."""
    if (distrust := context.distrust) is not None:
        return refused(context, distrust)
    snapshot = _snapshot(context, given)
    if snapshot is None:
        return refused(context, "there is no such product, or its file cannot be read as one")
    if not _is_open(context, snapshot.path):
        return refused(context, "the product is neither open nor in a folder that is")
    new = await context.run(lambda _: new_manifest(snapshot))
    if new is None:
        return refused(context, _CREATES_NONE)
    made = {"uri": context.session.convert.uri(new.path), "path": str(new.path), "text": new.text}
    failure = await created_by_editor(context, [new], "Floe: Create Manifest")
    if failure is not None:
        return refused(context, f"{new.path.name} was not created: {failure}", **made)
    await show(context, new.path)
    return {"ok": True, **made, "message": f"{new.path.name} is there now"}


async def name_manifest(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Let a product name the manifest that a person has chosen."""
    if (distrust := context.distrust) is not None:
        return refused(context, distrust)
    chosen = arguments.path_field(arguments.fields(given), "manifest")
    snapshot, client = _snapshot(context, given), context.session.client
    if not await context.run(lambda _: is_file(chosen)):
        return refused(context, f"there is no file '{chosen}'")
    if not await context.run(lambda _: _is_manifest(context, chosen)):
        reason = "is not a platform manifest; choose a file with 'kind: Manifest'"
        return refused(context, f"{quote_name(chosen.name)} {reason}")
    edits = () if snapshot is None else naming(snapshot.document, address_of(chosen, snapshot.path))
    if snapshot is None or not edits or not client.apply_edit:
        return refused(context, "platform.manifest cannot be written here; write it by hand")
    title = "Floe: Choose Manifest"
    change = action(snapshot, title, ActionKind.QUICK_FIX, edits).edits
    failure = await applied(context, context.session.convert.workspace_edit(change), title)
    if failure is not None:
        return refused(context, f"platform.manifest was not written: {failure}")
    return {"ok": True, "message": f"the product names {chosen.name} now"}


def _is_open(context: CommandContext, path: Path) -> bool:
    """Whether a product is open, or in a folder that is."""
    session = context.session
    is_inside = any(path.is_relative_to(each) for each in session.folders.paths)
    return is_inside or session.store.at(path) is not None


def _is_manifest(context: CommandContext, path: Path) -> bool:
    """Whether a file says that it is a platform manifest, and can be read."""
    try:
        document = context.session.files.sources.document(path)
    except OSError:
        return False
    return kind_of(path, document) is FileKind.MANIFEST and not document.is_foreign


def _snapshot(context: CommandContext, given: tuple[Any, ...]) -> Snapshot | None:
    """Return what is known of the product that a command is about."""
    path: Path = arguments.product(context.session, given)
    document = context.session.files.document(path)
    return None if document is None else context.session.snapshot(document)

"""``floe.newProduct``: what a product can be made of, and a new floe.yaml.

The editor creates the file (LSP 3.17, ``workspace/applyEdit``): so it can be undone, and a file
that is there already is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from lsprotocol import types

from floe_lsp.ide.new_product import (
    NewProduct,
    address,
    candidates,
    existing_product,
    problem,
    product_folders,
    product_text,
)
from floe_lsp.lsp.wire import uris
from floe_lsp.schemas.types.formats import PRODUCT_NAME

from . import arguments
from .context import CommandContext

Made = TypeVar("Made")


async def new_product(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Answer with what is chosen next: a folder, then what the product is made of; then make it."""
    if not context.session.trusted:
        return _refused(context, "this workspace is not trusted, so nothing is written")
    first: object = given[0] if given else None
    chosen = cast("dict[str, object]", first) if isinstance(first, dict) else dict[str, object]()
    if chosen.get("folder") is None:
        return await _folders(context)
    folder = _path(chosen, "folder")
    if chosen.get("name") is None:
        return await _candidates(context, folder)
    return await _create(context, _read(folder, chosen))


async def _folders(context: CommandContext) -> dict[str, Any]:
    session = context.session
    found = await _run(
        context, lambda: product_folders(session.folders.paths, session.files.sources)
    )
    return {"ok": True, "folders": [session.convert.uri(each) for each in found]}


async def _candidates(context: CommandContext, folder: Path) -> dict[str, Any]:
    session = context.session
    uri = session.convert.uri
    found = await _run(
        context,
        lambda: candidates(folder, session.files.sources, session.folders.paths, session.analyses),
    )
    there = existing_product(folder, session.files.sources)
    return {
        "ok": True,
        "existing": None if there is None else uri(there),
        "name": found.name,
        "nameRule": {**PRODUCT_NAME.json_schema(), "words": PRODUCT_NAME.words},
        "owner": found.owner,
        "manifests": [
            {
                "uri": uri(each),
                "path": address(each, folder),
                "governing": each == found.governing,
            }
            for each in found.manifests
        ],
        "models": [
            {"name": each.name, "dependsOn": list(each.depends_on)} for each in found.models
        ],
    }


async def _create(context: CommandContext, new: NewProduct) -> dict[str, Any]:
    session, client = context.session, context.session.client
    refusal = await _run(context, lambda: problem(new, session.files.sources))
    if refusal is not None:
        return _refused(context, refusal)
    text = await _run(context, lambda: product_text(new, session.files.sources))
    uri = session.convert.uri(new.file)
    made = {"uri": uri, "path": str(new.file), "text": text}
    if not (client.apply_edit and client.document_changes and client.create_files):
        return _refused(context, "this editor lets no server create a file", **made)
    applied = await context.request(
        types.WORKSPACE_APPLY_EDIT,
        types.ApplyWorkspaceEditParams(_creation(uri, text), label="Floe: New Product"),
    )
    if not applied.applied:
        reason = applied.failure_reason or "the editor gave no reason"
        return _refused(context, f"{new.file.name} was not created: {reason}", **made)
    if client.show_document:
        await context.request(
            types.WINDOW_SHOW_DOCUMENT, types.ShowDocumentParams(uri, take_focus=True)
        )
    return {"ok": True, **made, "message": f"{new.folder.name} has a {new.file.name} now"}


def _creation(uri: str, text: str) -> types.WorkspaceEdit:
    """Return the edit that creates a file with a text, and fails when there is one."""
    start = types.Position(0, 0)
    return types.WorkspaceEdit(
        document_changes=[
            types.CreateFile(
                uri, options=types.CreateFileOptions(overwrite=False, ignore_if_exists=False)
            ),
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri),
                [types.TextEdit(types.Range(start, start), text)],
            ),
        ]
    )


def _refused(context: CommandContext, message: str, **more: Any) -> dict[str, Any]:
    context.notify(
        types.WINDOW_SHOW_MESSAGE,
        types.ShowMessageParams(types.MessageType.Warning, f"floe: {message}"),
    )
    return {"ok": False, **more, "message": message}


async def _run(context: CommandContext, make: Callable[[], Made]) -> Made:
    return await context.runner.run("floe.newProduct", lambda _: make())


def _read(folder: Path, chosen: Mapping[str, object]) -> NewProduct:
    models = chosen.get("models")
    names = cast("list[object]", models) if isinstance(models, list) else []
    return NewProduct(
        folder,
        _text(chosen, "name") or "",
        _text(chosen, "owner") or None,
        None if chosen.get("manifest") is None else _path(chosen, "manifest"),
        tuple(each for each in names if isinstance(each, str)),
    )


def _text(chosen: Mapping[str, object], key: str) -> str | None:
    value = chosen.get(key)
    if value is not None and not isinstance(value, str):
        raise arguments.invalid(f"the {key} must be a text")
    return value


def _path(chosen: Mapping[str, object], key: str) -> Path:
    path = uris.to_path(_text(chosen, key) or "")
    if path is None or not path.is_absolute():
        raise arguments.invalid(f"the {key} must be the URI of a file or folder")
    return path

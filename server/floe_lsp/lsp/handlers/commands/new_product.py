"""``floe.newProduct``: what a product can be made of, and a new floe.yaml.

The editor creates the file (LSP 3.17, ``workspace/applyEdit``): so it can be undone, and a file
that is there already is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

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

if TYPE_CHECKING:
    from floe_lsp.lsp.server import Server

Made = TypeVar("Made")


async def new_product(server: Server, given: tuple[Any, ...]) -> dict[str, Any]:
    """Answer with what is chosen next: a folder, then what the product is made of; then make it."""
    if not server.session.trusted:
        return _refused(server, "this workspace is not trusted, so nothing is written")
    first: object = given[0] if given else None
    chosen = cast("dict[str, object]", first) if isinstance(first, dict) else dict[str, object]()
    if chosen.get("folder") is None:
        return await _folders(server)
    folder = _path(chosen, "folder")
    if chosen.get("name") is None:
        return await _candidates(server, folder)
    return await _create(server, _read(folder, chosen))


async def _folders(server: Server) -> dict[str, Any]:
    session = server.session
    found = await _run(server, lambda: product_folders(session.roots(), session.sources))
    return {"ok": True, "folders": [session.convert.uri(each) for each in found]}


async def _candidates(server: Server, folder: Path) -> dict[str, Any]:
    session = server.session
    uri = session.convert.uri
    found = await _run(
        server, lambda: candidates(folder, session.sources, session.roots(), session.analyses)
    )
    there = existing_product(folder, session.sources)
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


async def _create(server: Server, new: NewProduct) -> dict[str, Any]:
    session, client = server.session, server.session.client
    refusal = await _run(server, lambda: problem(new, session.sources))
    if refusal is not None:
        return _refused(server, refusal)
    text = await _run(server, lambda: product_text(new, session.sources))
    uri = session.convert.uri(new.file)
    made = {"uri": uri, "path": str(new.file), "text": text}
    if not (client.apply_edit and client.document_changes and client.create_files):
        return _refused(server, "this editor lets no server create a file", **made)
    applied = await server.protocol.send_request_async(
        types.WORKSPACE_APPLY_EDIT,
        types.ApplyWorkspaceEditParams(_creation(uri, text), label="Floe: New Product"),
    )
    if not applied.applied:
        reason = applied.failure_reason or "the editor gave no reason"
        return _refused(server, f"{new.file.name} was not created: {reason}", **made)
    if client.show_document:
        await server.protocol.send_request_async(
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


def _refused(server: Server, message: str, **more: Any) -> dict[str, Any]:
    server.protocol.notify(
        types.WINDOW_SHOW_MESSAGE,
        types.ShowMessageParams(types.MessageType.Warning, f"floe: {message}"),
    )
    return {"ok": False, **more, "message": message}


async def _run(server: Server, make: Callable[[], Made]) -> Made:
    return await server.answering.run("floe.newProduct", lambda _: make())


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

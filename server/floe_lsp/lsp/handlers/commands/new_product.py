"""``floe.newProduct``: what a product can be made of, and a new floe.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from floe_lsp.ide.new_product import (
    NewProduct,
    address,
    candidates,
    existing_product,
    folder_problem,
    product_folders,
)
from floe_lsp.lsp.wire import uris
from floe_lsp.schemas.types.formats import PRODUCT_NAME

from . import arguments
from .context import CommandContext
from .creating_product import create_product, refused


async def new_product(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Answer with what is chosen next: a folder, then what the product is made of; then make it."""
    if (distrust := context.distrust) is not None:
        return refused(context, distrust)
    chosen = arguments.fields(given)
    if chosen.get("folder") is None:
        return await _folders(context)
    folder = _path(chosen, "folder")
    if chosen.get("name") is None:
        return await _candidates(context, folder)
    return await create_product(context, _read(folder, chosen))


async def _folders(context: CommandContext) -> dict[str, Any]:
    session = context.session
    found = await context.run(
        lambda _: product_folders(session.folders.paths, session.files.sources)
    )
    return {"ok": True, "folders": [session.convert.uri(each) for each in found]}


async def _candidates(context: CommandContext, folder: Path) -> dict[str, Any]:
    session = context.session
    uri = session.convert.uri
    there = existing_product(folder, session.files.sources)
    if there is None and (reason := folder_problem(folder)) is not None:
        return refused(context, reason)
    found = await context.run(
        lambda _: candidates(folder, session.files.sources, session.folders.paths, session.analyses)
    )
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


def _read(folder: Path, chosen: Mapping[str, object]) -> NewProduct:
    return NewProduct(
        folder,
        _text(chosen, "name") or "",
        _text(chosen, "owner") or None,
        None if chosen.get("manifest") is None else _path(chosen, "manifest"),
        _texts(chosen, "models"),
    )


def _text(chosen: Mapping[str, object], key: str) -> str | None:
    value = chosen.get(key)
    if value is not None and not isinstance(value, str):
        raise arguments.invalid(f"the {key} must be a text")
    return value


def _texts(chosen: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = chosen.get(key)
    given = cast("list[object]", value) if isinstance(value, list) else []
    texts = tuple(each for each in given if isinstance(each, str))
    if value is not None and (not isinstance(value, list) or len(texts) < len(given)):
        raise arguments.invalid(f"the {key} must be a list of texts")
    return texts


def _path(chosen: Mapping[str, object], key: str) -> Path:
    path = uris.to_path(_text(chosen, key) or "")
    if path is None or not path.is_absolute():
        raise arguments.invalid(f"the {key} must be the URI of a file or folder")
    return path

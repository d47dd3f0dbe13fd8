"""``floe.newProduct``: what a product can be made of, and a new floe.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from floe_lsp.ide.new_product import NewProduct, candidates, folder_problem, product_folders
from floe_lsp.schemas.types.formats import PRODUCT_NAME, TRANSFORM_NAME
from floe_lsp.schemas.types.text_rules import TextFormat

from . import arguments
from .context import CommandContext
from .creating_files import refused
from .creating_product import create_product


async def new_product(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Answer with what is chosen next: a folder, then what the product is made of; then make it."""
    if (distrust := context.distrust) is not None:
        return refused(context, distrust)
    chosen = arguments.fields(given)
    if chosen.get("folder") is None:
        return await _folders(context)
    folder = arguments.path_field(chosen, "folder")
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
    sources, roots, products = session.files.sources, session.folders.paths, session.analyses
    found = await context.run(lambda _: candidates(folder, sources, roots, products))
    if found.existing is None and (reason := folder_problem(folder, sources)) is not None:
        return refused(context, reason)
    return {
        "ok": True,
        "existing": None if found.existing is None else uri(found.existing),
        "name": found.name,
        "nameRule": _rule(PRODUCT_NAME),
        "owner": found.owner,
        "manifests": [
            {"uri": uri(each.path), "path": each.address, "governing": each.is_governing}
            for each in found.manifests
        ],
        "newManifest": None if found.new_manifest is None else found.new_manifest.name,
        "models": [
            {"name": each.name, "dependsOn": list(each.depends_on)} for each in found.models
        ],
        "modelCount": found.model_count,
        "modelRule": _rule(TRANSFORM_NAME),
    }


def _rule(name: TextFormat) -> dict[str, Any]:
    """Return what an editor needs to check a name while it is typed."""
    return {**name.json_schema(), "words": name.words}


def _read(folder: Path, chosen: Mapping[str, object]) -> NewProduct:
    return NewProduct(
        folder,
        arguments.text_field(chosen, "name") or "",
        arguments.text_field(chosen, "owner") or None,
        None if chosen.get("manifest") is None else arguments.path_field(chosen, "manifest"),
        arguments.flag_field(chosen, "newManifest"),
        arguments.texts_field(chosen, "models"),
    )

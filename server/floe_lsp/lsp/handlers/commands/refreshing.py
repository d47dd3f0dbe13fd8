"""``floe.refreshManifests``: asks the registries for the manifests that the products name.

It is the only thing in the server that asks a registry.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from floe_lsp.compilation import Sources
from floe_lsp.compilation.load.inputs import load_platform, load_product
from floe_lsp.lsp.state.session import Session
from floe_lsp.registries.failures import RegistryError
from floe_lsp.registries.manifests import FetchedManifests
from floe_lsp.wording.counting import counted

from .context import CommandContext


async def refresh_manifests(context: CommandContext, _: tuple[Any, ...]) -> dict[str, Any]:
    """Fetch the manifests of all products that are known, and look at these again."""
    if not context.session.trusted:
        message = "this workspace is not trusted, so no registry is asked"
        context.show(types.MessageType.Warning, message)
        return {"ok": False, "manifests": [], "failed": [], "message": message}
    if context.session.is_refreshing:
        message = "the manifests are being refreshed already"
        context.show(types.MessageType.Info, message)
        return {"ok": False, "manifests": [], "failed": [], "message": message}
    context.session.is_refreshing = True
    try:
        async with context.progress("Refreshing manifests"):
            fetched = await context.run_apart(lambda stops: _fetched(context.session, stops))
    finally:
        context.session.is_refreshing = False
    context.manifests_changed()
    answers = fetched.answers()
    manifests = [
        {"address": str(reference), "digest": answer.digest}
        for reference, answer in answers
        if not isinstance(answer, RegistryError)
    ]
    failed = [
        {"address": str(reference), "message": answer.message, "help": answer.suggestion}
        for reference, answer in answers
        if isinstance(answer, RegistryError)
    ]
    message = _message(len(manifests), [each["message"] for each in failed])
    context.show(types.MessageType.Warning if failed else types.MessageType.Info, message)
    return {"ok": not failed, "manifests": manifests, "failed": failed, "message": message}


def _fetched(session: Session, stops: Any) -> FetchedManifests:
    """Follow the chains of all products, as their texts are now, and fetch what they lead to."""
    fetched = FetchedManifests()
    sources = Sources(manifests=lambda: fetched)
    for document in session.store:
        sources.open(document.path, document.text)
    for path in session.results.known():
        if stops():
            break
        if session.results.is_product(path):
            load_product(path, session.folders.manifest_of(path), sources)
        else:
            load_platform(path, sources)
    return fetched


def _message(fetched: int, failures: list[str]) -> str:
    if not fetched and not failures:
        return "no product names a manifest in a registry"
    said = f"{counted(fetched, 'manifest')} fetched"
    return said if not failures else f"{said}, {len(failures)} not: {'; '.join(failures[:3])}"

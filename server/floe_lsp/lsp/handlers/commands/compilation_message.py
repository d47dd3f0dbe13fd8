"""What is said of a compilation, and what can be opened after it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.compilation import Compilation
from floe_lsp.compilation.diagnostics import Diagnostic, Location
from floe_lsp.compilation.generate.ownership import is_artifact_at
from floe_lsp.wording.counting import counted

from .context import CommandContext

_OPEN_ARTIFACT, _OPEN_PROFILES, _SHOW = "Open artifact", "Open profiles", "Show"


def outcome(context: CommandContext, path: Path, result: Compilation, *, dry_run: bool) -> str:
    """Return in one line how a compilation went."""
    name = path.parent.name
    errors = [found for found in result.diagnostics if found.is_error]
    if errors:
        count = counted(len(errors), "error")
        stays = not dry_run and is_artifact_at(result.output.path)
        stale = "; the old artifact stays" if stays else ""
        return f"{name}: {count}, the first in {_where(context, errors[0])}{stale}"
    edited = unsaved(context, result)
    used = f", with unsaved changes in {', '.join(edited)}" if edited else ""
    if dry_run:
        return f"{name} would compile{used}"
    places = ", ".join(each.name for each in result.written)
    missing = [each.name for each in result.required_variables]
    needs = f"; dbt needs {', '.join(missing)}" if missing else ""
    return f"{name} compiled{used}: {places}{needs}"


def _where(context: CommandContext, found: Diagnostic) -> str:
    """Return the file of a finding, and its line where it is about one."""
    location = found.location
    file = context.session.files.name(location.path)
    if not location.text.text:
        return file
    return f"{file}, line {location.text.position(location.span.start).line + 1}"


def unsaved(context: CommandContext, result: Compilation) -> list[str]:
    """Return the files that were read from the editor and differ from the disk."""
    used = (result.analysis.product, *result.analysis.manifests)
    sources = context.session.files.sources
    return sorted(
        context.session.files.name(each.path)
        for each in used
        if each is not None and sources.is_unsaved(each.path)
    )


async def tell(context: CommandContext, result: Compilation, message: str) -> None:
    """Show how it went, with what can be done next where the editor can offer it."""
    errors = [found for found in result.diagnostics if found.is_error]
    kind = types.MessageType.Error if errors else types.MessageType.Info
    session = context.session
    # A file that could not be written may not be there to be shown.
    there = [
        found.location for found in errors if context.session.files.document(found.location.path)
    ]
    targets = {_SHOW: there[0]} if there else {}
    output = result.output
    named = {_OPEN_PROFILES: output.profiles_path, _OPEN_ARTIFACT: output.path}
    files = {title: each for title, each in named.items() if each in result.written}
    titles = [*targets, *reversed(files)]
    may_ask = session.has_message_buttons and session.client.show_document
    if not (titles and may_ask):
        context.show(kind, message)
        return
    # An editor may fail at either; what was compiled stands in the answer.
    with contextlib.suppress(JsonRpcException):
        title = await context.choose(kind, message, titles)
        if title is not None:
            await _show(context, title, targets, files)


async def _show(
    context: CommandContext,
    title: str,
    targets: Mapping[str, Location],
    files: Mapping[str, Path],
) -> None:
    """Open what the person chose."""
    convert = context.session.convert
    if title in targets:
        place = convert.location(targets[title])
        shown = types.ShowDocumentParams(place.uri, take_focus=True, selection=place.range)
    elif title in files:
        shown = types.ShowDocumentParams(convert.uri(files[title]), take_focus=True)
    else:
        return
    await context.request(types.WINDOW_SHOW_DOCUMENT, shown)

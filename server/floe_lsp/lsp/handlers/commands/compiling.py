"""``floe.compile``, ``floe.dryRun`` and ``floe.previewArtifacts``: all six stages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import types

from floe_lsp.compilation import Compilation, Stage, compile_pipeline, default_output
from floe_lsp.lsp.work.request_runner import Stopped
from floe_lsp.wording.counting import counted

from . import arguments
from .context import CommandContext

_OPEN_ARTIFACT, _OPEN_PROFILES, _SHOW = "Open artifact", "Open profiles", "Show"


async def compile_product(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Compile a product and write its artifact and profile.

    With ``quiet`` the result is in the answer alone: a compile at each save needs no pop-up.
    """
    path = arguments.product(context.session, given)
    quiet = arguments.flag(given, "quiet")
    document = context.session.store.at(path)
    refusal: str | None = None
    if not context.session.trusted:
        refusal = "this workspace is not trusted, so nothing is written"
    elif document is not None and not document.on_disk:
        refusal = f"{document.name} is not a file yet, so there is no folder to compile to; save it"
    if refusal is not None:
        if not quiet:
            _show(context, types.MessageType.Warning, refusal)
        return {"ok": False, "written": [], "message": refusal}
    return await _compile(context, path, dry_run=False, quiet=quiet)


async def dry_run(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Run every stage on a product and write nothing."""
    return await _compile(context, arguments.product(context.session, given), dry_run=True)


async def preview(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Return the artifact that would be written, as the text of its JSON file."""
    # Brings the models of the artifact along, which an editor needs for nothing else.
    from floe_lsp.compilation.generate.generator import artifact_text  # noqa: PLC0415

    path = arguments.product(context.session, given)
    result = await _run(context, path, lambda _: None, dry_run=True)
    artifacts = result.artifacts
    output = default_output(path)
    return {
        "ok": artifacts is not None,
        "text": None if artifacts is None else artifact_text(artifacts, output),
        "path": str(output.path),
        "problems": len([found for found in result.diagnostics if found.is_error]),
        "unsaved": _unsaved(context, result),
    }


async def _compile(
    context: CommandContext, path: Path, *, dry_run: bool, quiet: bool = False
) -> dict[str, Any]:
    session = context.session
    title = "Checking" if dry_run else "Compiling"
    async with context.progress(f"{title} {path.parent.name}") as progress:
        loop = asyncio.get_running_loop()

        def on_stage(stage: Stage) -> None:
            if progress.cancelled:
                raise Stopped
            share = 100 * stage.order // len(Stage)
            loop.call_soon_threadsafe(progress.report, stage.value.lower(), share)

        try:
            result = await _run(context, path, on_stage, dry_run=dry_run)
        except Stopped:
            message = "cancelled; nothing was written"
            return {"ok": False, "cancelled": True, "written": [], "message": message}
    context.take_compilation(path, result)
    message = _message(context, path, result, dry_run=dry_run)
    if not quiet:
        context.start(_tell(context, result, message))
    return {
        "ok": result.exit_code == 0,
        "written": [session.convert.uri(each) for each in result.written],
        "unsaved": _unsaved(context, result),
        "requiredVariables": [each.name for each in result.required_variables],
        "message": message,
    }


async def _run(
    context: CommandContext, path: Path, on_stage: Callable[[Stage], None], *, dry_run: bool
) -> Compilation:
    session = context.session

    def make(cancelled: Callable[[], bool]) -> Compilation:
        def before(stage: Stage) -> None:
            if cancelled():
                raise Stopped
            on_stage(stage)

        return compile_pipeline(
            path,
            session.folders.manifest_of(path),
            dry_run=dry_run,
            sources=session.files.sources,
            registry=session.registry,
            cache=session.cache,
            on_stage=before,
        )

    return await context.runner.run("compile", make)


def _message(context: CommandContext, path: Path, result: Compilation, *, dry_run: bool) -> str:
    name = path.parent.name
    errors = [found for found in result.diagnostics if found.is_error]
    if errors:
        count = counted(len(errors), "error")
        stale = "" if dry_run or not result.output.path.is_file() else "; the old artifact stays"
        return f"{name}: {count}, the first in {errors[0].info.stage.value}{stale}"
    unsaved = _unsaved(context, result)
    used = f", with unsaved changes in {', '.join(unsaved)}" if unsaved else ""
    if dry_run:
        return f"{name} would compile{used}"
    places = ", ".join(each.name for each in result.written)
    missing = [each.name for each in result.required_variables]
    needs = f"; dbt needs {', '.join(missing)}" if missing else ""
    return f"{name} compiled{used}: {places}{needs}"


def _unsaved(context: CommandContext, result: Compilation) -> list[str]:
    """The files that were read from the editor and differ from the disk."""
    used = (result.analysis.product, *result.analysis.manifests)
    sources = context.session.files.sources
    return sorted(
        context.session.files.name(each.path)
        for each in used
        if each is not None and sources.is_unsaved(each.path)
    )


async def _tell(context: CommandContext, result: Compilation, message: str) -> None:
    """Show how it went, with what can be done next where the editor can offer it."""
    errors = [found for found in result.diagnostics if found.is_error]
    kind = types.MessageType.Error if errors else types.MessageType.Info
    client = context.session.client
    # A file that could not be written may not be there to be shown.
    there = [
        found.location for found in errors if context.session.files.document(found.location.path)
    ]
    targets = {_SHOW: there[0]} if there else {}
    files = {
        _OPEN_ARTIFACT if each == result.output.path else _OPEN_PROFILES: each
        for each in result.written
    }
    titles = [*targets, *reversed(files)]
    if not (titles and client.show_message_actions and client.show_document):
        _show(context, kind, message)
        return
    chosen = await context.request(
        types.WINDOW_SHOW_MESSAGE_REQUEST,
        types.ShowMessageRequestParams(
            kind, _named(message), [types.MessageActionItem(title) for title in titles]
        ),
    )
    title = getattr(chosen, "title", None)
    convert = context.session.convert
    if title in targets:
        place = convert.location(targets[title])
        shown = types.ShowDocumentParams(place.uri, take_focus=True, selection=place.range)
    elif title in files:
        shown = types.ShowDocumentParams(convert.uri(files[title]), take_focus=True)
    else:
        return
    await context.request(types.WINDOW_SHOW_DOCUMENT, shown)


def _show(context: CommandContext, kind: types.MessageType, message: str) -> None:
    context.notify(types.WINDOW_SHOW_MESSAGE, types.ShowMessageParams(kind, _named(message)))


def _named(message: str) -> str:
    """Say who speaks: many editors show a message without its context."""
    return f"floe: {message}"

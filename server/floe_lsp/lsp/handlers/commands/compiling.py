"""``floe.compile``, ``floe.dryRun`` and ``floe.previewArtifacts``: all six stages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from lsprotocol import types

from floe_lsp.compilation import Compilation, Stage, compile_pipeline, default_output
from floe_lsp.compilation.changed_files import ChangedFiles
from floe_lsp.lsp.work.request_runner import Stopped

from . import arguments
from .compilation_message import outcome, tell, unsaved
from .context import CommandContext
from .preview_changes import preview_changes


async def compile_product(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Compile a product and write its artifact and profile.

    With ``quiet`` the result is in the answer alone: a compile at each save needs no pop-up.
    """
    path = arguments.product(context.session, given)
    quiet = arguments.flag(given, "quiet")
    document = context.session.store.at(path)
    refusal = context.distrust
    if refusal is None and document is not None and not document.on_disk:
        refusal = f"{document.name} is not a file yet, so there is no folder to compile to; save it"
    if refusal is not None:
        if not quiet:
            context.show(types.MessageType.Warning, refusal)
        return {"ok": False, "written": [], "message": refusal}
    return await _compile(context, path, dry_run=False, quiet=quiet)


async def dry_run(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Run every stage on a product and write nothing; ``quiet`` as for a compile."""
    path, quiet = arguments.product(context.session, given), arguments.flag(given, "quiet")
    return await _compile(context, path, dry_run=True, quiet=quiet)


async def preview(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Return the artifact that would be written, as the text of its JSON file."""
    # Brings the models of the artifact along, which an editor needs for nothing else.
    from floe_lsp.compilation.generate.generator import artifact_text  # noqa: PLC0415

    path = arguments.product(context.session, given)
    result = await _run(context, path, lambda _: None, dry_run=True)
    made = result.artifacts
    sources = context.session.files.sources
    changes = await context.run(lambda _: preview_changes(result, sources))
    return {
        "ok": made is not None,
        "text": None if made is None else artifact_text(made, result.output, result.deployment),
        "path": str(result.output.path),
        "problems": len([found for found in result.diagnostics if found.is_error]),
        "contract": result.output.contract,
        "notices": list(result.notices),
        "changes": changes,
        "unsaved": unsaved(context, result),
    }


async def _compile(
    context: CommandContext, path: Path, *, dry_run: bool, quiet: bool = False
) -> dict[str, Any]:
    session = context.session
    session.patience.rest()  # Who compiles is told of everything.
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
    message = outcome(context, path, result, dry_run=dry_run)
    if not quiet:
        context.offer(tell(context, result, message))
    return {
        "ok": result.exit_code == 0,
        "written": [session.convert.uri(each) for each in result.written],
        "unsaved": unsaved(context, result),
        "requiredVariables": [each.name for each in result.required_variables],
        "notices": list(result.notices),
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
            output=default_output(path, contract=session.folders.settings_of(path).contract),
            dry_run=dry_run,
            # Over the files of the editor: what is written is made of no manifest whose signature
            # nobody could verify, while an analysis only says so.
            sources=ChangedFiles(session.files.sources, {}),
            registry=session.registry,
            cache=session.cache,
            on_stage=before,
            guard=context.guard,
            # Somebody has asked for it, so a provider may be asked who they are.
            caller=replace(session.caller, asks_provider=True),
        )

    return await context.run(make)

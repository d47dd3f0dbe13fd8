"""The commands that are served (LSP 3.17, ``workspace/executeCommand``), one small file a group.

A command is given its context and what the editor sent; it returns plain data. Arguments are
checked: anything may send a command.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from . import compiling, doctor, explain, graph, manifests, new_product, refreshing, tell
from .context import CommandContext

COMMANDS: dict[str, Callable[[CommandContext, tuple[Any, ...]], Awaitable[Any]]] = {
    "floe.compile": compiling.compile_product,
    "floe.dryRun": compiling.dry_run,
    "floe.previewArtifacts": compiling.preview,
    "floe.graph": graph.graph,
    "floe.newProduct": new_product.new_product,
    "floe.createManifest": manifests.create_manifest,
    "floe.nameManifest": manifests.name_manifest,
    "floe.refreshManifests": refreshing.refresh_manifests,
    "floe.explain": explain.explain,
    "floe.tell": tell.tell,
    "floe.doctor": doctor.doctor,
}

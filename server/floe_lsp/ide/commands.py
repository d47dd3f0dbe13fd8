"""The commands that features offer; what runs them is outside of this floor."""

from __future__ import annotations

from enum import Enum


class EditorCommand(str, Enum):
    """What a lens or an action does when it is chosen."""

    COMPILE = "floe.compile"
    DRY_RUN = "floe.dryRun"
    GRAPH = "floe.graph"
    CHOOSE_MANIFEST = "floe.chooseManifest"
    """A command of the client, which shows files to choose from."""
    REFRESH_MANIFESTS = "floe.refreshManifests"
    TELL = "floe.tell"
    """Says what an action has done, or shows the file that it has created."""
    SHOW = "show"
    """Shows ``CodeLens.locations``; each client has a command of its own for it."""

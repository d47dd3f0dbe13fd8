"""What changes since the last compile: the preview's artifact against the one on disk."""

from __future__ import annotations

from typing import Final

from floe_lsp.compilation import Compilation, Sources
from floe_lsp.files.names import ORCHESTRATION_FILE
from floe_lsp.wording.counting import counted

MOST_LINES: Final = 200
"""Lines above a preview; who changes more reads the comparison of the whole texts."""


def preview_changes(result: Compilation, sources: Sources) -> list[str] | None:
    """Return what a compile would change in the artifact on disk, as ``floe artifact diff`` has it.

    ``None`` where there is none that can be compared with: before the first compile, for a file
    that is no artifact, and where nothing would be written, as to a link in its place.

    Args:
        result: What would be written.
        sources: Where the artifact on disk is read.
    """
    path = result.output.path
    if result.artifacts is None or sources.state(path) is None:
        return None
    # The models of the artifact, as for the preview itself.
    from floe_lsp.compilation.generate.artifact_changes import artifact_changes  # noqa: PLC0415
    from floe_lsp.compilation.generate.written_artifact import (  # noqa: PLC0415
        Unusable,
        WholeArtifact,
        whole_artifact,
    )
    from floe_lsp.reporting.artifact_changes import change_lines  # noqa: PLC0415

    def read() -> WholeArtifact | None:
        try:
            return whole_artifact(path, sources.content)
        except Unusable:
            return None

    # Read again when a compile has written it, and not after every keystroke.
    state = sources.state(path), sources.state(path.parent / ORCHESTRATION_FILE)
    old = sources.made_again(path, "artifact", state, read)
    if old is None:
        return None
    found = artifact_changes(old, WholeArtifact(result.artifacts))
    lines = [*found.notes, *change_lines(found.changes)]
    if len(lines) > MOST_LINES:
        lines[MOST_LINES:] = [f"... and {counted(len(lines) - MOST_LINES, 'line')} more"]
    return lines

"""Links to files, named as they are reached from the file that is open."""

from __future__ import annotations

from pathlib import Path

from floe_lsp.ide.content import Link
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.wording.file_paths import seen_from


def file_link(snapshot: Snapshot, path: Path) -> Link:
    """Return a link to a file, named as it is reached from this one."""
    return Link(seen_from(snapshot.path.parent, path), path.as_uri())

"""Links to files, named as they are reached from the file that is open."""

from __future__ import annotations

import os
from pathlib import Path

from floe_lsp.ide.content import Link
from floe_lsp.ide.snapshot import Snapshot


def file_link(snapshot: Snapshot, path: Path) -> Link:
    """Return a link to a file, named as it is reached from this one."""
    try:
        shown = Path(os.path.relpath(path, snapshot.path.parent)).as_posix()
    except ValueError:  # another drive
        shown = path.name
    return Link(shown, path.as_uri())

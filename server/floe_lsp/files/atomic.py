"""Writing files so that readers see the old content or the new one, never a part.

The content goes to a temporary file in the same folder, is flushed to the disk, and takes the
place of the file in one step. Files that belong together are all flushed before the first of them
takes its place, and a failure in between puts the old ones back, removed ones too.

No file system renames several files in one step, so a process that is killed, or a power cut, can
leave three things: temporary files, which the next writer in the same folder removes; files that
were to be removed and are, beside the old ones; and, between two renames, which follow each other
at once, new files beside old. Each file is whole all the same, and writing again makes it good.

A link is never followed: what stands at a path is replaced, and that is an ordinary file.
"""

import contextlib
import os
import secrets
from collections.abc import Collection, Generator, Mapping
from pathlib import Path
from typing import Final

from .locks import folder_lock
from .opening import opened_folder
from .reading import read_whole
from .status import no_such_file, status_of
from .targets import refuse_target
from .temporary import StagedFile, write_temporary

_LARGEST_BACKUP: Final = 1 << 30
"""Bytes of a file that is backed up until all have taken their places; no profile is longer."""


class NotWritten(OSError):
    """Nothing was written, because of one file or of the folder that was to be made for it."""

    def __init__(self, path: Path, cause: OSError) -> None:
        super().__init__(cause.errno, cause.strerror or str(cause), str(path))
        self.path = path
        """What could not be written or made."""
        self.torn: dict[Path, Path | None] = {}
        """Files that had taken their places already and could not be put back, and where the old
        content of each stands; ``None`` where there was none."""


def write_atomically(path: Path, content: bytes) -> None:
    """Put ``content`` into ``path``, all or nothing.

    A new file gets the mode that the umask allows, an existing one keeps its own. Folders that are
    missing are made.

    Args:
        path: The file.
        content: All bytes of the file.

    Raises:
        NotWritten: What stands there is not an ordinary file, or the file cannot be written; it is
            as it was, and nothing else is left behind.
    """
    write_together({path: content})


def write_together(files: Mapping[Path, bytes], gone: Collection[Path] = ()) -> None:
    """Put contents into files that belong together: into all, or into none.

    Args:
        files: All bytes of each file, which take their places in this order.
        gone: Files that are removed with that, before the first takes its place.

    Raises:
        NotWritten: As of ``write_atomically``, for all of the files.
    """
    made: list[Path] = []
    staged: list[StagedFile] = []
    backups: dict[Path, StagedFile] = {}
    try:
        for path, content in files.items():
            with _naming(path.parent):
                _make_folders(path.parent, made)
            with _naming(path):
                mode = refuse_target(path)
                staged.append(write_temporary(path, content, mode))
        with folder_lock(staged[-1].target.parent, needed=len(staged) > 1):
            for path in (*gone, *(each.target for each in staged[:-1])):
                with _naming(path):
                    _back_up(path, backups)
            _commit(staged, [path for path in gone if path in backups], backups)
    except BaseException:
        for each in (*staged, *backups.values()):
            each.discard()
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
    for each in (*staged, *backups.values()):
        each.discard()
    # A folder that was made is a new name in the one around it.
    for folder in {path.parent for path in (*(each.target for each in staged), *made)}:
        _sync_folder(folder)


def remove_file(path: Path) -> None:
    """Remove a file, which may have gone already.

    Raises:
        NotWritten: It cannot be removed.
    """
    with _naming(path):
        path.unlink(missing_ok=True)


def _commit(staged: list[StagedFile], gone: list[Path], backups: dict[Path, StagedFile]) -> None:
    """Remove files and let others take their places, or put back what those were that have."""
    try:
        for path in gone:
            with _naming(path):
                path.unlink()
        for each in staged:
            with _naming(each.target):
                each.replace_target()
    except BaseException as error:
        done = [each for each in staged if each.has_replaced_target]
        # All of them: an interruption came when there was nothing left to do.
        if len(done) < len(staged):
            removed = [path for path in gone if not os.path.lexists(path)]
            changed = (*removed, *(each.target for each in done))
            torn = [path for path in changed if not _restore(path, backups)]
            rescued = {target: _rescue(backups.pop(target, None)) for target in torn}
            if isinstance(error, NotWritten):
                error.torn = rescued
        raise


def _restore(target: Path, backups: Mapping[Path, StagedFile]) -> bool:
    """Let a file be what it was; return whether it is."""
    try:
        if target in backups:
            backups[target].replace_target()
        else:
            target.unlink()
    except OSError:
        return False
    return True


def _rescue(old: StagedFile | None) -> Path | None:
    """Leave the old content of a file where no later writer removes it; return where."""
    if old is None:
        return None
    old.close()
    path = old.target.with_name(f"floe-kept-{secrets.token_hex(8)}.tmp")
    try:
        os.replace(old.path, path)  # noqa: PTH105 - the tests let it fail
    except OSError:
        return old.path
    return path


def _back_up(target: Path, backups: dict[Path, StagedFile]) -> None:
    """Keep a copy of what a file holds now, if there is one."""
    try:
        mode = status_of(target, follow=False).st_mode
    except FileNotFoundError:
        return
    backups[target] = write_temporary(target, read_whole(target, _LARGEST_BACKUP), mode)


@contextlib.contextmanager
def _naming(path: Path) -> Generator[None]:
    """Say of a failure which file could not be written."""
    try:
        yield
    except OSError as error:
        raise NotWritten(path, error) from error
    except ValueError as error:  # a name that no file can have
        raise NotWritten(path, no_such_file(path)) from error


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, noting each that this process has made."""
    missing = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    for each in reversed(missing):
        _make_one(each, made)


def _make_one(folder: Path, made: list[Path]) -> None:
    try:
        folder.mkdir()
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        made.append(folder)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut; some systems cannot, the file is whole anyway."""
    with contextlib.suppress(OSError), opened_folder(folder) as descriptor:
        if descriptor is not None:
            os.fsync(descriptor)

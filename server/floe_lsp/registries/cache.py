"""The copies of what was pulled, under the user's cache folder: by content, bounded, shared.

    manifests/<digest>.json     the OCI manifest, of which the name is the digest
    manifests/<digest>.yaml     the file that it names as its layer
    references/<hash>.json      what an address stood for when it was asked for last
    signatures/<digest>.json    what its registry had as the signatures of the OCI manifest
    lock                        held by who writes

A copy is only what its name says: both files are compared with their digests when they are read, so
what was damaged or cut off is no copy; a signature proves itself. Readers need no lock: each file
takes its place in one step.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import platformdirs

from floe_lsp.files.atomic import NotWritten, remove_file, write_together
from floe_lsp.files.reading import names_in, read_whole
from floe_lsp.files.status import reason_of, status_of

from .answers import data_of, text, value_at
from .failures import Failure, RegistryError
from .media_types import PLATFORM_MANIFEST
from .pulled import Pulled, belongs_together
from .reference import Reference, is_digest
from .signatures import Signature, from_data, to_data

FOLDER: Final = "FLOE_CACHE_DIR"
"""Variable that names another folder for the copies."""

MOST_BYTES: Final = 256_000_000
"""Bytes of all copies; those that were asked for or used longest ago go first."""

_MOST_OF_ONE: Final = 16_000_000
_SUFFIX: Final = PLATFORM_MANIFEST.file_name[-len(".yaml") :]
_SECONDS_FOR_LOCK: Final = 20.0
_SECONDS_OF_DAY: Final = 86_400
_END_OF_TIME: Final = 253_402_300_800
"""The year 10000 in seconds since 1970, which no date can name."""
_NOWHERE: Final = Path(os.devnull)
"""Below this no file can be."""


@dataclass(frozen=True)
class Copy:
    """What is kept of an address."""

    reference: Reference
    digest: str
    """Of the OCI manifest that the address stood for."""
    fetched_at: float | None
    """When the registry said so, in seconds since 1970; ``None`` where that cannot be read."""
    file: Path
    """The copy of the manifest."""
    content: bytes = field(repr=False)
    """What it holds, which is what the digest says."""


@dataclass(frozen=True)
class Kept:
    """One address that the cache knows, for people."""

    reference: str
    digest: str
    fetched_at: float | None
    """As of a copy."""
    size: int


def cache_folder() -> Path | None:
    """Return where copies are kept: ``FLOE_CACHE_DIR``, else in the user's cache folder.

    ``None`` where there is neither, as for a user of a container who has no home.
    """
    if named := os.environ.get(FOLDER):
        return Path(named)
    try:
        return Path(platformdirs.user_cache_dir("floe", appauthor=False))
    except RuntimeError:
        return None


class Cache:
    """The copies in one folder, which any number of processes may use."""

    def __init__(self, folder: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        """Use the copies below a folder, which need not be there.

        Args:
            folder: The folder; the user's own if not given.
            most_bytes: Bytes of all copies.
        """
        self._folder = cache_folder() if folder is None else folder
        self._most_bytes = most_bytes
        root = self._folder or _NOWHERE
        self._manifests = root / "manifests"
        self._references = root / "references"
        self._signatures = root / "signatures"

    @property
    def folder(self) -> Path:
        """The folder of the copies.

        Raises:
            RegistryError: There is none, for there is no home folder and no other is named.
        """
        if self._folder is None:
            raise RegistryError(
                Failure.CACHE_UNUSABLE,
                "there is no home folder here, so no place for copies of manifests",
                f"name a folder in {FOLDER}",
            )
        return self._folder

    def holds(self, path: Path) -> bool:
        """Whether a file is one of the copies, by its place."""
        return path.parent == self._manifests

    def copy_of(self, reference: Reference) -> Copy | None:
        """Return what is kept of an address, if it is whole."""
        entry = self._entry(reference)
        digest = reference.digest if entry is None else entry[0]
        pulled = None if digest is None else self.pulled(digest)
        if pulled is None:
            return None
        file = self._file(pulled.digest)
        try:
            # What has a digest is what it is, under any name.
            at = status_of(file).st_mtime if entry is None else entry[1]
        except OSError:
            return None
        _tell_use(file.with_suffix(".json"))
        return Copy(reference, pulled.digest, at, file, pulled.content)

    def pulled(self, digest: str) -> Pulled | None:
        """Return what is kept of a digest, if it is one and what is kept is whole."""
        if not is_digest(digest):
            return None
        file = self._file(digest)
        try:
            manifest = read_whole(file.with_suffix(".json"), _MOST_OF_ONE)
            content = read_whole(file, _MOST_OF_ONE)
        except OSError:
            return None
        found = Pulled(digest, manifest, content)
        return found if belongs_together(found, PLATFORM_MANIFEST) else None

    def keep(self, reference: Reference, pulled: Pulled) -> Copy:
        """Keep what was pulled, and drop what is too much.

        Raises:
            RegistryError: It cannot be kept.
        """
        file, now = self._file(pulled.digest), time.time()
        entry = {"reference": str(reference), "digest": pulled.digest, "fetched_at": now}
        said = json.dumps(entry, indent=2).encode()
        files = {self.entry_file(reference): said}
        with self._locked():
            if self.pulled(pulled.digest) is None:
                files = {file.with_suffix(".json"): pulled.manifest, file: pulled.content, **files}
            try:
                write_together(files)
                self._drop_oldest(keeping=pulled.digest)
            except OSError as error:
                raise unusable(error) from None
        return Copy(reference, pulled.digest, now, file, pulled.content)

    def signatures(self, digest: str) -> tuple[Signature, ...] | None:
        """Return the signatures of an OCI manifest as its registry had them last.

        ``None`` where nobody has asked for them, or what was kept is damaged.
        """
        if not is_digest(digest):
            return None
        try:
            return from_data(data_of(read_whole(self._signature_file(digest), _MOST_OF_ONE)))
        except OSError:
            return None

    def keep_signatures(self, digest: str, found: Sequence[Signature]) -> None:
        """Keep the signatures of an OCI manifest beside its copy.

        Raises:
            RegistryError: They cannot be kept.
        """
        content = json.dumps({"signatures": to_data(found)}).encode()
        with self._locked():
            try:
                write_together({self._signature_file(digest): content})
            except OSError as error:
                raise unusable(error) from None

    def kept(self) -> list[Kept]:
        """Return all addresses of which there is a whole copy, in their order.

        Raises:
            RegistryError: There is no folder for copies.
        """
        _ = self.folder
        found: list[Kept] = []
        for file in self._files(self._references):
            entry = _read_entry(file)
            pulled = None if entry is None else self.pulled(entry[1])
            if entry is not None and pulled is not None:
                size = len(pulled.content) + len(pulled.manifest)
                found.append(Kept(entry[0], entry[1], entry[2], size))
        return sorted(found, key=lambda each: each.reference)

    def clear(self) -> int:
        """Remove all copies, and return how many files that were.

        Raises:
            RegistryError: They cannot be removed.
        """
        if not self.folder.is_dir():
            return 0
        with self._locked():
            folders = (self._references, self._manifests, self._signatures)
            files = [each for folder in folders for each in self._files(folder)]
            try:
                for each in files:
                    remove_file(each)
            except OSError as error:
                raise unusable(error) from None
        return len(files)

    def _drop_oldest(self, keeping: str) -> None:
        """Remove what was asked for or used longest ago, until the rest is small enough."""
        last: dict[str, float] = {}
        named: dict[str, list[Path]] = {}
        for file in self._files(self._references):
            entry = _read_entry(file)
            if entry is not None:
                last[entry[1]] = max(entry[2] or 0.0, last.get(entry[1], 0.0))
                named.setdefault(entry[1], []).append(file)
        sizes: dict[str, int] = {}
        copies: dict[str, list[Path]] = {}
        for file in (*self._files(self._manifests), *self._files(self._signatures)):
            digest = f"sha256:{file.stem}"
            with suppress(OSError):
                status = status_of(file)
                sizes[digest] = sizes.get(digest, 0) + status.st_size
                last[digest] = max(status.st_mtime, last.get(digest, 0.0))
            copies.setdefault(digest, []).append(file)
        total = sum(sizes.values())
        for digest in sorted(copies, key=lambda each: (last.get(each, 0.0), each)):
            if total <= self._most_bytes:
                return
            if digest != keeping:
                for file in (*named.get(digest, ()), *copies[digest]):
                    remove_file(file)
                total -= sizes.get(digest, 0)

    @contextmanager
    def _locked(self) -> Generator[None]:
        """Keep other processes from writing meanwhile."""
        from filelock import FileLock, Timeout  # noqa: PLC0415 - for who writes alone

        with ExitStack() as held:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                held.enter_context(FileLock(self.folder / "lock", timeout=_SECONDS_FOR_LOCK))
            except Timeout:
                raise RegistryError(
                    Failure.CACHE_UNUSABLE,
                    "another process has held the cache of manifests for "
                    f"{_SECONDS_FOR_LOCK:g} seconds",
                    f"end it, or name another folder in {FOLDER}",
                ) from None
            except OSError as error:
                raise unusable(error) from None
            yield

    def _entry(self, reference: Reference) -> tuple[str, float | None] | None:
        entry = _read_entry(self.entry_file(reference))
        if entry is None or entry[0] != str(reference):
            return None
        return None if reference.digest not in (None, entry[1]) else entry[1:]

    def _file(self, digest: str) -> Path:
        return self._manifests / f"{digest.removeprefix('sha256:')}{_SUFFIX}"

    def _signature_file(self, digest: str) -> Path:
        return self._signatures / f"{digest.removeprefix('sha256:')}.json"

    def entry_file(self, reference: Reference) -> Path:
        """Return the file that says what an address stood for."""
        name = hashlib.sha256(str(reference).encode()).hexdigest()
        return self._references / f"{name}.json"

    @staticmethod
    def _files(folder: Path) -> list[Path]:
        try:
            return sorted(folder / each.name for each in names_in(folder))
        except OSError:
            return []


def _read_entry(file: Path) -> tuple[str, str, float | None] | None:
    """Return an address, its digest and when it was asked for, of a file that may be anything."""
    try:
        data = data_of(read_whole(file, 10_000))
    except OSError:
        return None
    reference, digest = text(data, "reference"), text(data, "digest")
    if reference is None or digest is None or not is_digest(digest):
        return None
    return reference, digest, _moment(value_at(data, "fetched_at"))


def _moment(at: object) -> float | None:
    """Return seconds since 1970, ``None`` for what no date can name."""
    if not isinstance(at, int | float) or isinstance(at, bool):
        return None
    return float(at) if 0 <= at < _END_OF_TIME else None


def _tell_use(file: Path) -> None:
    """Let a file say that its copy is in use, once a day: what is used has to stay."""
    with suppress(OSError):
        if time.time() - status_of(file).st_mtime > _SECONDS_OF_DAY:
            os.utime(file)


def unusable(error: OSError) -> RegistryError:
    """Return that copies cannot be kept."""
    cause = error.__cause__ if isinstance(error, NotWritten) else error
    reason = reason_of(cause if isinstance(cause, OSError) else error)
    return RegistryError(
        Failure.CACHE_UNUSABLE,
        f"the cache of manifests cannot be written: {reason}",
        f"make room or give your user permission, or name another folder in {FOLDER}",
    )

"""Where the manifests at ``oci://`` addresses come from: the cache alone, or the registry too."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Lock
from typing import Final

from floe_lsp.files.status import status_of
from floe_lsp.wording.ages import age

from .cache import Cache, Copy
from .failures import Failure, RegistryError
from .media_types import PLATFORM_MANIFEST
from .reference import Reference

_NO_COPY: Final = (
    "fetch it: on the command line without --offline, in an editor with 'Floe: Refresh Manifests'"
)


class CachedManifests:
    """Manifests of which there is a copy; no registry is asked."""

    def __init__(self, cache: Cache | None = None) -> None:
        """Look for copies in a cache, the user's own if not given."""
        self.cache = cache or Cache()
        self._seen: dict[Reference, tuple[tuple[object, ...], Copy]] = {}

    def get(self, reference: Reference) -> Copy:
        """Return the copy of a manifest.

        Raises:
            RegistryError: There is none.
        """
        copy = self.known(reference)
        if copy is None:
            message = f"there is no copy of {reference} on this machine"
            raise RegistryError(Failure.NOT_CACHED, message, _NO_COPY)
        return copy

    def used(self) -> list[Copy]:
        """Return the copies that were asked for, in the order of their addresses."""
        copies = (copy for _, copy in list(self._seen.values()))
        return sorted(copies, key=lambda copy: str(copy.reference))

    def known(self, reference: Reference) -> Copy | None:
        """Return the copy of a manifest, if there is one that is what its digest says."""
        before = self._seen.get(reference)
        if before is not None and before[0] == self._state(reference, before[1].file):
            return before[1]
        copy = self.cache.copy_of(reference)
        if copy is None:
            self._seen.pop(reference, None)
            return None
        self._seen[reference] = (self._state(reference, copy.file), copy)
        return copy

    def _state(self, reference: Reference, file: Path) -> tuple[object, ...]:
        files = (self.cache.entry_file(reference), file, file.with_suffix(".json"))
        return tuple(map(_stamp, files))


class FetchedManifests(CachedManifests):
    """Manifests as their registries have them now; each is asked for once."""

    def __init__(self, cache: Cache | None = None) -> None:
        """Keep copies in a cache."""
        super().__init__(cache)
        self._answers: dict[Reference, Copy | RegistryError] = {}
        self._asking = Lock()

    def get(self, reference: Reference) -> Copy:
        """Return a manifest, asked for unless its digest is written and there is a copy.

        Raises:
            RegistryError: It cannot be had.
        """
        with self._asking:
            if reference not in self._answers:
                self._answers[reference] = self._ask(reference)
            answer = self._answers[reference]
        if isinstance(answer, RegistryError):
            raise answer
        return answer

    def answers(self) -> list[tuple[Reference, Copy | RegistryError]]:
        """Return what came of each address that was asked for, in their order."""
        with self._asking:
            return sorted(self._answers.items(), key=lambda each: str(each[0]))

    def _ask(self, reference: Reference) -> Copy | RegistryError:
        if reference.is_pinned and (copy := self.known(reference)) is not None:
            return copy
        from .client import Client  # noqa: PLC0415 - 0.3 s, for who asks a registry alone

        try:
            pulled = Client().pull(reference, PLATFORM_MANIFEST, self.cache.pulled)
            return self.cache.keep(reference, pulled)
        except RegistryError as error:
            return self._with_copy(reference, error)

    def _with_copy(self, reference: Reference, error: RegistryError) -> RegistryError:
        """Say of a registry that does not answer that there is a copy."""
        if error.failure is not Failure.UNREACHABLE or (copy := self.known(reference)) is None:
            return error
        suggestion = f"{error.suggestion}; --offline uses the copy of {ago(copy)}"
        return RegistryError(error.failure, error.message, suggestion)


def ago(copy: Copy) -> str:
    """Return when a copy was fetched, such as ``3 hours ago``."""
    return f"{age(time.time() - copy.fetched_at)} ago"


def _stamp(file: Path) -> object:
    try:
        status = status_of(file)
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)

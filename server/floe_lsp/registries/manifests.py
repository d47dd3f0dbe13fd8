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
from .trust import SignatureTrust, no_copy_of_signatures, not_fetched

_NO_COPY: Final = (
    "fetch it: on the command line without --offline, in an editor with 'Floe: Refresh Manifests'"
)


class CachedManifests:
    """Manifests of which there is a copy; no registry is asked."""

    def __init__(self, cache: Cache | None = None, trust: SignatureTrust | None = None) -> None:
        """Look for copies in a cache, the user's own if not given.

        Args:
            cache: Where copies are.
            trust: Whose signatures count; what the environment says if not given.
        """
        self.cache = cache or Cache()
        self.trust = SignatureTrust.of_environment() if trust is None else trust
        self._seen: dict[Reference, tuple[tuple[object, ...], Copy]] = {}

    def get(self, reference: Reference) -> Copy:
        """Return the copy of a manifest.

        Raises:
            RegistryError: There is none.
        """
        copy = self.known(reference)
        if copy is None:
            _ = self.cache.folder  # Where there can be no copy, none can be fetched either.
            message = f"there is no copy of {reference} on this machine"
            raise RegistryError(Failure.NOT_CACHED, message, _NO_COPY)
        return copy

    def check_signature(self, copy: Copy) -> None:
        """Make sure that a trusted key has signed a manifest.

        Raises:
            RegistryError: None has, or it cannot be told.
        """
        signatures = self.cache.signatures(copy.digest)
        if signatures is None:
            raise no_copy_of_signatures(str(copy.reference))
        self.trust.check(copy.digest, copy.reference, signatures)

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

    def __init__(self, cache: Cache | None = None, trust: SignatureTrust | None = None) -> None:
        """Keep copies in a cache."""
        super().__init__(cache, trust)
        self._answers: dict[Reference, Copy | RegistryError] = {}
        self._signed: dict[Reference, RegistryError | None] = {}
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

    def check_signature(self, copy: Copy) -> None:
        """Make sure that a trusted key has signed a manifest, by what its registry has now.

        Raises:
            RegistryError: None has, or it cannot be told.
        """
        with self._asking:
            if copy.reference not in self._signed:
                self._signed[copy.reference] = self._what_is_wrong(copy)
            wrong = self._signed[copy.reference]
        if wrong is not None:
            raise wrong

    def _what_is_wrong(self, copy: Copy) -> RegistryError | None:
        known = self.cache.signatures(copy.digest) or ()
        try:
            # What is signed once stays signed: a digest stands for the same content for ever.
            self.trust.check(copy.digest, copy.reference, known)
        except RegistryError:
            pass
        else:
            return None
        from .client import Client  # noqa: PLC0415 - as for a manifest

        try:
            found = Client().signatures(copy.reference, copy.digest)
            self.cache.keep_signatures(copy.digest, found)
        except RegistryError as error:
            return not_fetched(str(copy.reference), error)
        try:
            self.trust.check(copy.digest, copy.reference, found)
        except RegistryError as error:
            return error
        return None

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
    return f"{age(copy.fetched_at, time.time())} ago"


def _stamp(file: Path) -> object:
    try:
        status = status_of(file)
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)

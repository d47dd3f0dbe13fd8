"""Whose signatures count here: what the user or the pipeline says, and no repository.

A repository that could name the key, or lower the demand, would be asked to vouch for itself. So
both come from the environment of the process alone, and a file of keys by its whole path: relative
to the current folder it would be one of the repository.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from floe_lsp.files.reading import read_whole
from floe_lsp.files.status import reason_of
from floe_lsp.wording.quoting import quote

from .failures import Failure, RegistryError
from .reference import SCHEME, Reference
from .signatures import (
    InvalidKey,
    PublicKeys,
    Signature,
    SigningLibraryMissing,
    can_verify,
    why_not,
)

PUBLIC_KEY: Final = "FLOE_COSIGN_PUBLIC_KEY"
"""Variable with the absolute path of a file of public keys in PEM, or with such keys themselves."""
ENFORCEMENT: Final = "FLOE_MANIFEST_SIGNATURES"
"""Variable that says what a manifest without a signature of these keys gets."""

_MOST_BYTES: Final = 100_000
_BEGIN: Final = "-----BEGIN "


class Enforcement(str, Enum):
    """What a manifest of a registry gets that no trusted key has signed, the strictest first."""

    ENFORCE = "enforce"
    """It is refused."""
    WARN = "warn"
    """It is told."""
    OFF = "off"
    """Nobody looks."""


@dataclass(frozen=True)
class SignatureTrust:
    """What is asked of signatures here."""

    key: str | None = None
    """The absolute path of a file of public keys, or the keys themselves."""
    chosen: str | None = None
    """What was chosen as enforcement, right or wrong; ``None`` where nobody has chosen."""
    is_of_editor: bool = False
    """Whether to leave it to a command line to verify, where the library for it is missing: the
    server in an editor's extension comes without, and that is no fault of the manifest."""

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] | None = None) -> SignatureTrust:
        """Return what the environment of the process says."""
        given = os.environ if environment is None else environment
        return cls(given.get(PUBLIC_KEY) or None, given.get(ENFORCEMENT) or None)

    def enforcement(self, asked: Sequence[Enforcement] = ()) -> Enforcement:
        """Return what counts: what was chosen here, else as much as any manifest asks for.

        Who names a key and chooses nothing wants it to be used: no manifest can lower that.

        Args:
            asked: What the manifest and those that inherit from it ask for.
        """
        allowed = [each.value for each in Enforcement]
        if self.chosen in allowed:
            return Enforcement(self.chosen)
        if self.chosen is not None or self.key is not None:
            return Enforcement.ENFORCE
        return min(asked, key=list(Enforcement).index, default=Enforcement.OFF)

    def check(self, digest: str, reference: Reference, signatures: Sequence[Signature]) -> None:
        """Make sure that a trusted key has signed a manifest.

        Args:
            digest: The digest of its OCI manifest.
            reference: Its address.
            signatures: What its registry has as its signatures.

        Raises:
            RegistryError: None has, or it cannot be told.
        """
        place = str(reference)
        if self.chosen is not None and self.chosen not in [each.value for each in Enforcement]:
            raise _unverified(
                place,
                f"{ENFORCEMENT} is {quote(self.chosen)}",
                f"write enforce, warn or off in {ENFORCEMENT}",
            )
        if not signatures:
            named = reference.place.removeprefix(SCHEME)
            raise RegistryError(
                Failure.NOT_SIGNED,
                f"{place} is not signed",
                f"have it signed: cosign sign --key KEY {named}@{digest}",
            )
        if self.is_of_editor and not can_verify():
            raise RegistryError(
                Failure.NOT_LOOKED_AT,
                f"the signature of {place} is not verified here: this editor's server comes "
                "without the Python library cryptography",
                "verify it on a command line, with 'floe check', or let the editor start a server "
                "that is installed with it",
            )
        try:
            reason = why_not(digest, signatures, self._keys(place))
        except SigningLibraryMissing:
            raise _unverified(
                place,
                "the Python library cryptography is not installed where floe runs",
                "install it there: pip install cryptography",
            ) from None
        if reason is not None:
            raise _unverified(
                place, reason, "have it signed with the key that is trusted, and do not use it yet"
            )

    def _keys(self, place: str) -> PublicKeys:
        if self.key is None:
            raise _unverified(
                place,
                "no public key is named here",
                f"name the file of the public key of who signs in {PUBLIC_KEY}",
            )
        try:
            return PublicKeys(self._content(self.key, place))
        except InvalidKey as error:
            message = f"what {PUBLIC_KEY} names {error}"
            raise _unverified(
                place, message, "name the file that cosign calls cosign.pub"
            ) from None

    @staticmethod
    def _content(key: str, place: str) -> bytes:
        if key.lstrip().startswith(_BEGIN):
            return key.encode("utf-8", "surrogateescape")
        path = Path(key)
        if not path.is_absolute():
            raise _unverified(
                place,
                f"{PUBLIC_KEY} is the relative path {quote(key)}, which leads somewhere else from "
                "each folder",
                "write the whole path of the file",
            )
        try:
            return read_whole(path, _MOST_BYTES)
        except OSError as error:
            reason = reason_of(error)
            raise _unverified(
                place,
                f"the file {quote(key)} that {PUBLIC_KEY} names cannot be read: {reason}",
                f"correct {PUBLIC_KEY}",
            ) from None


def no_copy_of_signatures(place: str) -> RegistryError:
    """Return that nobody has fetched the signatures of a manifest yet, and nobody may now."""
    return _unverified(
        place,
        "there is no copy of its signature on this machine",
        "fetch it: on the command line without --offline, in an editor with 'Floe: Refresh "
        "Manifests'",
    )


def not_fetched(place: str, error: RegistryError) -> RegistryError:
    """Return that the signatures of a manifest cannot be had."""
    return _unverified(place, error.message, error.suggestion)


def _unverified(place: str, reason: str, suggestion: str) -> RegistryError:
    message = f"the signature of {place} cannot be verified: {reason}"
    return RegistryError(Failure.NOT_VERIFIED, message, suggestion)

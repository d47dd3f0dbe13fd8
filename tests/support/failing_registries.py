"""Sources whose registry fails in one way, in the words of the code that meets such a failure.

What a registry does to be met so is tested against servers (``tests/unit/registries``,
``tests/interop/test_registry.py``); the pages of the codes only show what is said then.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import requests

from floe_lsp.compilation import Sources
from floe_lsp.registries import cache, conversation, pulled, transport
from floe_lsp.registries.cache import Copy
from floe_lsp.registries.credentials import Found
from floe_lsp.registries.failures import RegistryError
from floe_lsp.registries.manifests import CachedManifests
from floe_lsp.registries.media_types import PLATFORM_MANIFEST
from floe_lsp.registries.reference import Reference
from floe_lsp.registries.signatures import Signature
from floe_lsp.registries.signing_in import SignIn
from floe_lsp.registries.trust import SignatureTrust

_SIGNED = "signed "
DIGEST = f"sha256:{'8e' * 32}"


def _refused(reference: Reference) -> RegistryError:
    nobody = transport.Transport(requests.Session(), transport.Deadline(0.0))
    return SignIn(reference.host, None, Found(), nobody).refusal(reference.place)


def _not_a_manifest(reference: Reference) -> RegistryError:
    try:
        pulled.layer_of(b'{"layers": []}', PLATFORM_MANIFEST, reference)
    except RegistryError as error:
        return error
    raise AssertionError


def _unusable(_: Reference) -> RegistryError:
    return cache.unusable(OSError(28, os.strerror(28)))


def _mismatch(reference: Reference) -> RegistryError:
    return pulled.mismatch(f"the platform manifest that {reference.host} sent", DIGEST)


FAILURES: dict[str, Callable[[Reference], RegistryError]] = {
    "unreachable": lambda it: transport.too_slow(it.host, 30.0),
    "refused": _refused,
    "not found": conversation.not_found,
    "not a manifest": _not_a_manifest,
    "digest mismatch": _mismatch,
    "too large": lambda it: transport.too_large(it.host, "the platform manifest", 8_000_000),
    "redirect": lambda it: conversation.redirected(it.host, "to a place without TLS"),
    "cache": _unusable,
}


_UNKNOWN_SIGNATURE = Signature(b"{}", b"")


class _Failing(CachedManifests):
    def __init__(self, failure: str, folder: Path) -> None:
        super().__init__(trust=SignatureTrust())
        self._failure, self._folder = failure, folder

    def get(self, reference: Reference) -> Copy:
        if self._failure in FAILURES:
            raise FAILURES[self._failure](reference)
        file = self._folder / self._failure.removeprefix(_SIGNED)
        return Copy(reference, DIGEST, 0.0, file, file.read_bytes())

    def check_signature(self, copy: Copy) -> None:
        found = (_UNKNOWN_SIGNATURE,) if self._failure.startswith(_SIGNED) else ()
        self.trust.check(copy.digest, copy.reference, found)


def answered(failure: str, folder: Path) -> Sources:
    """Return sources in which each registry fails in a way, or holds a file of a folder.

    ``signed `` before the name of a file gives it a signature, of which no key is known.
    """
    return Sources(manifests=lambda: _Failing(failure, folder))

"""What a registry is asked: the content at an address, its tags, and to take content.

Each question has one deadline, within which what fails in passing is asked again.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import requests
from oras.provider import temporary_empty_config

from .answers import data_of, items, text, value_at
from .conversation import Conversation
from .failures import Failure, RegistryError
from .media_types import (
    DOCKER_INDEX,
    DOCKER_MANIFEST,
    EMPTY_CONFIG,
    OCI_INDEX,
    OCI_MANIFEST,
    Kind,
)
from .pulled import Layer, Pulled, digest_of, layer_of, mismatch
from .reference import Reference, is_digest
from .signatures import BUNDLE, MOST_SIGNATURES, SIMPLE_SIGNING, Signature, of_bundle, of_layer
from .transport import Deadline, Transient, host_of, joined, not_a_registry

T = TypeVar("T")

SECONDS: Final = 30.0
"""How long one question may take, all attempts together."""
_BYTES_PER_SECOND: Final = 250_000
"""How fast a file is given at least; a push has so much time besides."""

_MOST_MANIFEST_BYTES: Final = 4_000_000
"""What a registry has to take as a manifest (distribution specification 1.1)."""
_MOST_SIGNATURE_BYTES: Final = 200_000
_MOST_TAGS: Final = 10_000
_MOST_PAGES: Final = 100
_ATTEMPTS: Final = 4
_FIRST_PAUSE: Final = 0.25
_ACCEPTED: Final = f"{OCI_MANIFEST}, {DOCKER_MANIFEST}, {OCI_INDEX}, {DOCKER_INDEX}"
_EMPTY: Final = b"{}"


@dataclass(frozen=True)
class Client:
    """Asks registries."""

    seconds: float = SECONDS

    def pull(
        self, reference: Reference, kind: Kind, known: Callable[[str], Pulled | None]
    ) -> Pulled:
        """Return what stands at an address.

        Args:
            reference: The address.
            kind: What it has to be.
            known: Returns the copy of what a digest stands for, which is not asked for again.

        Raises:
            RegistryError: It cannot be had, or is something else.
        """

        def ask(conversation: Conversation) -> Pulled:
            manifest = _manifest(conversation, reference)
            digest = digest_of(manifest)
            copy = known(digest)
            if copy is not None:
                return copy
            layer = layer_of(manifest, kind, reference)
            return Pulled(digest, manifest, _blob(conversation, layer, kind))

        return self._asked(reference, ask)

    def signatures(self, reference: Reference, digest: str) -> tuple[Signature, ...]:
        """Return what a registry has as the signatures of a manifest, right or wrong.

        Cosign keeps them under a tag that is made of the digest, and newer ones as bundles that
        refer to the manifest (OCI distribution specification 1.1, "Listing Referrers").

        Args:
            reference: The address of the manifest.
            digest: The digest of its OCI manifest.

        Raises:
            RegistryError: They cannot be had.
        """

        def ask(conversation: Conversation) -> tuple[Signature, ...]:
            name = digest.replace(":", "-")
            found = [*_of_tag(conversation, f"{name}.sig"), *_of_referrers(conversation, digest)]
            return tuple(found[-MOST_SIGNATURES:])

        return self._asked(reference, ask)

    @staticmethod
    def prepared(kind: Kind, content: bytes, notes: Mapping[str, str]) -> Pulled:
        """Return a file as a registry will hold it, with the digest that it will have.

        Args:
            kind: What the file is.
            content: All of it.
            notes: Annotations, which everybody sees who may read the address.
        """
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": OCI_MANIFEST,
                "artifactType": kind.artifact_type,
                "config": _descriptor(EMPTY_CONFIG, _EMPTY),
                "layers": [{**_descriptor(kind.layer, content), "annotations": dict(notes)}],
                "annotations": dict(notes),
            },
            separators=(",", ":"),
        ).encode()
        return Pulled(digest_of(manifest), manifest, content)

    def digest_at(self, reference: Reference) -> str | None:
        """Return the digest of what stands at an address, ``None`` where nothing does.

        Raises:
            RegistryError: The registry cannot be asked.
        """
        try:
            return self._asked(reference, lambda it: digest_of(_manifest(it, reference)))
        except RegistryError as error:
            if error.failure is not Failure.NOT_FOUND:
                raise
            return None

    def push(self, reference: Reference, kind: Kind, file: Path, prepared: Pulled) -> None:
        """Give a file to a registry under the tag of an address.

        Args:
            reference: The address, which names no digest.
            kind: What the file is.
            file: The file; should it change meanwhile, the registry refuses it.
            prepared: What was made of it.

        Raises:
            RegistryError: The registry does not take it.
        """
        is_sent = False

        def give(conversation: Conversation) -> None:
            nonlocal is_sent
            place = conversation.place
            try:
                conversation.upload_blob(
                    str(file), place, _descriptor(kind.layer, prepared.content)
                )
                with temporary_empty_config() as empty:
                    conversation.upload_blob(empty, place, _descriptor(EMPTY_CONFIG, _EMPTY))
            except ValueError:
                raise not_a_registry(reference.host) from None
            is_sent = True
            conversation.do_request(
                f"{conversation.prefix}://{place.manifest_url(reference.wanted)}",
                "PUT",
                data=prepared.manifest,
                headers={"Content-Type": OCI_MANIFEST},
            ).close()

        seconds = self.seconds + len(prepared.content) / _BYTES_PER_SECOND
        try:
            self._asked(reference, give, seconds)
        except RegistryError as error:
            if not is_sent or error.failure is not Failure.UNREACHABLE:
                raise
            message = f"{error.message}; whether the tag stands for the file now is not known"
            suggestion = "ask for the tag with 'pull', or push again"
            raise RegistryError(error.failure, message, suggestion) from None

    def tags(self, reference: Reference) -> list[str]:
        """Return the tags of a path, sorted; of very many the first.

        Raises:
            RegistryError: They cannot be had.
        """

        def ask(conversation: Conversation) -> list[str]:
            found: set[str] = set()
            url = f"{conversation.prefix}://{conversation.place.tags_url()}"
            for _ in range(_MOST_PAGES):
                response = conversation.do_request(url, "GET")
                content = conversation.transport.read(response, _MOST_MANIFEST_BYTES, "the tags")
                found.update(_tags_in(content, reference.host))
                following = _next_page(response, url)
                if following is None or len(found) >= _MOST_TAGS:
                    break
                url = following
            return sorted(found)[:_MOST_TAGS]

        return self._asked(reference, ask)

    def _asked(
        self, reference: Reference, ask: Callable[[Conversation], T], seconds: float | None = None
    ) -> T:
        """Ask within the deadline, again where a failure may pass."""
        deadline = Deadline(self.seconds if seconds is None else seconds)

        def attempts() -> T:
            def once() -> T:
                with closing(Conversation(reference, deadline)) as conversation:
                    return ask(conversation)

            pause = _FIRST_PAUSE
            for _ in range(_ATTEMPTS - 1):
                # Many that fail at once do not all come back at once.
                wait = pause * random.uniform(0.5, 1.5)  # noqa: S311 - no secret
                with suppress(Transient):
                    return once()
                if not deadline.allows(wait):
                    break
                time.sleep(wait)
                pause *= 2
            return once()

        return deadline.hold(reference.host, attempts)


def _of_tag(conversation: Conversation, tag: str) -> Iterator[Signature]:
    """Yield the signatures that cosign keeps as the layers of what a tag stands for."""
    manifest = _manifest_if_any(conversation, tag)
    layers = items(data_of(manifest or b""), "layers")
    for layer in layers[-MOST_SIGNATURES:]:
        is_one = value_at(layer, "mediaType") == SIMPLE_SIGNING
        payload = _small_blob(conversation, layer) if is_one else None
        if payload is not None:
            yield from of_layer(payload, value_at(layer, "annotations"))


def _of_referrers(conversation: Conversation, digest: str) -> Iterator[Signature]:
    """Yield the signatures in the bundles of Sigstore that refer to a manifest."""
    place = conversation.place
    host, repository = conversation.reference.api_host, conversation.reference.repository
    url = f"{conversation.prefix}://{host}/v2/{repository}/referrers/{digest}"
    index = _if_any(conversation, url)
    if index is None:
        # What a registry without such lists has in their place, by the same specification.
        index = _manifest_if_any(conversation, digest.replace(":", "-"))
    referring = [
        each
        for each in items(data_of(index or b""), "manifests")
        if (text(each, "artifactType") or "").startswith(BUNDLE)
    ]
    for each in referring[-MOST_SIGNATURES:]:
        name = text(each, "digest")
        if name is None or not is_digest(name):
            continue
        manifest = _if_any(conversation, f"{conversation.prefix}://{place.manifest_url(name)}")
        if manifest is None or digest_of(manifest) != name:
            continue
        for layer in items(data_of(manifest), "layers")[:1]:
            bundle = _small_blob(conversation, layer)
            yield from () if bundle is None else of_bundle(bundle)


def _manifest_if_any(conversation: Conversation, tag: str) -> bytes | None:
    return _if_any(conversation, f"{conversation.prefix}://{conversation.place.manifest_url(tag)}")


def _if_any(conversation: Conversation, url: str) -> bytes | None:
    """Return what a registry has at an address of its own, ``None`` where there is nothing."""
    try:
        response = conversation.do_request(url, "GET", headers={"Accept": _ACCEPTED})
    except RegistryError as error:
        if error.failure is not Failure.NOT_FOUND:
            raise
        return None
    return conversation.transport.read(response, _MOST_MANIFEST_BYTES, "a list of signatures")


def _small_blob(conversation: Conversation, layer: object) -> bytes | None:
    """Return the content of a layer that is a signature, ``None`` where it is not what it says."""
    digest = text(layer, "digest")
    if digest is None or not is_digest(digest):
        return None
    url = f"{conversation.prefix}://{conversation.place.get_blob_url(digest)}"
    response = conversation.do_request(url, "GET")
    content = conversation.transport.read(response, _MOST_SIGNATURE_BYTES, "a signature")
    return content if digest_of(content) == digest else None


def _manifest(conversation: Conversation, reference: Reference) -> bytes:
    """Return the OCI manifest at an address, which is what its digest says."""
    response = conversation.do_request(
        f"{conversation.prefix}://{conversation.place.manifest_url(reference.wanted)}",
        "GET",
        headers={"Accept": _ACCEPTED},
    )
    content = conversation.transport.read(response, _MOST_MANIFEST_BYTES, "the OCI manifest")
    said = response.headers.get("Docker-Content-Digest", "")
    if not said.startswith("sha256:"):
        said = None  # Another algorithm, which nobody here has asked for.
    elif not is_digest(said):
        raise not_a_registry(reference.host)
    for expected in (reference.digest, said):
        if expected is not None and expected != digest_of(content):
            raise mismatch(f"the OCI manifest that {reference.host} sent", expected)
    return content


def _blob(conversation: Conversation, layer: Layer, kind: Kind) -> bytes:
    """Return the content of a layer, which is what its digest says."""
    host = conversation.reference.host
    url = f"{conversation.prefix}://{conversation.place.get_blob_url(layer.digest)}"
    response = conversation.do_request(url, "GET")
    content = conversation.transport.read(response, kind.most_bytes, f"the {kind.noun}")
    if len(content) != layer.size or digest_of(content) != layer.digest:
        raise mismatch(f"the {kind.noun} that {host} sent", layer.digest)
    return content


def _next_page(response: requests.Response, url: str) -> str | None:
    """Return the address of the page behind one (RFC 8288), ``None`` where there is none."""
    try:
        following = response.links.get("next", {}).get("url")
    except ValueError:
        raise not_a_registry(host_of(url)) from None
    return joined(url, following) if following else None


def _descriptor(media_type: str, content: bytes) -> dict[str, object]:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {"mediaType": media_type, "digest": digest, "size": len(content)}


def _tags_in(content: bytes, host: str) -> list[str]:
    data = data_of(content)
    if data is None:
        raise not_a_registry(host)
    return [each for each in items(data, "tags") if isinstance(each, str)]

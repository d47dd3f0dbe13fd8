"""What was pulled: an OCI manifest, and the file that it names as its layer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from .answers import data_of, fields_of, items, text, value_at
from .failures import Failure, RegistryError
from .media_types import DOCKER_INDEX, KINDS, OCI_INDEX, Kind
from .reference import Reference, is_digest


@dataclass(frozen=True)
class Pulled:
    """A file of a registry."""

    digest: str
    """Of the OCI manifest, which is what an address with a digest names."""
    manifest: bytes
    """The OCI manifest."""
    content: bytes
    """The file."""


class Layer(NamedTuple):
    """What an OCI manifest says of a file."""

    digest: str
    size: int


def digest_of(content: bytes) -> str:
    """Return the digest of some content, such as ``sha256:...``."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def layer_of(manifest: bytes, kind: Kind, reference: Reference) -> Layer:
    """Return the layer of an OCI manifest that is the file of a kind.

    That is the one of its media type, else the only one, if it is of a media type of plain files.

    Raises:
        RegistryError: There is none, or it says that it is too large.
    """
    fields = fields_of(data_of(manifest))
    if not fields:
        raise _is_not(kind, reference, "it is no OCI manifest")
    if fields.get("mediaType") in (OCI_INDEX, DOCKER_INDEX) or "manifests" in fields:
        raise _is_not(kind, reference, "it is an index of images")
    for other in KINDS:
        if other is not kind and fields.get("artifactType") == other.artifact_type:
            raise _is_not(kind, reference, f"it is a {other.noun}")
    layers = items(fields, "layers")
    found = [each for each in layers if value_at(each, "mediaType") == kind.layer]
    if not found and len(layers) == 1 and value_at(layers[0], "mediaType") in kind.plain_layers:
        found = layers
    if len(found) != 1:
        raise _is_not(kind, reference, f"it has no layer of the type {kind.layer}")
    digest, size = text(found[0], "digest"), value_at(found[0], "size")
    if digest is None or not is_digest(digest):
        raise _is_not(kind, reference, "its layer has no digest of the kind sha256")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise _is_not(kind, reference, "its layer has no size")
    if size > kind.most_bytes:
        raise RegistryError(
            Failure.TOO_LARGE,
            f"the {kind.noun} at {reference} has {size:,} bytes, more than {kind.most_bytes:,}",
            "check the address: no file of that kind is so large",
        )
    return Layer(digest, size)


def belongs_together(pulled: Pulled, kind: Kind) -> bool:
    """Whether a file is the one that an OCI manifest names, and this the one of the digest."""
    if digest_of(pulled.manifest) != pulled.digest:
        return False
    try:
        layer = layer_of(pulled.manifest, kind, Reference("", ""))
    except RegistryError:
        return False
    return layer == Layer(digest_of(pulled.content), len(pulled.content))


def mismatch(what: str, digest: str) -> RegistryError:
    """Return that something that was sent is not what its digest says."""
    return RegistryError(
        Failure.DIGEST_MISMATCH,
        f"{what} is not what its digest {digest} says",
        "do not use it: push it again, or tell those who run the registry or a proxy before it",
    )


def _is_not(kind: Kind, reference: Reference, why: str) -> RegistryError:
    return RegistryError(
        Failure.NOT_A_MANIFEST,
        f"what is at {reference} is no {kind.noun} of floe: {why}",
        "check the path and the tag"
        + ("; 'floe manifest push' puts one there" if kind.file_name == "manifest.yaml" else ""),
    )

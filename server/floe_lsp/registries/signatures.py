"""What cosign signs of a manifest, and whether a public key says that it is so.

Cosign signs a small text that names the digest of the OCI manifest, not the manifest itself: the
"simple signing" payload (github.com/sigstore/cosign, specs/SIGNATURE_SPEC.md), or, in the bundles
of Sigstore, an in-toto statement in a DSSE envelope (github.com/secure-systems-lab/dsse,
protocol.md). So a signature says something of a manifest only if its text names that digest.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .answers import data_of, items, text, value_at

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

SIMPLE_SIGNING: Final = "application/vnd.dev.cosign.simplesigning.v1+json"
"""Media type of the layer that is a payload."""
SIGNATURE_NOTE: Final = "dev.cosignproject.cosign/signature"
CERTIFICATE_NOTE: Final = "dev.sigstore.cosign/certificate"
"""Annotations of such a layer."""
BUNDLE: Final = "application/vnd.dev.sigstore.bundle"
"""How the media type of a Sigstore bundle begins; its version follows."""
IN_TOTO: Final = "application/vnd.in-toto+json"

MOST_SIGNATURES: Final = 50
"""Signatures of one manifest that are looked at, the newest of them."""

_OF_PAYLOAD: Final = "cosign container image signature"
_OF_STATEMENT: Final = "https://sigstore.dev/cosign/sign/v1"
"""What a payload and a statement call themselves that are a signature and nothing else."""

_BEGIN: Final = b"-----BEGIN "
_END: Final = b"-----END "
_PUBLIC: Final = ("PUBLIC KEY", "RSA PUBLIC KEY")


@dataclass(frozen=True)
class Signature:
    """One signature of a registry; nothing of it is believed before a key says so."""

    payload: bytes
    """What is signed, of an envelope what it holds."""
    value: bytes
    """The signature itself."""
    payload_type: str | None = None
    """The type of what an envelope holds; ``None`` for a payload that is signed as it is."""
    is_keyless: bool = False
    """Whether a certificate is given with it, so that the key is of one minute alone."""

    @property
    def signed(self) -> bytes:
        """The bytes that were signed."""
        if self.payload_type is None:
            return self.payload
        kind = self.payload_type.encode()
        return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(self.payload), self.payload)

    @property
    def digests(self) -> frozenset[str]:
        """The digests of OCI manifests that the payload vouches for.

        None where it is something else, be it another word of the same signer about a manifest: an
        attestation says what was found out about it, and that may be the worst.
        """
        data = data_of(self.payload)
        if self.payload_type is None:
            named = text(data, "critical", "image", "docker-manifest-digest")
            is_signature = text(data, "critical", "type") == _OF_PAYLOAD
            return frozenset([named] if is_signature and named is not None else ())
        if text(data, "predicateType") != _OF_STATEMENT:
            return frozenset()
        hashes = (text(each, "digest", "sha256") for each in items(data, "subject"))
        return frozenset(f"sha256:{each}" for each in hashes if each is not None)


class InvalidKey(ValueError):
    """What was named as a public key is none; ``str`` of it is the end of a sentence."""


class SigningLibraryMissing(Exception):
    """The library that verifies signatures is not installed."""


def can_verify() -> bool:
    """Whether the library that verifies signatures is installed and can be used."""
    try:
        import cryptography.exceptions  # noqa: PLC0415 - as below
    except ImportError:
        return False
    return bool(cryptography.exceptions)


class PublicKeys:
    """The keys of which one has to have signed."""

    def __init__(self, pem: bytes) -> None:
        """Read keys in PEM, one behind the other.

        Raises:
            InvalidKey: It holds none, or something else too.
            SigningLibraryMissing: Nothing here can verify a signature.
        """
        blocks = _blocks(pem)
        if any("PRIVATE" in kind for kind, _ in blocks):
            raise InvalidKey("holds a private key, which belongs to who signs alone")
        if not blocks:
            raise InvalidKey(
                "holds no public key in PEM, whose first line begins with '-----BEGIN' and whose "
                "last line with '-----END'"
            )
        if any(kind not in _PUBLIC for kind, _ in blocks):
            raise InvalidKey("holds something else than public keys")
        self._keys = tuple(_key(block) for _, block in blocks)

    def have_made(self, signature: Signature) -> bool:
        """Whether one of the keys has made a signature."""
        return any(_verifies(each, signature) for each in self._keys)


def why_not(digest: str, signatures: Sequence[Signature], keys: PublicKeys) -> str | None:
    """Return why no signature vouches for an OCI manifest, ``None`` where one does.

    Args:
        digest: The digest of the OCI manifest.
        signatures: Its signatures, of which there is one.
        keys: Those of which one has to have signed.
    """
    made = [each for each in signatures if keys.have_made(each)]
    if any(digest in each.digests for each in made):
        return None
    if made:
        return "the key has signed, but something else than this manifest"
    if all(each.is_keyless for each in signatures):
        return (
            "it is signed without a key, by an identity with a certificate, and that cannot be "
            "verified without the services of Sigstore"
        )
    return "it is signed, but not by the key that is trusted here"


def of_layer(payload: bytes, notes: object) -> list[Signature]:
    """Return the signature of a layer of cosign, none where its annotations hold none."""
    value = _decoded(text(notes, SIGNATURE_NOTE))
    if value is None:
        return []
    return [Signature(payload, value, is_keyless=value_at(notes, CERTIFICATE_NOTE) is not None)]


def of_bundle(content: bytes) -> list[Signature]:
    """Return the signatures of a Sigstore bundle, none where it is something else."""
    data = data_of(content)
    payload = _decoded(text(data, "dsseEnvelope", "payload"))
    if payload is None or text(data, "dsseEnvelope", "payloadType") != IN_TOTO:
        return []
    values = (_decoded(text(each, "sig")) for each in items(data, "dsseEnvelope", "signatures"))
    is_keyless = value_at(data, "verificationMaterial", "publicKey") is None
    return [Signature(payload, each, IN_TOTO, is_keyless) for each in values if each is not None]


def to_data(signatures: Iterable[Signature]) -> list[dict[str, object]]:
    """Return signatures as plain data, as a file of JSON can hold them."""
    return [
        {
            "payload": base64.b64encode(each.payload).decode(),
            "value": base64.b64encode(each.value).decode(),
            "payload_type": each.payload_type,
            "is_keyless": each.is_keyless,
        }
        for each in signatures
    ]


def from_data(data: object) -> tuple[Signature, ...] | None:
    """Return the signatures at ``signatures`` of plain data, ``None`` where it is damaged."""
    found: list[Signature] = []
    if not isinstance(value_at(data, "signatures"), list):
        return None
    for each in items(data, "signatures"):
        payload, value = _decoded(text(each, "payload")), _decoded(text(each, "value"))
        if payload is None or value is None:
            return None
        kind, is_keyless = text(each, "payload_type"), value_at(each, "is_keyless") is True
        found.append(Signature(payload, value, kind, is_keyless))
    return tuple(found)


def _blocks(pem: bytes) -> list[tuple[str, bytes]]:
    """Return what stands in PEM (RFC 7468): the label of each block, and the block."""
    found: list[tuple[str, bytes]] = []
    begun: list[bytes] = []
    for line in pem.splitlines():
        words = line.strip()
        if words.startswith(_BEGIN):
            begun = []
        begun.append(words)
        if words.startswith(_END) and begun[0].startswith(_BEGIN):
            label = begun[0][len(_BEGIN) :].rstrip(b"-").decode("ascii", "replace")
            found.append((label, b"\n".join(begun) + b"\n"))
            begun = []
    return found


def _key(pem: bytes) -> PublicKeyTypes:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - as below
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - rarely asked
            load_pem_public_key,
        )
    except ImportError:
        raise SigningLibraryMissing from None
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidKey("holds no public key that can be read") from None
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey):
        raise InvalidKey("holds a key of a kind that cosign does not sign with")
    return key


def _verifies(key: PublicKeyTypes, signature: Signature) -> bool:
    """Whether a key has made a signature, as cosign makes them: SHA-256, PKCS #1 v1.5 for RSA."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415
        ec,
        ed25519,
        padding,
        rsa,
    )

    signed, value = signature.signed, signature.value
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, signed, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(value, signed)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _decoded(given: str | None) -> bytes | None:
    try:
        return None if given is None else base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return None

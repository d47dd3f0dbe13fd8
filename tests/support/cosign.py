"""Signatures as cosign makes them and puts them beside a manifest, with the library oras.

The forms are those of cosign's specs/SIGNATURE_SPEC.md (a payload of "simple signing" under the tag
``sha256-<digest>.sig``) and of Sigstore's bundles (an in-toto statement in a DSSE envelope, in an
artifact that refers to the manifest; the registry of the tests has no list of these, so the index
stands under the tag ``sha256-<digest>``, as the OCI distribution specification has it).
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from oras.container import Container
from oras.provider import Registry

from floe_lsp.registries.reference import parse_reference

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
_CONFIG = b'{"architecture":"","os":"","rootfs":{"type":"layers","diff_ids":[]},"config":{}}'


def new_key(kind: str = "ecdsa") -> PrivateKey:
    """Return a new key of a kind that cosign signs with; it makes those of P-256 itself."""
    if kind == "rsa":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


def public_pem(key: PrivateKey) -> bytes:
    """Return what stands in ``cosign.pub``."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def signed(key: PrivateKey, content: bytes) -> bytes:
    """Return the signature of some bytes."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(content)
    return key.sign(content, ec.ECDSA(hashes.SHA256()))


SIGNATURE = "cosign container image signature"
"""What a payload of "simple signing" is about."""


def payload_of(place: str, digest: str, about: str = SIGNATURE) -> bytes:
    """Return the payload of "simple signing" for a manifest."""
    payload = {
        "critical": {
            "identity": {"docker-reference": place},
            "image": {"docker-manifest-digest": digest},
            "type": about,
        },
        "optional": None,
    }
    return json.dumps(payload, separators=(",", ":")).encode()


def sign(
    address: str,
    digest: str,
    key: PrivateKey,
    folder: Path,
    *,
    payload: bytes | None = None,
    value: bytes | None = None,
    notes: dict[str, str] | None = None,
    about: str = SIGNATURE,
) -> None:
    """Sign a manifest, as ``cosign sign --key`` does.

    Args:
        address: Where the manifest is.
        digest: Its digest.
        key: The key.
        folder: Where files may be written for the upload.
        payload: What is signed in the place of what should be.
        value: What is said to be the signature.
        notes: Annotations besides the signature.
        about: What the payload says that it is.
    """
    place = parse_reference(address).place.removeprefix("oci://")
    content = payload_of(place, digest, about) if payload is None else payload
    signature = signed(key, content) if value is None else value
    note = {"dev.cosignproject.cosign/signature": base64.b64encode(signature).decode()}
    layer = {
        **_described("application/vnd.dev.cosign.simplesigning.v1+json", content),
        "annotations": note | (notes or {}),
    }
    config = "application/vnd.oci.image.config.v1+json"
    tag = f"{digest.replace(':', '-')}.sig"
    _pushed(address, tag, folder, layer, content, config)


def sign_by_bundle(
    address: str,
    digest: str,
    key: PrivateKey,
    folder: Path,
    *,
    of: str | None = None,
    about: str = "https://sigstore.dev/cosign/sign/v1",
) -> None:
    """Sign a manifest, as newer versions of cosign do.

    Args:
        address: Where the manifest is.
        digest: Its digest.
        key: The key.
        folder: Where files may be written for the upload.
        of: Another digest that the statement names.
        about: What kind of statement it is.
    """
    statement: dict[str, Any] = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"digest": {"sha256": (of or digest).removeprefix("sha256:")}}],
        "predicateType": about,
        "predicate": {},
    }
    payload, kind = json.dumps(statement).encode(), "application/vnd.in-toto+json"
    encoded = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    signature = base64.b64encode(signed(key, encoded)).decode()
    bundle: dict[str, Any] = {
        "mediaType": BUNDLE,
        "verificationMaterial": {"publicKey": {"hint": "a key"}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": kind,
            "signatures": [{"sig": signature}],
        },
    }
    content = json.dumps(bundle).encode()
    layer, config = _described(BUNDLE, content), "application/vnd.oci.empty.v1+json"
    manifest = _pushed(address, "bundle", folder, layer, content, config, artifact=BUNDLE)
    listed = {**_described(MANIFEST, manifest), "artifactType": BUNDLE}
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [listed]}
    _put(address, digest.replace(":", "-"), INDEX, json.dumps(index).encode())


def _pushed(
    address: str,
    tag: str,
    folder: Path,
    layer: dict[str, Any],
    content: bytes,
    config_type: str,
    *,
    artifact: str | None = None,
) -> bytes:
    config = _CONFIG if artifact is None else b"{}"
    manifest: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        **({} if artifact is None else {"artifactType": artifact}),
        "config": _described(config_type, config),
        "layers": [layer],
    }
    registry, container = _asked(address, tag)
    for described, blob in ((layer, content), (manifest["config"], config)):
        file = folder / "blob"
        file.write_bytes(blob)
        assert registry.upload_blob(str(file), container, described).ok
    text = json.dumps(manifest).encode()
    _put(address, tag, MANIFEST, text)
    return text


def _put(address: str, tag: str, media_type: str, content: bytes) -> None:
    registry, container = _asked(address, tag)
    url = f"http://{container.manifest_url(tag)}"
    done = registry.do_request(url, "PUT", data=content, headers={"Content-Type": media_type})
    assert done.ok, done.text


def _asked(address: str, tag: str) -> tuple[Registry, Container]:
    reference = parse_reference(address)
    registry = Registry(hostname=reference.host)
    registry.prefix = "http"
    return registry, Container(f"{reference.host}/{reference.repository}:{tag}")


def _described(media_type: str, content: bytes) -> dict[str, Any]:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {"mediaType": media_type, "digest": digest, "size": len(content)}

"""The media types of what floe keeps in registries; docs/registries.md shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OCI_MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX: Final = "application/vnd.oci.image.index.v1+json"
DOCKER_MANIFEST: Final = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_INDEX: Final = "application/vnd.docker.distribution.manifest.list.v2+json"
EMPTY_CONFIG: Final = "application/vnd.oci.empty.v1+json"
"""Of the config of an artifact that has none (OCI image specification 1.1)."""

TITLE: Final = "org.opencontainers.image.title"
VERSION: Final = "org.opencontainers.image.version"
"""Annotations that other tools show."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing that floe keeps in a registry."""

    noun: str
    """What people call it."""
    artifact_type: str
    layer: str
    """Of the one layer, which is the file itself."""
    plain_layers: tuple[str, ...]
    """Of the one layer of what another tool pushed without saying what it is."""
    file_name: str
    most_bytes: int


PLATFORM_MANIFEST: Final = Kind(
    "platform manifest",
    "application/vnd.floe.platform-manifest.v1",
    "application/vnd.floe.platform-manifest.v1+yaml",
    ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"),
    "manifest.yaml",
    8_000_000,
)
COMPILED_ARTIFACTS: Final = Kind(
    "compiled artifact",
    "application/vnd.floe.compiled-artifacts.v1",
    "application/vnd.floe.compiled-artifacts.v1+json",
    ("application/json",),
    "compiled_artifacts.json",
    64_000_000,
)
KINDS: Final = (PLATFORM_MANIFEST, COMPILED_ARTIFACTS)

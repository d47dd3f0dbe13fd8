"""The version constants of the three contracts, each in one place."""

from typing import Final, Literal, TypeAlias

API_GROUP: Final = "floe.dev/"
"""What the ``apiVersion`` of every file of floe begins with."""

API_VERSION: Final = f"{API_GROUP}v1"
"""``apiVersion`` of ``floe.yaml`` and of the platform manifest."""

SPEC_KIND: Final = "FloeSpec"
"""``kind`` of ``floe.yaml``."""

MANIFEST_KIND: Final = "Manifest"
"""``kind`` of the platform manifest."""

ARTIFACT_VERSION: Final = "0.2.0"
"""The CompiledArtifacts contract that is ours."""

ArtifactContract: TypeAlias = Literal["floe-lsp", "floe-core"]
"""The layout of an artifact: our own, or the one that the released floe-core packages read."""

ARTIFACT_CONTRACTS: Final[dict[ArtifactContract, str]] = {
    "floe-lsp": ARTIFACT_VERSION,
    "floe-core": "0.16.0",
}
"""The version that is written of each layout."""

DEFAULT_CONTRACT: Final[ArtifactContract] = "floe-lsp"
"""The layout where nobody chooses one."""


def version_parts(version: str) -> tuple[int, int, int] | None:
    """Return major, minor and patch of ``x.y.z``, or ``None`` for any other text."""
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    major, minor, patch = map(int, parts)
    return major, minor, patch
